"""Queries on documents in PostgreSQL, through the connection that CKAN gets in Solr's place."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import pysolr
import pytest
from ckan.lib.search.common import (
    SearchError,
    SearchQueryError,
    SolrConnectionError,
    make_connection,
)
from ckan.tests import factories, helpers
from ckanext.loerrach.search import connection as answering
from ckanext.loerrach.search import seam, store
from ckanext.loerrach.search.connection import Connection
from ckanext.loerrach.search.query.conditions import Sql

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

call = helpers.call_action


def document(number: int, **values: Any) -> dict[str, Any]:
    return {
        "index_id": f"i{number}", "id": f"id-{number}", "name": f"name-{number}",
        "site_id": "default", "entity_type": "package", "state": "active", "capacity": "public",
        "dataset_type": "dataset", "permission_labels": ["public"], "private": False,
        "title": f"Titel {number}", "title_string": f"Titel {number}", "data_dict": "{}",
        "metadata_modified": f"2024-01-{number:02d}T12:00:00.123456Z", **values,
    }  # fmt: skip


DOCUMENTS = [
    document(1, title="Fahrradzählstellen", title_string="Fahrradzählstellen",
             notes="Wie viele Räder fahren in der Stadt", tags=["Rad weg", "Verkehr"],
             organization="stadt", res_format=["CSV", "JSON"], license_id="cc-by",
             vocab_art=["Messung"], extras_ort="Grüttpark", issued_date="2020-05-01T00:00:00Z",
             views_total=5, minx=7.6, maxx=7.7, miny=47.5, maxy=47.6, author="Bauamt Nord"),
    document(2, title="Luftqualität", title_string="Luftqualität", organization="stadt",
             notes="Die Stadt misst die Luft", tags=["Umwelt", "Verkehr"], license_id="cc-by",
             res_format=["CSV"], groups=["umwelt", "stadtleben"], views_total=20,
             minx=8.0, maxx=8.1, miny=47.5, maxy=47.6, issued_date="2023-05-01T00:00:00Z"),
    document(3, title="Stadtrat", title_string="Stadtrat", organization="kreis",
             notes="Protokolle", tags=["Politik"], res_format=["PDF"],
             name="protokolle-des-rates", url="https://www.example.org/rat"),
    document(4, title="Entwurf", title_string="Entwurf", capacity="private",
             permission_labels=["member-1"], organization="kreis"),
    document(5, title="anderswo", title_string="anderswo", site_id="other"),
]  # fmt: skip


@pytest.fixture
def solr() -> Connection:
    connection = Connection()
    connection.delete(q="*:*")
    connection.add(DOCUMENTS)
    connection.commit()
    return connection


def ids(connection: Connection, q: str, **params: Any) -> list[int]:
    params = {"df": "text", "q.op": "AND", "sort": "id asc", "fl": "id", **params}
    return [int(one["id"][3:]) for one in connection.search(q, **params).docs]


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


def facet(solr: Connection, q: str = "*:*", **params: Any) -> dict[str, Any]:
    params = {"facet": "true", "rows": 0, "facet.mincount": 1, **params}
    return dict(solr.search(q, **params).facets["facet_fields"])


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


HOSTILE = [
    "title:(", "title:)", "title:", ":", "title::x", "a:b:c", "title:(a", "title:a)", '"x:',
    'title:"x', "title:[a", "title:[a TO", "title:[a b]", "title:{a TO b", "AND:", "title:a AND",
    "OR title:a", "title:(a OR)", "title:(AND)", "metadata_modified:[gestern TO heute]",
    "metadata_modified:x", "metadata_modified:[NOW-7 TO *]", "issued_date:20*", "views_total:viele",
    "views_total:[a TO b]", "title:/((a+)+)+$/", "title:/(a|b/", r"title:/\w/", "title:a~5",
    "title:a^", "*x:y", "{!knn f=title topK=10}title:[1]", "{!bool must=title:(}",
    "{!frange l=0}exec(title)", "{!terms}title:x", "{!join from=a to=b}title:x", "{!type=x}title:",
    "--title:a", "title:++a", "+", "title:a +", "(((((", "title:" + "(" * 80 + "a" + ")" * 80,
    "title:a" + " OR title:a" * 1100, "title:" + "a" * 70_000, "title:\\",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=[query[:30] for query in HOSTILE])
def test_a_malformed_query_is_a_search_error_and_the_transaction_lives(
    solr: Connection, query: str
) -> None:
    with pytest.raises(pysolr.SolrError):
        solr.search(query, **{"df": "text", "q.op": "AND", "defType": "lucene"})
    assert model.Session.execute(model.Session.query(model.User).statement) is not None
    with pytest.raises((SearchError, SearchQueryError)):
        call("package_search", q=query, defType="lucene")
    with pytest.raises((SearchError, SearchQueryError)):
        call("package_search", fq_list=[query])


HARMLESS = [
    "'; DROP TABLE package; --", "%", "_", "\\\\", "$x", "%s", "%(x)s", "a\x00b", "💥", "<script>",
    "&", "|", "' | '", "a' & !'b", "x" * 5000, "\ud800", "../../etc/passwd", "a" * 300 + "*",
    "NULL", "x=x", "🏳️‍🌈", "ÄÖÜß", "\u202e", "-" + "a" * 100, "null", "\t\n", "a\\:b",
]  # fmt: skip


@pytest.mark.parametrize("query", HARMLESS, ids=[ascii(query[:20]) for query in HARMLESS])
def test_odd_texts_find_nothing_and_break_nothing(solr: Connection, query: str) -> None:
    for params in ({"defType": "dismax", "mm": "100%", "qf": "name text"}, {"defType": "lucene"}):
        if "\\" in query or query in ("&", "|"):
            continue
        try:
            found = ids(solr, query, **params)
        except pysolr.SolrError:
            assert params["defType"] == "lucene"
        else:
            assert found == [] or query.startswith("-") or not query.strip(), query
    for field in ("tags", "title", "author", "extras_x", "name"):
        quoted = query.replace("\\", "\\\\").replace('"', '\\"')
        assert ids(solr, f'{field}:"{quoted}"') == []
    assert len(ids(solr, "*:*")) == 5


def test_a_nul_in_any_parameter_breaks_nothing(app: Any) -> None:
    factories.Dataset(name="luft")
    for params in (
        {"sort": "a\x00b asc"}, {"sort": "name asc\x00"}, {"qf": "a\x00b^2", "q": "x"},
        {"df": "a\x00b", "q": "x", "defType": "lucene"}, {"fq": "a\x00b:[a TO *]"},
        {"fq": r"tags:[a\u0000 TO *]"}, {"q": r"extras_x:*a\u0000*", "defType": "lucene"},
        {"q": r"name:a\u0000bcde~1", "defType": "lucene"}, {"facet.field": ["a\x00b"]},
        {"facet.field": ["tags"], "facet.prefix": "a\x00"}, {"mm": "\x00", "q": "a b"},
        {"fq": "metadata_modified:[0001-01-01T00:00:00+02:00 TO 9999-12-31T23:59:59-05:00]"},
        {"q": '"a b"~' + "9" * 400}, {"q": "a b", "mm": "9" * 400 + "%"},
    ):  # fmt: skip
        answer = app.post("/api/3/action/package_search", json=params)
        assert answer.status_code in (200, 400, 409), params
        assert "__type" in answer.body or answer.json["success"]


def test_queries_that_lead_to_themselves_are_refused(
    app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.search.solr_allowed_query_parsers", ["bool"])
    asked = {"fq_list": ["{!bool must=$mm}"], "mm": "{!bool must=$mm}"}
    answer = app.post("/api/3/action/package_search", json=asked)
    assert answer.status_code in (400, 409), answer.body
    assert "in others deeper than 50" in answer.body


def test_datasets_with_dates_at_the_ends_of_time_are_saved() -> None:
    for number, moment in enumerate(("0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-05:00")):
        factories.Dataset(name=f"zeit-{number}", extras=[{"key": "issued_date", "value": moment}])
    found = call("package_search", fq="issued_date:[9999-01-01T00:00:00Z TO *]")
    assert [one["name"] for one in found["results"]] == ["zeit-1"]


@pytest.mark.parametrize("sort", ["name", "name sideways", "name asc name", "asc", "random()"])
def test_a_bad_sort_is_a_query_error(sort: str) -> None:
    with pytest.raises(SearchQueryError, match="sort"):
        call("package_search", sort=sort)


def test_a_page_answers_a_malformed_query_with_a_message(app: Any) -> None:
    for query in ("title:(", "--x"):
        response = app.get("/dataset/", query_string={"q": query})
        assert response.status_code in (200, 400)
        assert "error while searching" in response.body
    answer = app.get("/api/3/action/package_search", query_string={"q": "title:("})
    assert answer.status_code in (400, 409)
    assert answer.json["success"] is False


def test_a_failed_search_leaves_the_datasets_transaction_alive() -> None:
    dataset = factories.Dataset.build()
    model.Session.add(model.Package(name="in-arbeit", title="In Arbeit"))
    model.Session.flush()
    with pytest.raises(pysolr.SolrError):
        make_connection().search("title:/(/")
    with pytest.raises(pysolr.SolrError, match="does not fit"):
        make_connection().add([document(9, issued_date="gestern")])
    model.Session.commit()
    assert model.Package.get("in-arbeit") is not None
    assert dataset is not None


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


def test_the_tables_come_back_if_they_are_dropped() -> None:
    factories.Dataset(name="luft")
    model.Session.commit()
    with model.Session.connection().engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA loerrach_search CASCADE")
    with pytest.raises(SolrConnectionError):
        call("package_search", q="luft")
    search.rebuild(quiet=True)
    model.Session.commit()
    assert call("package_search", q="luft")["count"] == 1


def test_a_pattern_that_takes_too_long_is_stopped(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeouts = "SHOW statement_timeout"
    before = model.Session.connection().exec_driver_sql(timeouts).scalar()
    assert ids(solr, "*kolle") == [3]
    assert model.Session.connection().exec_driver_sql(timeouts).scalar() == before
    solr.add([document(number, notes="x" * 500, title="y " * 300) for number in range(10, 29)])
    monkeypatch.setattr("ckanext.loerrach.search.connection._milliseconds", lambda: "1")
    many = " OR ".join(f"text:*{number}*z*" for number in range(200))
    with pytest.raises(pysolr.SolrError, match="too long"):
        solr.search(many, df="text")
    assert model.Session.connection().exec_driver_sql(timeouts).scalar() == before


def test_counts_and_scores_that_take_too_long_are_stopped(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = [" ".join(f"w{number}x{word}" for word in range(3000)) for number in range(12)]
    solr.add([document(10 + number, notes=notes) for number, notes in enumerate(text)])
    monkeypatch.setattr("ckanext.loerrach.search.connection._milliseconds", lambda: "1")
    with pytest.raises(pysolr.SolrError, match="too long"):
        facet(solr, **{"facet.field": "text"})
    monkeypatch.setattr("ckanext.loerrach.search.connection._milliseconds", lambda: "10000")
    slow = {"df": "text", "fl": "id,score", "rows": 5}
    query = "*:* OR " + " OR ".join(f"extras_x:*{number}*^2" for number in range(30))
    assert len(solr.search(query, **slow)) == 5
    monkeypatch.setattr("ckanext.loerrach.search.connection._milliseconds", lambda: "1")
    # What it found is kept; the page alone is read
    sleeping = Sql("SELECT 1, pg_sleep(1), 1, 1")
    monkeypatch.setattr("ckanext.loerrach.search.select.Select.page", lambda *_: sleeping)
    with pytest.raises(pysolr.SolrError, match="too long"):
        solr.search(query, **slow)


def test_a_pattern_that_fits_too_many_words_is_refused_and_loses_nothing(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ckanext.loerrach.search.query.patterns._MOST_TERMS", 3)
    solr.add([document(10, notes="qrkazt"), document(11, notes="qrkbzt qrkczt")])
    model.Session.connection().exec_driver_sql(
        "INSERT INTO loerrach_search.word VALUES ('qrkazt'), ('qrkbzt')"
    )
    assert ids(solr, "*rk*zt") == [10, 11], "three words, two of them noted twice"
    solr.add([document(12, notes="qrkdzt")])
    for pattern in ("*rk*zt", "/qrk.zt/", "text:[qrk TO qrkz]", "qrkazt~1"):
        with pytest.raises(pysolr.SolrError, match="more than 3 words; write more letters"):
            solr.search(pattern, df="text")
    with pytest.raises((SearchError, SearchQueryError), match="more than 3 words"):
        call("package_search", q="text:*rk*zt", defType="lucene")
    assert ids(solr, "qrk*") == [10, 11, 12], "the index knows prefixes"


def words() -> int:
    noted = "SELECT count(*) FROM loerrach_search.word"
    return int(model.Session.connection().exec_driver_sql(noted).scalar())


def test_a_cleared_index_forgets_its_words(solr: Connection) -> None:
    solr.delete(id=["i1", "i2", "i3", "i4"])
    solr.commit()
    assert words() > 0
    with model.Session.connection().engine.connect() as other:
        store.put(other, [document(30, title="Nebenan")])
        solr.delete(q="*:*")
        assert words() > 0, "who writes at the moment has counted on them"
        other.rollback()
    model.Session.rollback()
    solr.delete(q="*:*")
    solr.commit()
    assert words() == 0
    solr.add(DOCUMENTS)
    assert ids(solr, "*kolle") == [3]


def test_changes_are_added_up_and_counts_stay_right(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ckanext.loerrach.search.store._ADD_UP", 1)
    for number in range(10, 15):
        solr.add([document(number)])
        model.Session.commit()
        assert solr.search("*:*", rows=0).hits == number - 4
    rows = model.Session.connection().exec_driver_sql("SELECT n FROM loerrach_search.change")
    assert len(rows.fetchall()) == 1


def test_every_module_that_has_the_connection_by_name_gets_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = search.common.make_connection._loerrach_original
    extension = ModuleType("ckanext_of_somebody")
    extension.make_connection = original  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, extension.__name__, extension)
    seam.install()
    users = [search, search.common, search.index, search.query, extension]
    assert {module.make_connection for module in users} == {make_connection}
    assert make_connection._loerrach_original is original


def test_the_same_portal_with_solr(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.loerrach.search.backend", "solr")
    assert isinstance(make_connection(), pysolr.Solr)
    assert isinstance(search.query.make_connection(), pysolr.Solr)
    assert search.is_available() is False
    monkeypatch.setitem(ckan_config, "ckanext.loerrach.search.backend", "postgres")
    assert isinstance(make_connection(), Connection)
    assert search.is_available() is True
    assert search.check_solr_schema_version() is True
