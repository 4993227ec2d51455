"""What is not public, or no more: out at once, with its reason, and listed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.loerrach.catalogue.feed import report
from ckanext.loerrach.catalogue.feed.request import DEFAULT
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import URIRef
from rdflib.namespace import FOAF

EU = "http://publications.europa.eu/resource/authority/"
ENDINGS = ["ttl", "rdf", "xml", "jsonld", "n3", "nt"]
SITE = "http://test.ckan.net"
WITHDRAWN = EU + "distribution-status/WITHDRAWN"
DEPRECATED = EU + "distribution-status/DEPRECATED"


@pytest.mark.parametrize("way", ["private", "delete", "bulk", "purge", "sql"])
def test_what_is_not_public_is_out_at_once(
    app: Any, reader: Any, five: list[str], way: str
) -> None:
    """Out of pages that were made and kept before, too, whichever way it was done."""
    before = [app.get(f"/catalog.ttl?page={page}") for page in (1, 2, 3)]
    tag = before[0].headers["ETag"]
    id_ = five[0].rpartition("/")[2]
    if way == "private":
        helpers.call_action("package_patch", id=id_, private=True)
    elif way == "delete":
        helpers.call_action("package_delete", id=id_)
    elif way == "bulk":
        org = helpers.call_action("package_show", id=id_)["owner_org"]
        helpers.call_action("bulk_update_private", datasets=[id_], org_id=org)
    elif way == "purge":
        helpers.call_action("dataset_purge", id=id_)
    else:
        model.Session.execute(
            sa.text("UPDATE package SET private = true WHERE id = :i"), {"i": id_}
        )
        model.Session.commit()
    shown = [
        app.get(f"/catalog.ttl?page={page}", headers={"If-None-Match": tag}) for page in (1, 2)
    ]
    assert [one.status_code for one in shown] == [200, 200]
    assert not any("nummer-1" in one.body or id_ in one.body for one in shown)
    assert "nummer-1" in before[0].body
    gone = app.get(f"/dataset/{id_}.ttl")
    assert gone.status_code == 410
    assert "no-store" in gone.headers["Cache-Control"]
    record = reader.parsed(app.get("/catalog/deleted.ttl"))
    assert [str(uri) for uri in record.objects(None, FOAF.primaryTopic)] == [five[0]]
    assert reader.datasets(record) == []


def test_what_comes_back_is_in_again(app: Any, reader: Any, five: list[str]) -> None:
    id_ = five[0].rpartition("/")[2]
    for private in (True, False):
        helpers.call_action("package_patch", id=id_, private=private)
        there = five[0] in reader.datasets(reader.parsed(app.get("/catalog.ttl")))
        assert there is not private
    assert not list(reader.parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic))


def test_drafts_and_private_ones_never_come_in(app: Any, reader: Any, make: Any) -> None:
    draft, hidden = make("entwurf", state="draft"), make("geheim", private=True)
    for one in (draft, hidden):
        answer = app.get(f"/dataset/{one['id']}.ttl")
        assert answer.status_code == 404
        assert one["title_translated"]["de"] not in answer.body
    assert reader.datasets(reader.parsed(app.get("/catalog.ttl"))) == []
    assert app.get("/catalog/deleted.ttl").status_code == 200


def test_who_may_see_a_private_dataset_gets_it_uncached(app: Any, reader: Any, make: Any) -> None:
    hidden = make("geheim", private=True)
    token = factories.SysadminWithToken()["token"]
    answer = app.get(f"/dataset/{hidden['id']}.ttl", headers={"Authorization": token})
    assert reader.datasets(reader.parsed(answer)) == [f"{SITE}/dataset/{hidden['id']}"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert app.get(f"/dataset/{hidden['id']}.ttl").status_code == 404


def test_one_dataset_that_fails_breaks_nothing(
    app: Any, reader: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out, the reason is kept, and it is back as soon as it can be written."""
    from ckanext.loerrach.catalogue.views.view import View

    write = View.write

    def failing(self: View, dataset: Any) -> Any:
        if dataset["name"] == "nummer-2":
            raise ValueError("broken on purpose")
        return write(self, dataset)

    monkeypatch.setattr(View, "write", failing)
    pages = list(reader.crawl("/catalog.ttl"))
    assert sorted(u for one in pages for u in reader.datasets(one)) == sorted({*five} - {five[1]})
    assert app.get("/dataset/nummer-2.ttl").status_code == 404
    [view] = [one for one in report.status()["views"] if one["view"] == DEFAULT]
    assert view["left_out"] == [
        {"name": "nummer-2", "kind": "error", "why": "ValueError: broken on purpose"}
    ]
    monkeypatch.undo()
    helpers.call_action("package_patch", id="nummer-2", title_translated={"de": "Wieder da"})
    assert reader.datasets(reader.parsed(app.get("/dataset/nummer-2.ttl"))) == [five[1]]


