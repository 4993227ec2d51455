"""The address that a dataset has in the world stays; nobody gets to speak in another's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]
ONE, TWO = "https://daten.example.org/d/1", "https://daten.example.org/d/2"
SITE = "http://test.ckan.net"


def record(id: str, uri: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "fields": {"uri": uri, **fields}}


def test_a_dataset_keeps_its_address(source: Make):
    one = source()
    one.has(record("a", ONE))
    assert one.run().added == ["a"]
    assert one.dataset("a")["uri"] == ONE
    one.has(record("a", TWO))
    assert one.run().updated == ["a"]
    assert one.dataset("a")["uri"] == TWO
    assert one.run(full=True).unchanged == ["a"]


def test_addresses_of_another_dataset_are_not_taken_over(source: Make):
    near, far = source("nah"), source("fern")
    near.has(record("a", ONE))
    near.run()
    far.has(record("b", TWO))
    far.run()
    far.has(record("b", ONE))
    report = far.run()
    assert report.updated == ["b"]
    id, name = far.dataset("b")["id"], near.dataset("a")["name"]
    assert report.notices == [f"{id}: address left out, because '{name}' has it: {ONE}"]
    # the field is kept where nothing is said
    assert far.dataset("b")["uri"] == TWO
    assert near.dataset("a")["uri"] == ONE
    # neither again and again, nor for ever
    assert far.run(full=True).unchanged == ["b"]
    near.has(record("a", f"{ONE}/neu"))
    near.run()
    far.has(record("b", ONE, version="2"))
    far.run()
    assert far.dataset("b")["uri"] == ONE


def test_addresses_of_this_portal_are_nobody_elses(source: Make):
    one = source()
    one.has(record("a", ONE, publisher=[{"name": "Amt", "uri": f"{SITE}/organization/x"}]))
    report = one.run()
    assert (report.added, report.refused) == (["a"], [])
    [notice] = report.notices
    assert notice == "a: addresses of this portal that it gave to things of its own were left out"
    assert one.dataset("a")["publisher"] == [{"name": "Amt"}]
    one.has(record("a", f"{SITE}/dataset/somebody"))
    assert one.run().updated == ["a"]
    assert one.dataset("a")["uri"] == ONE
    # one that only begins like it is not ours
    one.has(record("a", f"{SITE}.example.org/dataset/1"))
    one.run()
    assert one.dataset("a")["uri"] == f"{SITE}.example.org/dataset/1"
