"""Nothing of a foreign catalogue is lost in silence, and no record takes the others with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record

FeedOf = Callable[..., Feed]
FILE = {"id": "f", "url": "https://a.example/x.csv", "format": "CSV", "license": "cc-zero"}
SETTINGS = {"udata": {"organization": "ville-de-saint-louis", "language": "fr"}}


def ckan(*several: dict[str, Any]) -> dict[str, Any]:
    whole = [{"title": "Satz", "license_id": "cc-zero", "resources": [FILE], **one}
             for one in several]  # fmt: skip
    return {"success": True, "result": {"count": len(whole), "results": whole}}


def opendatasoft(*several: dict[str, Any]) -> dict[str, Any]:
    whole = [{"metas": {"default": {"title": "Satz", "license": "CC0 1.0"}}, **one}
             for one in several]  # fmt: skip
    return {"total_count": len(whole), "results": whole}


def udata(*several: dict[str, Any]) -> dict[str, Any]:
    whole = [{"title": "Données", "license": "cc-zero", "resources": [FILE], **one}
             for one in several]  # fmt: skip
    return {"total": len(whole), "data": whole}


def piveau(*several: dict[str, Any]) -> dict[str, Any]:
    file = {"id": "f", "access_url": ["https://a.example/x.csv"], "license": {"id": "CC0 1.0"}}
    whole = [{"title": {"de": "Satz"}, "distributions": [file], **one} for one in several]
    return {"result": {"count": len(whole), "results": whole}}


def hub(*several: dict[str, Any]) -> dict[str, Any]:
    file = {"downloadURL": "https://a.example/x.csv", "format": "CSV"}
    whole = [{"title": "Satz", "license": "https://creativecommons.org/publicdomain/zero/1.0/",
              "distribution": [file], **one} for one in several]  # fmt: skip
    return {"dataset": whole}


#: how a catalogue of each kind answers, and what it calls the identity
KINDS: dict[str, tuple[Callable[..., dict[str, Any]], str]] = {
    "ckan": (ckan, "id"), "opendatasoft": (opendatasoft, "dataset_id"), "udata": (udata, "id"),
    "piveau": (piveau, "id"), "arcgis_hub": (hub, "identifier"),
}  # fmt: skip
#: what no program expects in the place of an object, a list or a text
ODD: list[Any] = [[], {}, [[]], [{}], {"a": [None]}, 10**400, -1, True, "\ud800", [None], "x" * 99]


@pytest.fixture
def told_by(feed_at_home: FeedOf, harvest: Any) -> Callable[..., Any]:
    """Good records by their identity, the bad ones and the feed of an answer."""

    def told(kind: str, body: dict[str, Any]) -> tuple[dict[str, Record], list[BadRecord], Feed]:
        text = json.dumps(body).encode()
        feed = feed_at_home(text, kind, "https://daten.example.org", licences="records",
                            settings=SETTINGS.get(kind, {}))  # fmt: skip
        records, bad = harvest(feed)
        return {one.id: one for one in records}, bad, feed

    return told


def notices(feed: Feed) -> set[tuple[str, str]]:
    return {(one.kind, one.name) for one in feed.notices}


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("kind", KINDS)
def test_one_record_of_any_shape_leaves_the_others(kind: str, value: Any, told_by: Any) -> None:
    """An odd value in each member that the harvester knows: the records beside it come."""
    body, identity = KINDS[kind]
    module = __import__(harvester(kind).__module__, fromlist=["x"])
    known = module.package.known() if kind == "ckan" else module.KNOWN
    names = sorted({*known, "type", "metas", "resources", "distribution"} - {identity})
    odd = [{identity: f"odd-{name}", name: value} for name in names]
    records, bad, feed = told_by(kind, body({identity: "a"}, *odd, {identity: "z"}))
    assert {"a", "z"} <= records.keys()
    assert feed.gaps == []
    # each is there, refused with a reason, or left out with a notice
    left = {one[identity] for one in odd} - records.keys() - {one.id for one in bad}
    kinds = {notice for notice, _ in notices(feed)}
    assert not left or kinds & {"no dataset", "left out: private or deleted",
                                "left out: private, deleted or archived", "left out: not public",
                                "left out: archived there"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_breaks_a_record_refuses_it_alone(
    kind: str, told_by: Any, monkeypatch: Any, caplog: Any
) -> None:
    """What nobody has thought of: here a mapping of one record that fails."""
    from ckanext.loerrach.harvesters._network.making import Maker

    make = Maker._record

    def fails(self: Maker, one: Any) -> Record:
        return {}["nothing"] if one.id == "b" else make(self, one)  # type: ignore[no-any-return]

    monkeypatch.setattr(Maker, "_record", fails)
    body, identity = KINDS[kind]
    records, bad, feed = told_by(kind, body(*({identity: one} for one in "abc")))
    assert list(records) == ["a", "c"]
    assert [(one.id, one.field) for one in bad] == [("b", "record")]
    assert "has a shape that cannot be read" in str(bad[0])
    assert feed.gaps == []
    assert "KeyError: 'nothing'" in caplog.text


@pytest.mark.parametrize("kind", ["opendatasoft", "udata", "piveau"])
def test_a_record_on_two_pages_has_taken_the_place_of_another(kind: str, told_by: Any) -> None:
    body, identity = KINDS[kind]
    answer = body({identity: "a"}, {identity: "b"}, {identity: "b"})
    records, _, feed = told_by(kind, answer)
    assert list(records) == ["a", "b"]
    assert feed.gaps == ["the source announced 3 records and gave 2"]


def test_identities_are_kept(told_by: Any) -> None:
    def others(kind: str, answer: dict[str, Any]) -> tuple[Any, Any]:
        records, bad, _ = told_by(kind, answer)
        assert bad == []
        (record,) = records.values()
        return record.fields["identifier"], record.fields.get("alternate_identifier")

    told = {"identifier": "12411", "guid": "g-1", "metadata_original_id": "o-1"}
    extras = [{"key": key, "value": value} for key, value in told.items()]
    assert others("ckan", ckan({"id": "a", "extras": extras})) == ("12411", ["g-1", "o-1", "a"])
    # CKAN 2.8 writes them as an object
    assert others("ckan", ckan({"id": "a", "extras": told})) == ("12411", ["g-1", "o-1", "a"])
    assert others("ckan", ckan({"id": "a"})) == ("a", None)
    several = {"identifier": ["i-1", "i-2"], "other_identifier": [{"identifier": "doi:10.1/2"}]}
    assert others("piveau", piveau({"id": "a", **several})) == ("i-1", ["i-2", "doi:10.1/2"])
    remote = {"dct_identifier": "https://id.example/7", "remote_id": "7"}
    found = others("udata", udata({"id": "a", "harvest": remote}))
    assert found == ("https://id.example/7", ["7", "a"])


def test_the_address_of_a_site_is_no_name_of_a_dataset(told_by: Any) -> None:
    pages = {"identifier": "b", "landingPage": "https://daten.example.org/b"}
    records, _, _ = told_by("arcgis_hub", hub({"identifier": "a"}, pages))
    assert records["a"].aliases == []
    assert records["b"].aliases == ["https://daten.example.org/b"]


def test_what_is_not_public_stays_away(told_by: Any) -> None:
    states = [{}, {"private": True}, {"state": "deleted"}, {"state": "draft"},
              {"state": "active", "private": False}]  # fmt: skip
    answer = ckan(*({"id": id, **state} for id, state in zip("abcde", states, strict=True)))
    records, bad, feed = told_by("ckan", answer)
    assert (list(records), bad) == (["a", "e"], [])
    assert ("left out: private or deleted", "state") in notices(feed)


def test_what_has_no_place_here_is_counted(told_by: Any) -> None:
    default = {"title": "Satz", "license": "CC0 1.0", "geographic_reference": ["ch_40_12"]}
    groups = {"dcat": {"granularity": "Tag"}, "visualization": {"map": "x"}}
    _, _, feed = told_by("opendatasoft", opendatasoft(
        {"dataset_id": "a", "metas": {"default": default, **groups}}))  # fmt: skip
    assert notices(feed) >= {
        ("not taken over", "geographic_reference"), ("not taken over", "dcat.granularity"),
        ("not taken over", "visualization"),
    }  # fmt: skip
    _, _, feed = told_by("piveau", piveau({"id": "a", "subject": [{"id": "x"}], "source": []}))
    assert ("not taken over", "subject") in notices(feed)
    assert ("not taken over", "source") not in notices(feed)
    _, _, feed = told_by("arcgis_hub", hub({"identifier": "a", "bureauCode": ["010:04"]}))
    assert ("not taken over", "bureauCode") in notices(feed)
    _, _, feed = told_by("ckan", ckan({"id": "a", "terms_of_use": "x", "resources": [FILE, 7]}))
    assert notices(feed) >= {("not taken over", "terms_of_use"), ("no resource", "resources")}


def test_what_has_a_place_is_taken(told_by: Any) -> None:
    ring = [[7.6, 47.5], [7.7, 47.5], [7.7, 47.6], [7.6, 47.6], [7.6, 47.5]]
    box = {"type": "Feature", "properties": {},
           "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    default = {"title": "Satz", "license": "CC0 1.0", "territory": ["Basel"], "bbox": box}
    records, _, _ = told_by("opendatasoft", opendatasoft(
        {"dataset_id": "a", "metas": {"default": default}}))  # fmt: skip
    assert records["a"].fields["spatial_coverage"] == [
        {"text": "Basel", "bbox": {"type": "Polygon", "coordinates": [ring]}}
    ]
    relations = [{"label": "Karte", "url": "https://a.example/karte"}]
    records, _, _ = told_by("ckan", ckan({"id": "a", "relations": relations}))
    assert records["a"].fields["related_resource"] == ["https://a.example/karte"]
    records, _, feed = told_by("udata", udata({"id": "a", "tags": ["velo", "saint-louis"]},
                                              {"id": "b", "tags": ["saint-louis"]}))  # fmt: skip
    theme = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
    assert records["a"].fields["theme"] == [theme]
    assert "theme" not in records["b"].fields
    assert ("no theme among its keywords", "theme") in notices(feed)
    more = {"is_version_of": [{"resource": "https://a.example/alt"}], "version_notes": "neu",
            "documentations": ["https://a.example/doku"]}  # fmt: skip
    records, _, _ = told_by("piveau", piveau({"id": "a", **more}))
    fields = records["a"].fields
    assert fields["is_version_of"] == ["https://a.example/alt"]
    assert fields["documentation"] == ["https://a.example/doku"]
    assert "neu" in str(fields["version_notes"])
