"""What comes from outside never breaks a page: it is repaired or left out, and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph
import pytest
from ckanext.loerrach.catalogue.mapping.iris import address, iri
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import Graph, Literal

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.usefixtures("with_plugins"),
]

#: values that stood in catalogues, or that somebody might try
BAD: list[Any] = [
    "", " ", "kein Wort mit Ort", "http://", "http://a b/ü|{x}", "javascript:alert(1)", "http://[::1",
    "https://example.org/%zz#a#b", "\x00\x0b\ud800", "<script>", "2026-13-45", "P", "-5", "1e400",
    None, [], {}, [None], [{}], {"de": None}, {"de": ["x"]}, {"x y": "z"}, 7, True, "[1,", "{",
    ["http://a b"], [{"name": 5, "uri": "::", "email": "x"}], [{"geom": "POINT (x)"}], "None",
]  # fmt: skip


def fields() -> list[str]:
    from ckanext.loerrach.schemas.compose import compose

    return [field["field_name"] for field in compose()["dataset_fields"]]


def resource_fields() -> list[str]:
    from ckanext.loerrach.schemas.compose import compose

    return [field["field_name"] for field in compose()["resource_fields"]]


def written(record: dict[str, Any]) -> None:
    """Every view writes it, and every serialisation carries it."""
    for view in VIEWS.values():
        graph = view.write(record).graph
    graph = VIEWS["dcat-ap-de-3"].write(record).graph
    text = graph.serialize(format="nt", encoding="utf-8")
    pyoxigraph.Store().bulk_load(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert len(Graph().parse(data=graph.serialize(format="xml"), format="xml")) == len(graph)


def whole(value: Any) -> dict[str, Any]:
    """A dataset with the value at every field."""
    return {"id": "b7", "name": "b", **dict.fromkeys(fields(), value)}


def with_resource(value: Any) -> dict[str, Any]:
    """A service whose resource has the value at every field."""
    resource = {**dict.fromkeys(resource_fields(), value), "id": "r1", "package_id": "b7"}
    return {"id": "b7", "title": "T", "kind": "service", "resources": [resource]}


def with_parts(value: Any) -> dict[str, Any]:
    """The value in place of what a dataset is made of."""
    return {"id": "b7", "resources": value, "extras": value, "organization": value}


def with_part(value: Any) -> dict[str, Any]:
    """The value in place of one resource and one extra."""
    return {"id": "b7", "resources": [value], "extras": [value]}


@pytest.mark.parametrize("record", [whole, with_resource, with_parts, with_part])
def test_no_value_breaks_a_view(record: Callable[[Any], dict[str, Any]]) -> None:
    for value in BAD:
        written(record(value))


def test_what_was_left_out_is_said() -> None:
    record = {
        "id": "b7", "title": "T", "documentation": ["http://a b/", "nirgends"],
        "contact": [{"name": "A", "email": "kein"}], "issued": "gestern",
        "resources": [{"id": "r1", "package_id": "b7", "url": "javascript:alert(1)", "size": "x"}],
    }  # fmt: skip
    found = VIEWS["dcat-ap-de-3"].write(record)
    said = {(note.field, note.value, note.resource) for note in found.notes}
    assert ("documentation", "nirgends", "") in said
    assert ("email", "kein", "") in said
    assert ("issued", "gestern", "") in said
    assert ("size", "x", "r1") in said
    assert ("url", "javascript:alert(1)", "r1") in said
    assert Literal("T", lang="de") in set(found.graph.objects())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        (" https://example.org/ü ", "https://example.org/ü"),
        ("https://example.org/%zz", "https://example.org/%25zz"),
        ("https://example.org/a[b]{c}|d", "https://example.org/a%5Bb%5D%7Bc%7D%7Cd"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("javascript:alert(1)", None), ("kein", None), ("http://", None), ("http://[::1", None),
        (5, None),
    ],
)  # fmt: skip
def test_addresses_are_repaired_or_none(text: Any, expected: str | None) -> None:
    assert (str(iri(text)) if iri(text) else None) == expected


def test_an_address_is_one_that_can_be_followed() -> None:
    assert address("mailto:a@example.org") is None
    assert iri("mailto:a@example.org")
