"""`loerrach check` and `loerrach selftest` on a running portal."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_every_dataset_of_the_demo_may_go_out(town: Any) -> None:
    done = town.run("check", "--all", "--json")
    found = json.loads(done.stdout)
    assert found, done.stderr
    kept_out = {
        one["name"]: [f["message"] for f in one["findings"] if f["severity"] == "must"]
        for one in found
        if not one["publishable"]
    }
    assert (kept_out, done.returncode) == ({}, 0)


def test_one_dataset_with_the_shapes(town: Any) -> None:
    name = town.result("package_search", rows=1)["results"][0]["name"]
    done = town.run("check", name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing keeps it out: 0 must" in done.stdout
    assert "of 405 points" in done.stdout


def test_a_dataset_that_is_not_there(town: Any) -> None:
    done = town.run("check", "nirgends", "--json")
    assert done.returncode == 2
    assert "There is no dataset 'nirgends'" in done.stderr
    assert town.run("selftest", "--consumer", "ckan", "nirgends", "--json").returncode == 2


@pytest.mark.parametrize("consumer", ["govdata", "ckan", "opendata-swiss", "data-europa"])
def test_who_would_take_the_demo(town: Any, consumer: str) -> None:
    done = town.run("selftest", "--consumer", consumer, "--json")
    found = json.loads(done.stdout)
    assert len(found) == town.result("package_search", rows=0)["count"]
    refused = {one["dataset"] for one in found if not one["takes"]}
    assert done.returncode == int(bool(refused))
    if consumer in ("govdata", "ckan", "data-europa"):
        assert refused == set()


def test_a_consumer_that_nobody_knows(town: Any) -> None:
    done = town.run("selftest", "--consumer", "nobody")
    assert done.returncode == 2
    assert "govdata" in done.stderr
