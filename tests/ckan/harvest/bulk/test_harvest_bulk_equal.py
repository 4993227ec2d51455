"""What batches write cannot be told apart from what CKAN's actions write.

The same story is played in two portals; every table, the search documents among them, and the hooks
that plugins hear are compared after each run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from ckanext.loerrach.harvest import archive

pytestmark = pytest.mark.ckan_config(
    "ckan.plugins",
    "loerrach_search loerrach_catalogue loerrach loerrach_harvest scheming_datasets dcat"
    " structured_data harvest ckan_harvester activity datastore datatables_view",
)


class Noon(datetime):
    """A moment that does not go by; the words of a document hold that of its archiving."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=tz)


def same(one: dict[str, Any], other: dict[str, Any], aside: str = "") -> None:
    assert set(one) == set(other)
    for table in ("fragment", "view", "entry"):
        assert len(one[f"public.loerrach_catalogue_{table}"]) > 1
    assert {view for view, *_ in one["fragments"]} == {"dcat-ap-de-3", "dcat-ap-3"}
    assert all(len(triples) > 20 for _, *triples in one["fragments"])
    different = {
        name: ([row for row in one[name] if row not in other[name]],
               [row for row in other[name] if row not in one[name]])
        for name in one if name not in ("hooks", aside) and one[name] != other[name]
    }  # fmt: skip
    assert not different
    assert set(other["hooks"]) == set(one["hooks"])
    for dataset, calls in one["hooks"].items():
        assert other["hooks"][dataset] == calls


def test_new_datasets_of_every_field(both: Any, make: Any):
    records = [make.whole(f"{field}-{n}", field) for field in make.fields for n in range(2)]

    def story(portal: Any) -> Any:
        report, holds = portal.run(records)
        assert report.added == [one.id for one in records], report.refused
        return holds

    same(*both(story))


def test_changes_of_every_kind_and_back(both: Any, make: Any):
    first = [make.whole(field, field) for field in make.fields]
    kinds = {
        "retitled": {"title": {"de": "Anders", "en": "Other"}},
        "untagged": {"tags": {"de": ["Daten"]}},
        "tagged": {"tags": {"de": ["Daten", "Wort tagged", "Übersicht", "neu"]}},
        "bare": {"fields": {"strategy_field": "culture", "personal_data": "none"}},
        "moved": {"fields": {"strategy_field": "business", "personal_data": "none"}},
        "hidden": {"fields": {"strategy_field": "business", "personal_data": ""}},
        "longer": {"resources": [make.file("a"), make.file("b"), make.file("c")]},
        "shorter": {"resources": [make.file("b")]},
        "turned": {"resources": [make.file("b"), make.file("a")]},
        "elsewhere": {"resources": [make.file("a", url="https://example.org/neu.json", mimetype="",
                                              format="JSON"), make.file("b")]},
        "mixed": {"resources": [make.file("c"), make.file("a", licence=DL_BY)]},
        "empty": {"resources": []},
    }  # fmt: skip
    first += [make.whole(kind, "culture") for kind in kinds]
    second = [replace(one, **kinds.get(one.id, {"notes": {"de": "Neu."}})) for one in first]

    def story(portal: Any) -> Any:
        found = []
        for records in (first, second, first, second):
            report, holds = portal.run(records)
            assert len(report.added + report.updated) == len(first), report
            found.append(holds)
        return found

    for one, other in zip(*both(story), strict=True):
        same(one, other)


@pytest.mark.ckan_config("ckanext.loerrach.harvest.archive_grace", 0)
def test_datasets_that_leave_and_come_back(both: Any, make: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "datetime", Noon)
    records = [make.whole(field, field) for field in make.fields]

    def story(portal: Any) -> Any:
        found = []
        for these in (records, records[1:], records):
            report, holds = portal.run(these)
            found.append(holds)
        assert report.restored == [records[0].id]
        return found

    for one, other in zip(*both(story), strict=True):
        same(one, other)


def test_edits_of_the_town_stay(both: Any, make: Any):
    first = [make.whole(field, field) for field in make.fields]
    second = [replace(one, notes={"de": "Neu."}, tags={"de": ["Neu"]}) for one in first]

    def story(portal: Any) -> Any:
        portal.harvest(first)
        portal.edit(first[0].id, version_notes="Von Hand.")
        portal.edit(first[1].id, notes_translated={"de": "Von Hand."})
        portal.edit(first[2].id, private=True)
        report, holds = portal.run(second)
        assert len(report.updated) == len(second), report
        return holds

    # a person who edits sends back the id of the harvest object, which then is a word
    same(*both(story), aside="loerrach_search.word")


DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
