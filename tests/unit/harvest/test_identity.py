"""Names that mean the same dataset wherever they stand, and how near a source is to it."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.harvest.identity import Nearness, addresses, identities, nearness
from ckanext.loerrach.harvesters._core.record import Record

ID = "0d0b6c52-6a53-4a9c-8b63-0b8a54c1f001"
OTHER = "5b9f0a52-8f0f-4a44-9a0c-1f1f1f1f1f02"
A, B = "https://a.example", "https://b.example"


def record(id: str, *, more: Any = None, **fields: Any) -> Record:
    return Record(id, {"de": "x"}, {"de": "x"}, fields=fields, **(more or {}))


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (record("1", identifier="TODO"), set()),
        (record("n/a", identifier="unknown value"), set()),
        (record("1", identifier="urn:example:7"), {"urn:example:7"}),
        (record(ID), {ID}),
        (record(ID.upper()), {ID}),
        # the id that a stock CKAN keeps, in the address that a feed tells
        (record(f"{A}/dataset/{ID}"), {f"{A}/dataset/{ID}", ID}),
        (record("1", uri=f"{A}/de/dataset/{ID}/"), {f"{A}/de/dataset/{ID}/", ID}),
        (record("1", identifier=f"urn:uuid:{ID}"), {f"urn:uuid:{ID}", ID}),
        (record("1", alternate_identifier=[ID, "10.1000/182", "https://doi.org/10.1/2"]), {ID}),
        (record("1", more={"aliases": [f"{B}/dataset/{ID}", f"{B}/page"]}), {ID}),
        (record("1", more={"chain": [A, f"{B}/dataset/{ID}"]}), {ID}),
        # resources and organizations have ids, too
        (record("1", more={"aliases": [f"{B}/dataset/x/resource/{ID}"]}), set()),
        (record("1", identifier="https://a.example/\x00/dataset"), set()),
        (record("1", identifier="https://a.example/" + "x" * 600), set()),
        (record("1", identifier=["urn:example:7"], uri=7), set()),
    ],
)  # fmt: skip
def test_names(one: Record, names: set[str]):
    assert identities(one) == names


def test_an_identifier_alone_joins_no_two_records_of_a_source():
    assert addresses(record(ID, identifier="https://a.example/all")) == {ID}


@pytest.mark.parametrize(
    ("one", "source", "near"),
    [
        (record(ID), A, Nearness.SILENT),
        (record(f"{B}/x"), A, Nearness.SILENT),
        (record(f"{A}/x"), f"{A}/catalog.ttl", Nearness.ADDRESS),
        (record(ID, uri=f"{A}/x"), "https://www.A.example/feed", Nearness.ADDRESS),
        (record(ID, uri=f"{A}/x", more={"own": True}), A, Nearness.OWN),
        # whoever calls another's dataset its own is not believed
        (record(ID, uri=f"{B}/x", more={"own": True}), A, Nearness.SILENT),
        (record(ID, uri=f"{A}/x", more={"own": False}), A, Nearness.SILENT),
        (record(ID, uri=f"{A}/x", more={"own": False, "chain": [B, A]}), A, Nearness.TOLD),
        (record("https://[x", uri="https://[x"), A, Nearness.SILENT),
    ],
)
def test_nearness(one: Record, source: str, near: Nearness):
    assert nearness(one, source) is near
