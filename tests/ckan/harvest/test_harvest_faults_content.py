"""Fault cases 14 to 24 without 18: records that are wrong, hostile, or somebody else's.

A bad record is refused or repaired; the others go on, and nothing that is not the source's changes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.catalogue.views import VIEWS
from ckanext.loerrach.harvest import downloads
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.describe import dataset_fields, licensed
from ckanext.loerrach.harvesters._core.harvester import Harvester, HarvesterInfo
from ckanext.loerrach.harvesters._core.record import Column, Record, Resource, Table
from rdflib import Graph, URIRef

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(3)]
PATH = "/liste.json"
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"


def record(id: str, **more: Any) -> dict[str, Any]:
    """A dataset as the API of a CKAN has it."""
    file = {"id": f"{id}-file", "url": "https://a.de/x.csv", "format": "CSV"}
    return {"id": id, "name": id, "title": id.upper(), "notes": "x", "license_id": "cc-zero",
            "resources": [file], **more}  # fmt: skip


def ckan(source: Make, feeds: Any, records: list[Any]) -> Any:
    """A source that is a CKAN with these records."""
    result = {"count": len(records), "results": records}
    feeds.put("/api/3/action/package_search", {"success": True, "result": result})
    return source("nachbar", harvester="ckan", url=feeds.url, licences="records")


def test_14_one_invalid_record_among_many(source: Make, titles: Make):
    one = source()
    one.has(
        "r0", {"id": "no title", "title": " "}, {"id": "theme", "fields": {"theme": ["nothing"]}},
        {"id": "long", "title": "x" * 1_000_000}, {"id": "number", "fields": {"contact": 7}},
        {"id": "null", "title": None}, "r1",
    )  # fmt: skip
    for added, unchanged in ((["r0", "r1"], []), ([], ["r0", "r1"])):
        report = one.run(full=True)
        assert (report.failure, report.added, report.unchanged) == (None, added, unchanged)
        refused = {refusal.record for refusal in report.refused}
        assert refused == {"no title", "theme", "long", "number", "null"}
        assert titles() == ["r0", "r1"]


def test_14_invalid_records_of_a_real_format(source: Make, feeds: Any, titles: Make) -> None:
    file = {"id": "r", "url": "https://a.de/x.csv", "format": "CSV"}
    many = [{**file, "id": f"r{n}", "url": f"https://a.de/{n}.csv"} for n in range(8000)]
    records = [
        record("r0"), None, record("null", title=None), record("many", resources=many),
        record("none", resources=None), record("long", title="x" * 1_000_000), record("r1"),
        record("number", title=7),
    ]  # fmt: skip
    one = ckan(source, feeds, records)
    report = one.run()
    assert (report.failure, sorted(report.added)) == (None, ["number", "r0", "r1"])
    assert {refusal.record: refusal.field for refusal in report.refused} == {
        "#1": "id", "null": "title", "many": "resources", "none": "resources", "long": "title",
    }  # fmt: skip
    assert titles() == ["7", "R0", "R1"]


def test_15_the_same_id_twice(source: Make, titles: Make):
    one = source()
    one.has({"id": "a", "title": "Erster"}, "b", {"id": "a", "title": "Zweiter"})
    report = one.run()
    assert (report.added, [str(refusal) for refusal in report.refused]) == (
        ["a", "b"], ["a, id: the source has this record twice; the first one counts"],
    )  # fmt: skip
    assert titles() == ["Erster", "b"]
    assert one.run(full=True).changed is False


def test_16_what_belongs_to_others_stays_theirs(
    source: Make, town: dict[str, Any], portal: Make
) -> None:
    """Ids, names, identifiers and resource ids of the town's and of another source's datasets."""
    user = helpers.call_action("get_site_user")["name"]
    own = helpers.call_action(
        "package_create", {"user": user}, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", identifier="baeder-1", owner_org=town["id"],
        personal_data="none", resources=[{"url": "https://a.de/b.csv", "license": LICENCE}],
    )  # fmt: skip
    other = source("andere")
    other.has({"id": "a", "title": "Brunnen", "fields": {"identifier": "andere-1"}})
    other.run()
    before = portal()
    theirs = before["brunnen"]

    one = source()
    one.has(*(
        {"id": claim.get("id", f"{owner['name']}-{number}"), "title": owner["title"],
         "fields": claim}
        for owner in (own, theirs)
        for number, claim in enumerate((
            {"id": owner["id"]}, {"name": owner["name"]}, {"identifier": owner["identifier"]},
            {"resources": [{"id": owner["resources"][0]["id"]}]},
        ))
    ))  # fmt: skip
    for _ in range(2):
        report = one.run(full=True)
        assert report.failure is None
        after = portal()
        assert {name: after[name] for name in before} == before
    made = [made for name, made in after.items() if name not in before]
    assert len(made) == len(report.unchanged) > 0
    assert len(made) + len(report.echoes) == 8
    assert not {made["id"] for made in made} & {own["id"], theirs["id"]}
    files = [file["id"] for dataset in after.values() for file in dataset["resources"]]
    assert len(set(files)) == len(files)


def test_16_an_id_that_is_in_use_already(source: Make, town: dict[str, Any], portal: Make) -> None:
    """The id that the engine would give a record is that of a dataset of the town."""
    from ckanext.loerrach.harvest import mapping, settings

    one = source()
    found = settings.find(one.name)
    id = mapping.dataset_id(settings.Settings.of(found, model.Package.get(found.id)), "a")
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action(
        "package_create", {"user": user}, id=id, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
    )  # fmt: skip
    before = portal()
    one.has("a", "b")
    report = one.run()
    assert (report.added, [refusal.record for refusal in report.refused]) == (["b"], ["a"])
    assert {name: portal()[name] for name in before} == before


def test_17_a_source_says_only_what_a_source_may_say(
    source: Make, feeds: Any, town: dict[str, Any], portal: Make
) -> None:
    user = helpers.call_action("get_site_user")["name"]
    own = helpers.call_action(
        "package_create", {"user": user}, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
        resources=[{"url": "https://a.de/b.csv", "license": LICENCE}],
    )  # fmt: skip
    before = portal()["baeder"]
    foreign = own["resources"][0]["id"]
    wishes = {
        "owner_org": "somebody", "name": "admin",
        "sample_data": True, "archived": "2020-01-01", "uri": "https://a.de/set/x",
        "creator_user_id": "x", "metadata_created": "1990-01-01T00:00:00", "plugin_data": {"x": 1},
        "groups": [{"name": "mobility"}],
        "extras": [{"key": key, "value": "x"} for key in (
            "harvest_source_id", "harvest_object_id", "owner_org", "state", "title", "archived")],
    }  # fmt: skip
    file = {"id": foreign, "url": "https://a.de/x.csv", "format": "CSV", "url_type": "upload",
            "datastore_active": True, "package_id": own["id"], "state": "deleted"}  # fmt: skip
    files = [file, {**file, "id": "../x", "url": "y.csv"}]
    one = ckan(source, feeds, [
        record("a", title="Wunsch", **wishes, resources=files), record("b", type="harvest"),
        # what is not public there is not public here
        record("c", private=True), record("d", state="deleted"),
    ])  # fmt: skip
    report = one.run()
    assert (report.failure, report.added, report.refused) == (None, ["a"], [])
    assert any("left out: private or deleted" in notice for notice in report.notices)
    made = one.dataset("a")
    assert (made["title"], made["name"], made["state"], made["private"], made["type"]) == (
        "Wunsch", "wunsch", "active", False, "dataset",
    )  # fmt: skip
    assert (made["owner_org"], made["creator_user_id"]) == (town["id"], own["creator_user_id"])
    assert made["metadata_created"] > "2000"
    assert [made.get(key) for key in ("archived", "sample_data", "plugin_data")] == [
        None,
        False,
        None,
    ]
    # the address that the record has in the world is its publisher's to say
    assert made["uri"] == "https://a.de/set/x"
    # a neighbour's group decides which field of the strategy it is, and nothing else
    assert [group["name"] for group in made["groups"]] == [made["strategy_field"]] == ["mobility"]
    assert [one["key"] for one in made.get("extras", []) if one["value"] == "x"] == []
    (resource,) = made["resources"]
    assert (resource["url"], resource["state"]) == ("https://a.de/x.csv", "active")
    assert resource["id"] not in ("../x", foreign)
    assert (resource["package_id"], resource.get("url_type")) == (made["id"], None)
    assert resource["datastore_active"] is False
    found = portal()
    assert sorted(found) == ["baeder", "wunsch"]
    assert found["baeder"] == before


XML = "<?xml version='1.0'?>"
BOMB = XML + "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9)
) + "]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&a9;</rdf:RDF>"  # fmt: skip
FILE = XML + "<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><r>&f;</r>"


@pytest.mark.parametrize(
    ("harvester", "body", "sentence"),
    [
        ("dcat", BOMB, "without a DTD"),
        ("dcat", FILE, "without a DTD"),
        ("dcat", XML + "<a>" * 100_000, "levels deep"),
        ("dcat", '{"@graph": ' * 100_000, "nesting"),
        ("dcat", "[" * 100_000, "nesting"),
        ("listed", "[" * 100_000, "endless nesting"),
        ("listed", '{"records": [NaN]}', "NaN is no JSON number"),
        ("listed", '{"records": [' + "9" * 5000 + "]}", "Exceeds the limit (4300 digits)"),
        ("listed", '{"records": [{"id": 1e400}]}', "1e400 is too large a number"),
    ],
)
def test_19_bombs_and_nesting(
    source: Make, feeds: Any, titles: Make, harvester: str, body: str, sentence: str
) -> None:
    other = source("gut")
    other.has(*MANY)
    other.run()
    one = source("schlecht", harvester=harvester, licences="records")
    feeds.put("/schlecht.json", body.encode(), type="text/plain")
    report = one.run()
    assert sentence in str(report.failure)
    assert (report.failure is None, report.changed, titles()) == (False, False, MANY)


def test_20_contexts_and_imports_are_never_fetched(source: Make, feeds: Any, titles: Make) -> None:
    """The trap stands on a server that may be asked, so that only not asking keeps it quiet."""
    trap = f"{feeds.url}/context.jsonld"
    feeds.put("/context.jsonld", {"@context": {"dct": "https://evil.example/"}})
    feeds.put("/catalog.jsonld", {
        "@context": [trap, {"@import": trap}, "file:///etc/passwd",
                     {"dcat:distribution": {"@id": "dcat:distribution", "@context": trap}}],
        "@graph": [{
            "@id": "https://a.de/1", "@type": "dcat:Dataset", "@context": trap,
            "dct:title": "Ein Titel", "dct:description": "x",
            "dcat:distribution": {"dcat:accessURL": "https://a.de/1.csv",
                                  "dct:license": {"@id": LICENCE}},
        }],
    })  # fmt: skip
    one = source(harvester="dcat", url=f"{feeds.url}/catalog.jsonld", licences="records")
    report = one.run()
    assert (report.failure, titles()) == (None, ["Ein Titel"])
    assert feeds.asked == ["/catalog.jsonld"]
    assert trap in " ".join(report.notices)


def test_21_scripts_and_formulas_are_texts(source: Make, app: Any):
    one = source()
    one.has(
        {"id": "a", "title": "<script>alert(1)</script>",
         "notes": "[klick](javascript:alert(2)) <img src=x onerror=alert(3)>"},
        {"id": "b", "title": "B", "url": "javascript:alert(4)"},
        {"id": "c", "title": "C", "fields": {"url": "data:text/html,<script>alert(5)</script>"}},
    )  # fmt: skip
    report = one.run()
    assert (report.added, {refusal.record for refusal in report.refused}) == (["a"], {"b", "c"})
    shown = app.get(f"/dataset/{one.dataset('a')['name']}").body
    for danger in ("<script>alert(1)", "javascript:alert", "onerror=alert(3)>"):
        assert danger not in shown.replace("&lt;", "‹").replace("&#34;", "")


class Tabled(Harvester):
    """One table, whose cells and columns begin like formulas."""

    info = HarvesterInfo("tabled", "A table", "mobility", "https://example.org/tabled")

    def records(self, feed: Any) -> Iterator[Record]:
        feed.json()
        table = Table([Column("id"), Column("=1+1")], [[str(n), text] for n, text in CELLS], ["id"])
        yield Record("t", {"de": "Tabelle"}, {"de": "Text"}, fields=dataset_fields(feed.source),
                     resources=[licensed(Resource("file", {"de": "Datei"}, table=table),
                                         feed.source)])  # fmt: skip


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1|x", "-2+3|x", "@SUM(1)", "\t=1", "gut", "a=1"]
CELLS = list(enumerate(FORMULAS))


def test_21_formulas_of_a_table_are_texts_in_its_files(
    source: Make, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(harvesters(), "tabled", Tabled)
    one = source(harvester="tabled")
    one.has()
    assert one.run().added == ["t"]
    made = one.dataset("t")
    (file,) = made["resources"]
    downloads.work()
    answer = app.get(f"/dataset/{made['name']}/resource/{file['id']}/table.csv")
    head, *rows = csv.reader(io.StringIO(answer.data.decode(), newline=""))
    assert head[0] == "id"
    assert not head[1].startswith("=")
    dangerous = ("=", "+", "-", "@", "\t")
    told = [f"'{text}" if text.startswith(dangerous) else text for text in FORMULAS]
    assert [text for _, text in sorted(rows, key=lambda row: int(row[0]))] == told
    # the DataStore has them as they came
    kept = helpers.call_action("datastore_search", resource_id=file["id"], sort="id")["records"]
    assert sorted(FORMULAS) == sorted(list(row.values())[-1] for row in kept)


ADDRESSES = [
    "https://a.de/mit leer", "https://a.de/<x>", 'https://a.de/"x"', "https://a.de/{x}|y^`\\",
    "https://a.de/\u0000", "http://[::1", "https://a.de/%zz", "https://ü.de/ö", "urn:x y", "//a.de",
]  # fmt: skip


def test_22_bad_addresses_do_not_break_our_own_pages(
    source: Make, feeds: Any, portal: Make
) -> None:
    """Each view of each dataset in four serialisations, read again by the same library."""
    resource = {"id": "r", "url": "https://a.de/x.csv", "format": "CSV", "license_id": "cc-zero"}
    records = [
        {"id": f"d{n}", "name": f"d{n}", "title": f"D{n}", "notes": "x", "license_id": "cc-zero",
         "uri": bad, "url": bad, "identifier": bad, "theme": [bad], "language": [bad],
         "conforms_to": [bad], "publisher": [{"name": "A", "uri": bad, "url": bad}],
         "contact": [{"name": "B", "url": bad, "email": bad}], "documentation": [bad],
         "resources": [resource, {**resource, "id": "b", "url": bad, "documentation": [bad]}]}
        for n, bad in enumerate(ADDRESSES)
    ]  # fmt: skip
    feeds.put("/api/3/action/package_search", {
        "success": True, "result": {"count": len(records), "results": records},
    })  # fmt: skip
    one = source("nachbar", harvester="ckan", url=feeds.url, licences="records")
    report = one.run()
    assert (report.failure, report.refused) == (None, [])
    found = portal()
    assert len(found) == len(ADDRESSES)
    for view in VIEWS.values():
        whole = Graph()
        for dataset in found.values():
            whole += view.dataset_graph(dataset)
        for kind in ("turtle", "xml", "json-ld", "nt"):
            again = Graph().parse(data=whole.serialize(format=kind), format=kind)
            assert len(again) == len(whole) > 0, (view.slug, kind)
        for triple in whole:
            for term in triple:
                assert not (isinstance(term, URIRef) and set(str(term)) & set(' <>"{}|^`\\\0'))


def test_23_metacharacters_in_identities(source: Make, portal: Make):
    ids = ["'; DROP TABLE package; --", 'a" OR *:*', "%_\\", "{!func}1", "a/../b", "$1", ":x"]
    one = source()
    one.has(*ids)
    assert one.run().added == ids
    assert one.run(full=True).unchanged == ids
    assert len(portal()) == len(ids)


def test_24_dates_do_not_decide(source: Make, titles: Make):
    one = source()
    for title, modified in (("A", "2030-01-01"), ("B", "1999-01-01"), ("C", None)):
        fields = {"modified": modified} if modified else {}
        one.has({"id": "a", "title": title, "fields": fields})
        report = one.run()
        assert (len(report.added) + len(report.updated), titles()) == (1, [title])
