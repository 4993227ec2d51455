"""Three portals of ours and a stock CKAN, each harvesting all others, over HTTP.

Ten rounds in which nobody does anything, with the settings that a portal has by itself; then six
with an edit and a deletion.

Every kind of route is there: our `ckan` and our `dcat` harvester, the stock `ckan` and the stock
`dcat_rdf`. The stock CKAN recognises neither its own datasets nor copies, and its `ckan` harvester
deletes nothing: what it holds is spelled out, and must not get back into ours.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


busy_town = _load("busy_town")
ring_portals = _load("ring_portals")

OURS = ("wiesental", "dreiland", "hochrhein")
STOCK = "nachbar"
FEED = "/catalog.ttl"
#: who harvests whom how, in the order in which it happens
ROUTES = {
    "wiesental": {"dreiland": "ckan", "hochrhein": "dcat", STOCK: "ckan"},
    "dreiland": {"wiesental": "dcat", "hochrhein": "ckan", STOCK: "dcat"},
    "hochrhein": {"wiesental": "ckan", "dreiland": "dcat", STOCK: "ckan"},
    STOCK: {"wiesental": "ckan", "dreiland": "dcat_rdf", "hochrhein": "dcat_rdf"},
}
#: rounds in which nothing happens; those after that
QUIET, BUSY = 10, 6
#: what each of ours has: five of each of them, and three of the stock CKAN
OF_OURS = 3 * 5 + 3
#: of the stock CKAN: its own; all of `wiesental` by `ckan`, where its own come back under other
#: ids; the same once more as RDF, because neither of its harvesters knows what the other does
OF_STOCK = 3 + OF_OURS + OF_OURS
EDITED, NEW = "wiesental-2", "Neu gefasst."
DELETED = "dreiland-1"


def own(portal: str) -> list[dict[str, Any]]:
    """Five datasets of a portal: with an identifier and a date, with neither, with a URN.

    One of five may leave without a person's word.
    """
    made = []
    known = {"identifier": f"https://daten.example.org/{portal}/1"}
    urn = {"identifier": f"urn:example:{portal}:3"}
    for number, more in enumerate((known, {}, urn, {}, {}), 1):
        record = busy_town.record(f"{portal}-{number}", "stadt")
        title = f"{portal.capitalize()} Nr. {number}"
        record |= {"title_translated": {"de": title}, "notes": "Text", "title": title, **more}
        if number == 2:
            del record["modified"], record["issued"]
        made.append(record)
    return made


def of_stock() -> list[dict[str, Any]]:
    """The same of a CKAN without our schema."""
    return [
        {
            "name": f"{STOCK}-{number}", "title": f"Nachbar Nr. {number}", "notes": "Text",
            "owner_org": "stadt", "license_id": "cc-by", "tags": [{"name": "Messwerte"}],
            "resources": [{"url": f"https://example.org/{number}.csv", "format": "CSV"}],
        }
        for number in (1, 2, 3)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def ring() -> Iterator[Any]:
    one = ring_portals.Ring(OURS, (STOCK,))
    try:
        for name, member in one.members.items():
            member.act("organization_create", name="stadt", title=f"Stadt {name}")
            for dataset in own(name) if name in OURS else of_stock():
                member.act("package_create", **dataset)
        for name, sources in ROUTES.items():
            for other, kind in sources.items():
                feed = FEED if kind.startswith("dcat") else ""
                one.members[name].tell(
                    "source", name=f"von-{other}", url=one.members[other].url + feed, kind=kind,
                    ours=name in OURS,
                )  # fmt: skip
        yield one
    finally:
        one.stop()


def harvest(member: Any, sources: dict[str, str]) -> dict[str, Any]:
    """The reports of all sources of a portal; its feed says at once what has changed."""
    reports = {other: member.harvest(f"von-{other}") for other in sources}
    if member.ours:
        assert member.tell("publish")
    return reports


@dataclass
class Story:
    """What there was before, and after each round what everybody shows and ours report."""

    before: dict[str, list[dict[str, Any]]]
    rounds: list[tuple[dict[str, list[dict[str, Any]]], dict[str, dict[str, Any]]]]

    def after(self, number: int) -> dict[str, list[dict[str, Any]]]:
        return self.rounds[number - 1][0]

    def original(self, name: str) -> dict[str, Any]:
        return next(one for several in self.before.values() for one in several
                    if one["name"] == name)  # fmt: skip

    def copies(self, name: str, number: int) -> dict[str, list[dict[str, Any]]]:
        """Who has a dataset after a round, by its title."""
        title = self.original(name)["title"]
        return {
            portal: [one for one in datasets if one["title"] == title]
            for portal, datasets in self.after(number).items()
        }


@pytest.fixture(scope="module")
def story(ring: Any) -> Story:
    """Ten quiet rounds; an edit at the origin after them, a deletion there a round later.

    After one round more the time of grace passes, after another two that of the archive.
    """
    told = Story({name: member.datasets() for name, member in ring.members.items()}, [])
    for number in range(1, QUIET + BUSY + 1):
        reports = {name: harvest(ring.members[name], sources) for name, sources in ROUTES.items()}
        told.rounds.append(({n: m.datasets() for n, m in ring.members.items()}, reports))
        if number == QUIET:
            ring.members["wiesental"].act("package_patch", id=EDITED, notes_translated={"de": NEW})
            ring.members["wiesental"].tell("publish")
        elif number == QUIET + 1:
            ring.members["dreiland"].act("package_delete", id=DELETED)
            ring.members["dreiland"].tell("publish")
        elif number in (QUIET + 2, QUIET + 4):
            for name in OURS:
                ring.members[name].tell("age", days=8 if number == QUIET + 2 else 366)
    return told


def shown(dataset: dict[str, Any]) -> tuple[Any, ...]:
    """What a dataset is known by; the chain says by which portals it came."""
    chain = [_portal(one) for one in dataset.get("catalogue_chain") or ()]
    return dataset["title"], dataset.get("identifier"), dataset.get("uri"), chain


def _portal(address: str) -> str:
    return "/".join(address.split("/")[:3])


def wanted(ring: Any, story: Story, at: str) -> list[tuple[Any, ...]]:
    """What a portal of ours has to show: its own as they are, others' with the names they have."""
    found = []
    for portal, datasets in story.before.items():
        url = ring.members[portal].url
        for one in datasets:
            identifier = one.get("identifier") or one["id"]
            copy = one["title"], identifier, f"{url}/dataset/{one['id']}", [url]
            found.append(shown(one) if portal == at else copy)
    return sorted(found, key=str)