def test_what_the_gate_refuses_is_in_no_view(app: Any, reader: Any, make: Any) -> None:
    """With the reason for whoever asks, and back again as soon as it is mended."""
    made = make("ohne-lizenz")
    resource = {**made["resources"][0], "license": ""}
    model.Session.execute(
        sa.text("UPDATE resource SET extras = '{}' WHERE id = :i"), {"i": resource["id"]}
    )
    model.Session.execute(
        sa.text("UPDATE package SET license_id = NULL WHERE id = :i"), {"i": made["id"]}
    )
    model.Session.commit()
    for slug in VIEWS:
        assert reader.datasets(reader.parsed(app.get(f"/catalog/{slug}.ttl"))) == []
    answer = app.get("/dataset/ohne-lizenz.ttl")
    assert (answer.status_code, "DCAT-AP.de" in answer.body) == (404, True)
    left_out = [one for view in report.status()["views"] for one in view["left_out"]]
    assert {one["kind"] for one in left_out} == {"must"}
    assert {one["name"] for one in left_out} == {"ohne-lizenz"}
    mended = {**resource, "license": "http://dcat-ap.de/def/licenses/cc-zero"}
    helpers.call_action("package_patch", id=made["id"], resources=[mended])
    assert len(reader.datasets(reader.parsed(app.get("/catalog.ttl")))) == 1


def test_addresses_that_are_none_break_no_page(app: Any, reader: Any, make: Any) -> None:
    """Fields that no form lets through, as an older version or a repair by hand leaves them."""
    made, whole_one = make("krumm"), make("gerade")
    extras = {"contributorID": json.dumps(["https://exa mple.org/<krumm>"])}
    model.Session.execute(
        sa.text("UPDATE package SET extras = extras || cast(:x AS jsonb) WHERE id = :i"),
        {"x": json.dumps(extras), "i": made["id"]},
    )
    model.Session.execute(
        sa.text(
            "UPDATE resource SET url = 'http://[krumm' || chr(7) || '> ' WHERE package_id = :i"
        ),
        {"i": made["id"]},
    )
    model.Session.commit()
    for ending in ENDINGS:
        graph = reader.parsed(app.get(f"/catalog.{ending}"), ending)
        assert reader.datasets(graph) == [f"{SITE}/dataset/{whole_one['id']}"]
    [view] = [one for one in report.status()["views"] if one["view"] == DEFAULT]
    assert view["left_out"] == [
        {"name": "krumm", "kind": "error", "why": "ValueError: Invalid IPv6 URL"}
    ]


def test_what_its_source_no_longer_has_leaves_and_comes_back(
    app: Any, reader: Any, make: Any
) -> None:
    """The harvest engine archives it: it stays in the portal, and neighbours hear that it left."""
    made = make("abschied")
    uri = f"{SITE}/dataset/{made['id']}"

    def listed() -> list[list[str]]:
        gone = reader.parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic)
        return [reader.datasets(reader.parsed(app.get("/catalog.ttl"))), [str(one) for one in gone]]

    assert listed() == [[uri], []]
    helpers.call_action("package_patch", id=made["id"], archived="2026-11-22T20:00:00+00:00")
    assert listed() == [[], [uri]]
    (out,) = report.status()["views"][0]["left_out"]
    assert (out["kind"], out["why"]) == ("archived", "its source no longer has it")
    answer = app.get(f"/dataset/{made['id']}.ttl", expect_errors=True)
    assert answer.status_code == 404
    helpers.call_action("package_patch", id=made["id"], archived="")
    assert listed() == [[uri], []]


def test_withdrawing_takes_notice(app: Any, reader: Any, make: Any) -> None:
    """Deprecated for 30 days, withdrawn for 30, then gone and listed."""
    made = make("abschied")
    resource = made["resources"][0]["id"]
    helpers.call_action("resource_patch", id=resource, status=WITHDRAWN)
    node = URIRef(f"{SITE}/dataset/{made['id']}/resource/{resource}")
    status = URIRef("http://www.w3.org/ns/adms#status")

    def said() -> list[str]:
        return [str(one) for one in reader.parsed(app.get("/catalog.ttl")).objects(node, status)]

    def days_pass(days: int) -> None:
        with model.meta.engine.begin() as connection:
            for table, column in (("retiring", "since"), ("fragment", "due")):
                connection.execute(sa.text(
                    f"UPDATE loerrach_catalogue_{table} SET {column} = "
                    f"{column} - interval '{days} days'"
                ))  # fmt: skip

    assert said() == [DEPRECATED]
    days_pass(29)
    assert said() == [DEPRECATED]
    days_pass(2)
    assert said() == [WITHDRAWN]
    days_pass(30)
    assert said() == []
    assert app.get("/dataset/abschied.ttl").status_code == 404
    topics = reader.parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic)
    assert [str(one) for one in topics] == [f"{SITE}/dataset/{made['id']}"]
    helpers.call_action("resource_patch", id=resource, status=EU + "distribution-status/COMPLETED")
    assert said() == [EU + "distribution-status/COMPLETED"]
