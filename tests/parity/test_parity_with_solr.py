"""The same corpus in a real Solr 9.8.1 and in ours: the same answers to what both analyse alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.lib.search.query as ckan_query
import pysolr
import pytest
import yaml
from ckan.lib.search.common import SearchError, SearchQueryError

QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
FACETS = ["organization", "groups", "tags", "res_format", "license_id"]
REFUSED = "refused"

Answer = dict[str, Any]


def cases(*sections: str) -> list[Any]:
    def name(section: str, query: dict[str, Any]) -> str:
        said = " ".join(f"{key}={value}" for key, value in query.items() if value != "*:*")
        return f"{section}: {said}"

    return [
        pytest.param(query, id=name(section, query))
        for section in sections
        for query in QUERIES[section]
    ]


def ask(connection: Any, query: dict[str, Any]) -> Answer:
    """What CKAN's PackageSearchQuery says with this connection behind it."""
    params = {
        "q": "*:*",
        "rows": 300,
        "fl": "name",
        "facet.field": FACETS,
        "facet.limit": 50,
        **query,
    }
    labels = params.pop("labels", None)
    runner = ckan_query.PackageSearchQuery()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ckan_query, "make_connection", lambda *_, **__: connection)
        runner.run(params, permission_labels=labels)
    names = [found if isinstance(found, str) else found["name"] for found in runner.results]
    return {
        "count": runner.count,
        "names": names if "sort" in query else sorted(names),
        "facets": {name: list(counts.items()) for name, counts in runner.facets.items()},
    }


def differences(solr: Answer, ours: Answer) -> list[str]:
    """One line for each thing that differs, empty if nothing does."""
    found = []
    if solr["count"] != ours["count"]:
        found.append(f"hits: Solr {solr['count']}, ours {ours['count']}")
    missing = [name for name in solr["names"] if name not in ours["names"]]
    added = [name for name in ours["names"] if name not in solr["names"]]
    if missing or added:
        found.append(f"only Solr {missing[:9]}, only ours {added[:9]}")
    elif solr["names"] != ours["names"]:
        found.append(f"order: Solr {solr['names'][:9]}, ours {ours['names'][:9]}")
    for field in sorted({*solr["facets"], *ours["facets"]}):
        there, here = (set(one["facets"].get(field, [])) for one in (solr, ours))
        if there != here:
            found.append(f"{field}: only Solr {there - here}, only ours {here - there}")
        elif solr["facets"].get(field) != ours["facets"].get(field):
            found.append(f"{field}: same counts in another order")
    return found


def test_there_are_enough_queries():
    assert sum(map(len, QUERIES.values())) >= 150


@pytest.mark.parametrize(
    "query",
    cases(
        "everything",
        "filters",
        "fields",
        "ranges",
        "wildcards",
        "phrases",
        "words",
        "sorted",
        "facets",
    ),
)
def test_hits_facets_and_order_are_the_same(both, query):
    solr, ours = both.connections
    found = differences(ask(solr, query), ask(ours, query))
    assert not found, "\n".join(["they differ:", *found])


@pytest.mark.parametrize("query", cases("raw"))
def test_documents_are_the_same(both, query):
    def documents(connection: Any) -> list[Answer]:
        params = dict(query)
        found = connection.search(params.pop("q"), **params).docs
        return [
            {
                key: value
                for key, value in document.items()
                if key not in {"_version_", "indexed_ts", "score"}
            }
            for document in found
        ]

    solr, ours = both.connections
    assert documents(ours) == documents(solr)


@pytest.mark.parametrize("query", cases("errors"))
def test_what_one_refuses_the_other_refuses(both, query):
    def refusal(connection: Any) -> str:
        try:
            return str(ask(connection, query)["count"])
        except (SearchError, SearchQueryError, pysolr.SolrError):
            return REFUSED

    solr, ours = both.connections
    assert refusal(ours) == refusal(solr)


@pytest.mark.parametrize("query", cases("better"))
def test_where_they_differ_ours_is_better(both, query):
    solr, ours = both.connections
    params = {"q": query["q"]}
    assert ask(ours, params)["names"] == query["ours"]
    assert ask(solr, params)["names"] == query["solr"]