def test_30_the_number_of_datasets_is_stable_from_the_second_round_on(story: Story):
    counts = [[len(datasets) for datasets in now.values()] for now, _ in story.rounds]
    stable = [OF_OURS, OF_OURS, OF_OURS, OF_STOCK]
    for number in range(2, QUIET + 1):
        assert counts[number - 1] == stable, number
    ids = [{portal: [one["id"] for one in datasets] for portal, datasets in now.items()}
           for now, _ in story.rounds[1:QUIET]]  # fmt: skip
    assert ids == [ids[0]] * (QUIET - 1)


def test_30_what_happens_later_changes_the_number_once(story: Story):
    """Ours keep what `dreiland` has deleted for the grace time, then as an archive.

    The stock CKAN loses it where it has it as RDF, and never where it has it by `ckan`.
    """
    counts = [[len(datasets) for datasets in now.values()] for now, _ in story.rounds[QUIET:]]
    all, less = OF_OURS, OF_OURS - 1
    grace, archived = [all, less, all, OF_STOCK], [all, less, all, OF_STOCK - 1]
    gone = [less, less, less, OF_STOCK - 1]
    assert counts == [[all, all, all, OF_STOCK], grace, *[archived] * 2, *[gone] * 2]


@pytest.mark.parametrize("number", [2, QUIET])
@pytest.mark.parametrize("portal", OURS)
def test_30_each_dataset_is_there_once_with_the_names_it_was_born_with(
    ring: Any, story: Story, portal: str, number: int
):
    found = sorted(map(shown, story.after(number)[portal]), key=str)
    assert found == wanted(ring, story, portal)


@pytest.mark.parametrize("portal", OURS)
def test_30_what_is_ours_is_left_as_it_is(story: Story, portal: str):
    own = {one["id"]: one for one in story.before[portal]}
    now = {one["id"]: one for one in story.after(QUIET)[portal] if one["id"] in own}
    assert now == own


@pytest.mark.parametrize("portal", OURS)
def test_30_rounds_without_news_write_nothing(story: Story, portal: str):
    for number in range(3, QUIET + 1):
        for report in story.rounds[number - 1][1][portal].values():
            written = ("added", "updated", "restored", "archived", "deleted", "refused", "tables")
            assert [name for name in written if report[name]] == []
    changed = [[one["metadata_modified"] for one in story.after(number)[portal]]
               for number in range(3, QUIET + 1)]  # fmt: skip
    assert changed == [changed[0]] * (QUIET - 2)


def test_30_an_edit_at_the_origin_arrives_everywhere(story: Story):
    notes = {
        portal: sorted(one["notes"] for one in copies)
        for portal, copies in story.copies(EDITED, QUIET + 1).items()
    }
    assert notes == {**{portal: [NEW] for portal in OURS}, STOCK: [NEW, NEW]}


def test_30_a_deletion_at_the_origin_leaves_the_others_and_does_not_come_back(story: Story):
    def there(number: int) -> dict[str, list[bool]]:
        """Who has it, and whether as an archive."""
        return {
            portal: [bool(one.get("archived")) for one in copies]
            for portal, copies in story.copies(DELETED, number).items()
        }

    one = [False]
    assert there(QUIET + 1) == {"wiesental": one, "dreiland": one, "hochrhein": one, STOCK: one * 2}
    # the time of grace
    assert there(QUIET + 2) == {"wiesental": one, "dreiland": [], "hochrhein": one, STOCK: one * 2}
    for number in (QUIET + 3, QUIET + 4):
        archived = {"wiesental": [True], "dreiland": [], "hochrhein": [True]}
        # its `ckan` harvester deletes nothing, and shows it to ours for ever
        assert there(number) == {**archived, STOCK: one}
    for number in (QUIET + 5, QUIET + 6):
        assert there(number) == {**{portal: [] for portal in OURS}, STOCK: one}


def test_30_both_routes_are_told(ring: Any, story: Story):
    """A portal of ours says who else has the dataset that it has from its publisher."""
    portal = ring.members["hochrhein"]
    [copy] = story.copies("dreiland-2", QUIET + BUSY)["hochrhein"]
    routes = portal.act("loerrach_harvest_provenance", id=copy["id"])["routes"]
    assert [route["source"] for route in routes if route["holds"]] == ["von-dreiland"]
    assert {route["source"] for route in routes} == {
        "von-dreiland", "von-wiesental", "von-nachbar"
    }  # fmt: skip
