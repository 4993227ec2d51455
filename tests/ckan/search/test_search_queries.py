"""Queries on documents in PostgreSQL, through the connection that CKAN gets in Solr's place."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest
from ckan.tests import factories, helpers
from ckanext.loerrach.search import connection as answering
from ckanext.loerrach.search import store
from ckanext.loerrach.search.connection import Connection

from .conftest import document, facet, ids

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

call = helpers.call_action


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("*:*", [1, 2, 3, 4, 5]),
        ("stadt", [1, 2, 3]),
        ("zählstelle", [1]),
        ("title:luft", [2]),
        ("title:stadt", [3]),
        ("notes:luft", [2]),
        ("author:nord", [1]),
        ("author:bau*", [1]),
        ("author:*amt", [1]),
        ("extras_ort:gruettpark", [1]),
        ("text:gruttpark", [1]),
        ("res_format:CSV", [1, 2]),
        ("res_format:csv", []),
        ('tags:"Rad weg"', [1]),
        ("tags:Rad*", [1]),
        ("tags:*ehr", [1, 2]),
        ("tags:V?rkehr", [1, 2]),
        ("tags:(Verkehr OR Politik)", [1, 2, 3]),
        ("+tags:Verkehr -tags:Umwelt", [1]),
        ("tags:Verkehr !tags:Umwelt", [1]),
        ("-tags:Verkehr", [3, 4, 5]),
        ("-organization:stadt", [3, 4, 5]),
        ("organization:stadt AND NOT license_id:x", [1, 2]),
        ("tags:[P TO V]", [1, 2, 3]),
        ("tags:{Politik TO *]", [1, 2]),
        ("id:{id-2 TO *]", [3, 4, 5]),
        ("id:[id-2 TO id-4}", [2, 3]),
        ("name:protokolle*", [3]),
        ("name:*rates", [3]),
        ("name:protokole-des-rates~1", [3]),
        ("url:https\\://www.example.org/rat", [3]),
        ("urls:example", [3]),
        ("metadata_modified:[2024-01-02T00:00:00Z TO 2024-01-03T23:59:59Z]", [2, 3]),
        ("metadata_modified:[NOW-7DAYS TO *]", []),
        ('metadata_modified:"2024-01-02T12:00:00.123Z"', [2]),
        ("metadata_modified:[* TO 2024-01-02T12:00:00.123Z]", [1, 2]),
        ("metadata_modified:[* TO 2024-01-02T12:00:00.123Z}", [1]),
        ("metadata_modified:{2024-01-02T12:00:00.123Z TO *]", [3, 4, 5]),
        ("metadata_modified:[2024-01-02T12:00:00.123Z TO *]", [2, 3, 4, 5]),
        ("metadata_modified:[2024-01-02T12:00:00.123999Z TO *]", [2, 3, 4, 5]),
        ('metadata_modified:"2024-01-02T12:00:00.123456Z"', [2]),
        ("issued_date:[2020-01-01T00:00:00Z TO 2021-01-01T00:00:00Z]", [1]),
        ("issued_date:*", [1, 2]),
        ("-issued_date:[* TO *]", [3, 4, 5]),
        ("views_total:5", [1]),
        ("views_total:[6 TO *]", [2]),
        ("groups:umwelt", [2]),
        ("groups:[* TO *]", [2]),
        ("vocab_art:Messung", [1]),
        ("vocab_art:*", [1]),
        ("nothing:*", []),
        ("nothing:x", []),
        ('"misst die Luft"', [2]),
        ('"die misst Luft"', []),
        ('"misst Luft"', []),
        ('"misst Luft"~1', [2]),
        ('"Luft misst"~3', [2]),
        ("protokole~1", [3]),
        ("protokole~0", [3]),
        ("sonne~0", []),
        ("proto*", [3]),
        ("*kolle", [3]),
        ("pr?tok*", [3]),
        ("/protok.*/", [3]),
        ("tags:/Pol.tik/", [3]),
        ("title:[l TO m]", [2]),
        ("title_ngram:zähl", [1]),
        ("title_ngram:z", []),
        ("name_ngram:des-rat", [3]),
        ("permission_labels:member-1", [4]),
        ("permission_labels:member*", [4]),
        ("permission_labels:*-1", [4]),
        ("organization:st*", [1, 2]),
        ("license_id:cc*", [1, 2]),
        ("title_string:Stadt*", [3]),
        ("private:false", [1, 2, 3, 4, 5]),
        ("data_dict:x", []),
        ("title:(luft OR stadtrat)^2 OR tags:Politik", [2, 3]),
    ],
)
def test_finds(solr: Connection, query: str, expected: list[int]) -> None:
    assert ids(solr, query) == expected


@pytest.mark.parametrize("length", [100, 227, 228, 250, 251, 300, 600])
def test_beginnings_of_long_values(solr: Connection, length: int) -> None:
    solr.add([document(6, tags=["ä" * 230]), document(7, tags=["ä" * 600])])
    found = [6, 7] if length <= 230 else [7]
    assert ids(solr, "tags:" + "ä" * length + "*") == found
    assert ids(solr, "tags:" + "ä" * (length - 1) + "b*") == []


def test_filters_parsers_and_the_bounding_box(solr: Connection) -> None:
    assert ids(solr, "*:*", fq=["tags:Verkehr", "+site_id:default -groups:umwelt"]) == [1]
    assert ids(solr, "{!bool must=stadt must_not='luft'}") == [1, 3]
    assert ids(solr, "*:*", fq="{!lucene q.op=OR}protokolle luft") == [2, 3]
    assert ids(solr, "{!terms f=organization}stadt,kreis") == [1, 2, 3, 4]
    box = (
        "div(mul(mul(max(0,sub(min(7.75,maxx),max(7.5,minx))),"
        "max(0,sub(min(47.7,maxy),max(47.4,miny)))),2),"
        "add(0.075,mul(sub(maxy,miny),sub(maxx,minx))))"
    )
    asked = {"fq": "{!frange incl=false l=0 u=1}" + box, "bf": box, "defType": "edismax",
             "qf": "text"}  # fmt: skip
    assert ids(solr, "*:*", **asked) == [1]


def test_what_people_type(solr: Connection) -> None:
    typed = {"defType": "dismax", "mm": "2<-1 5<80%",
             "qf": "name^4 title^4 tags^2 groups^2 text"}  # fmt: skip
    assert ids(solr, "Stadt Luft", **typed) == [2]
    assert ids(solr, "Stadt Luft Rad", **typed) == [1, 2]
    assert ids(solr, "Stadt -luft", **typed) == [1, 3]
    assert ids(solr, "Räder & Stadt", **typed) == [1]
    assert ids(solr, "stadtleben", **typed) == [2]
    assert ids(solr, "stadt", **typed, sort="score desc")[0] == 3, "the title counts most"


def test_fields_of_an_answer(solr: Connection) -> None:
    found = solr.search("id:id-1", fl="id,title score").docs
    assert found == [{"id": "id-1", "title": "Fahrradzählstellen", "score": 1.0}]
    (found,) = Connection(decode_dates=False).search("id:id-1").docs
    assert found["metadata_modified"] == "2024-01-01T12:00:00.123Z"
    assert found["extras_ort"] == "Grüttpark"
    assert not {"permission_labels", "views_total", "title_string", "private"} & set(found)
    (found,) = solr.search("id:id-1", fl="extras_* metadata_modified nothing").docs
    assert sorted(found) == ["extras_ort", "metadata_modified"]
    assert found["metadata_modified"].isoformat() == "2024-01-01T12:00:00"


def test_pages_and_sorting(solr: Connection) -> None:
    assert ids(solr, "*:*", sort="title_string desc", rows=2, start=1) == [3, 2]
    assert ids(solr, "*:*", sort="views_total desc, id desc") == [2, 1, 5, 4, 3]
    assert ids(solr, "*:*", sort="views_total asc, id asc") == [3, 4, 5, 1, 2]
    assert ids(solr, "*:*", sort="license_id asc, id desc") == [2, 1, 5, 4, 3]
    assert ids(solr, "*:*", sort="license_id desc, id desc") == [2, 1, 5, 4, 3]
    assert ids(solr, "*:*", start=50) == []
    result = solr.search("*:*", rows=0)
    assert (result.hits, result.docs, len(result)) == (5, [], 0)


def test_facets(solr: Connection) -> None:
    fields = ["tags", "organization", "vocab_art", "nothing", "title"]
    found = facet(solr, **{"facet.field": fields, "fq": "site_id:default"})
    assert found["tags"] == ["Verkehr", 2, "Politik", 1, "Rad weg", 1, "Umwelt", 1]
    assert found["organization"] == ["kreis", 2, "stadt", 2]
    assert (found["vocab_art"], found["nothing"]) == (["Messung", 1], [])
    assert "luftqualitat" in found["title"]
    assert "stadt" in found["title"]
    assert "nord" not in found["title"]
    assert facet(solr, **{"facet.field": "tags", "facet.limit": 1}) == {"tags": ["Verkehr", 2]}
    assert facet(solr, **{"facet.field": "tags", "facet.mincount": 2}) == {"tags": ["Verkehr", 2]}
    assert facet(solr, **{"facet.field": "tags", "facet.sort": "index", "facet.limit": 2}) == {
        "tags": ["Politik", 1, "Rad weg", 1]
    }
    assert facet(solr, **{"facet.field": "tags", "facet.prefix": "V"}) == {"tags": ["Verkehr", 2]}
    assert facet(solr, **{"facet.field": "tags", "f.tags.facet.limit": 1, "facet.limit": 9}) == {
        "tags": ["Verkehr", 2]
    }
    assert facet(solr, "luft", **{"facet.field": "organization", "facet.mincount": 0}) == {
        "organization": ["stadt", 1, "kreis", 0]
    }
    assert facet(solr, **{"facet.field": "tags", "facet": "false"}) == {}


@pytest.mark.parametrize(
    "field",
    ["title_ngram", "name_ngram", "data_dict", "text", "title", "author", "id", "groups", "minx",
     "metadata_created", "issued_date", "permission_labels", "res_url", "extras_ort", "score"],
)  # fmt: skip
def test_any_field_can_be_counted(solr: Connection, field: str) -> None:
    for least in (0, 1):
        counted = facet(solr, **{"facet.field": [field, "tags"], "facet.mincount": least})
        assert counted["tags"][:2] == ["Verkehr", 2]
        assert sum(counted[field][1::2]) > 0 or field not in ("text", "title", "author", "id")


def test_a_dataset_that_changes_while_it_is_searched_is_not_left_out(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, changes = answering._search, iter(("zum ersten", "zum zweiten"))

    def searching(*asked: Any) -> Any:
        found = original(*asked)
        if (notes := next(changes, None)) is not None:
            with model.Session.connection().engine.begin() as other:
                store.put(other, [document(3, title="Stadtrat", notes=notes, name="rat")])
        return found

    monkeypatch.setattr(answering, "_search", searching)
    assert ids(solr, "*:*", fl="id name") == [1, 2, 3, 4, 5]
    assert next(changes, "both happened") == "both happened"
    changes = iter(str(number) for number in range(100))
    assert ids(solr, "title:stadtrat") == [], "not for ever: somebody changes it at every look"


def test_counts_follow_every_change(solr: Connection) -> None:
    asked = {"facet.field": "tags", "fq": "tags:Verkehr"}
    first = facet(solr, **asked)
    assert first == facet(solr, **asked) == {"tags": ["Verkehr", 2, "Rad weg", 1, "Umwelt", 1]}
    solr.add([document(6, tags=["Verkehr"])])
    assert facet(solr, **asked)["tags"][:2] == ["Verkehr", 3]
    model.Session.commit()
    assert facet(solr, **asked)["tags"][:2] == ["Verkehr", 3]
    solr.delete(id="i6")
    assert facet(solr, **asked)["tags"][:2] == ["Verkehr", 2], "the own transaction sees it"
    model.Session.rollback()
    assert facet(solr, **asked)["tags"][:2] == ["Verkehr", 3]
    assert solr.search("*:*", **asked).hits == 3


def test_datasets_with_dates_at_the_ends_of_time_are_saved() -> None:
    for number, moment in enumerate(("0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-05:00")):
        factories.Dataset(name=f"zeit-{number}", extras=[{"key": "issued_date", "value": moment}])
    found = call("package_search", fq="issued_date:[9999-01-01T00:00:00Z TO *]")
    assert [one["name"] for one in found["results"]] == ["zeit-1"]


def test_private_datasets_are_found_by_their_members_alone() -> None:
    member, stranger = factories.User(), factories.User()
    organization = factories.Organization(users=[{"name": member["name"], "capacity": "member"}])
    factories.Dataset(name="geheim", title="Geheim", owner_org=organization["id"], private=True)
    factories.Dataset(name="offen", title="Offen", owner_org=organization["id"])

    def found(user: str, **params: Any) -> tuple[int, list[Any]]:
        context = {"ignore_auth": False, "user": user,
                   "auth_user_obj": model.User.get(user) or model.AnonymousUser()}  # fmt: skip
        answer = call("package_search", context, **{"facet.field": ["organization"], **params})
        items = answer["search_facets"]["organization"]["items"]
        return answer["count"], [item["count"] for item in items]

    for _ in range(2):  # the second time from what is kept
        assert found(member["name"], include_private=True) == (2, [2])
        assert found(stranger["name"], include_private=True) == (1, [1])
        assert found("", include_private=True) == (1, [1])
        assert found(member["name"]) == (1, [1])
