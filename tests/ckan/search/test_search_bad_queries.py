"""Queries that are malformed, hostile or too slow: an error, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pysolr
import pytest
from ckan.lib.search.common import (
    SearchError,
    SearchQueryError,
    make_connection,
)
from ckan.tests import factories, helpers
from ckanext.loerrach.search.connection import Connection
from ckanext.loerrach.search.query.conditions import Sql

from .conftest import document, facet, ids

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

call = helpers.call_action


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
    model.Session.add(model.Package(name="in-arbeit", title="In Arbeit"))
    model.Session.flush()
    with pytest.raises(pysolr.SolrError):
        make_connection().search("title:/(/")
    with pytest.raises(pysolr.SolrError, match="does not fit"):
        make_connection().add([document(9, issued_date="gestern")])
    model.Session.commit()
    assert model.Package.get("in-arbeit") is not None


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
