"""The list of what was in the catalogue and is no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.catalogue.feed import service
from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF


def topics(graph: Any) -> list[str]:
    return sorted(map(str, graph.objects(None, FOAF.primaryTopic)))


def days_ago(uri: str, days: int) -> None:
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE loerrach_catalogue_fragment SET left_at = left_at - :age WHERE uri = :uri"
            ),
            {"age": timedelta(days=days), "uri": uri},
        )


def test_it_is_paged(app: Any, reader: Any, five: list[str]) -> None:
    """All deleted at once: none twice, none left out."""
    app.get("/catalog.ttl")
    ids = [uri.rpartition("/")[2] for uri in five]
    org = helpers.call_action("package_show", id=ids[0])["owner_org"]
    helpers.call_action("bulk_update_delete", datasets=ids, org_id=org)
    pages = list(reader.crawl("/catalog/deleted.ttl"))
    held = [topics(one) for one in pages]
    assert [len(one) for one in held] == [2, 2, 1]
    assert sorted(uri for one in held for uri in one) == sorted(five)
    for one in pages:
        assert [reader.link(one, name) for name in ("totalItems", "itemsPerPage")] == ["5", "2"]
    assert topics(reader.follow(pages[0], "last")) == held[2]
    assert topics(reader.follow(pages[2], "previous")) == held[1]
    assert topics(reader.follow(pages[2], "first")) == held[0]
    assert topics(reader.parsed(app.get("/catalog/deleted.ttl?page=2"))) == held[1]
    assert app.get("/catalog/deleted.ttl?page=4").status_code == 404
    assert app.get("/catalog/deleted.ttl?page=zwei").status_code == 400


def test_those_that_left_in_one_moment_are_not_lost_between_two_pages(
    app: Any, reader: Any, five: list[str]
) -> None:
    app.get("/catalog.ttl")
    for uri in five:
        helpers.call_action("package_delete", id=uri.rpartition("/")[2])
    app.get("/catalog/deleted.ttl")
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE loerrach_catalogue_fragment SET left_at = '2026-01-01'"))
    service.forget()
    pages = list(reader.crawl("/catalog/deleted.ttl"))
    assert [topics(one) for one in pages] == [sorted(five[:2]), sorted(five[2:4]), five[4:]]


def test_it_says_when_each_one_left(app: Any, reader: Any, five: list[str]) -> None:
    app.get("/catalog.ttl")
    for uri in five[:2]:
        helpers.call_action("package_delete", id=uri.rpartition("/")[2])
    days_ago(five[0], 10)
    graph = reader.parsed(app.get("/catalog/deleted.ttl"))
    when = {
        str(graph.value(record, FOAF.primaryTopic)): datetime.fromisoformat(
            str(graph.value(record, DCTERMS.modified))
        )
        for record in graph.subjects(RDF.type, DCAT.CatalogRecord)
    }
    assert set(when) == set(five[:2])
    apart = when[five[1]] - when[five[0]]
    assert timedelta(days=10) <= apart < timedelta(days=10, minutes=2)
    day = (when[five[1]] - timedelta(days=1)).date()
    assert topics(reader.parsed(app.get(f"/catalog/deleted.ttl?modified_since={day}"))) == [five[1]]


@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld", "nt"])
def test_it_leaves_and_comes_back_while_somebody_reads(
    app: Any, reader: Any, five: list[str], make: Callable[..., dict[str, Any]], ending: str
) -> None:
    """What comes back moves nothing to a page that was read; what leaves now comes at the end."""
    app.get("/catalog.ttl")
    ids = [uri.rpartition("/")[2] for uri in five]
    for id in ids[:4]:
        helpers.call_action("package_delete", id=id)

    def meanwhile(page: int) -> None:
        if page == 1:
            helpers.call_action("package_patch", id=ids[0], state="active")
            helpers.call_action("package_delete", id=ids[4])

    pages = list(reader.crawl(f"/catalog/deleted.{ending}", meanwhile, ending))
    assert [topics(one) for one in pages] == [sorted(five[:2]), sorted(five[2:4]), five[4:]]
    assert topics(reader.follow(pages[1], "first", ending)) == sorted(five[1:3])


@pytest.mark.parametrize("snapshot", ["999999999999999999-1", "1-2", "x", "999999999999999999-0"])
def test_a_snapshot_that_is_none_of_ours(app: Any, five: list[str], snapshot: str) -> None:
    answer = app.get(f"/catalog/deleted.ttl?snapshot={snapshot}")
    assert answer.status_code == 400
    assert snapshot in answer.body


def test_without_any_it_is_an_empty_page(app: Any, reader: Any) -> None:
    graph = reader.parsed(app.get("/catalog/deleted.ttl"))
    assert reader.link(graph, "totalItems") == "0"
    assert (None, RDF.type, DCAT.CatalogRecord) not in graph
    assert (URIRef("http://test.ckan.net"), None, None) not in graph
