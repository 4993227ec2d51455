"""Catalogues of neighbours through the engine: what is written of a whole record, and twice."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import sources

SAMPLES = [one for one in sources() if one.demo and one.licences != "source"]


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.name)
def test_a_sample_is_written_and_then_unchanged(town: Any, feeds: Any, source: Any) -> None:
    ensure_sources([source], feeds.url)
    report = run_source(source.name)
    assert (report.failure, report.refused) == (None, [])
    assert len(report.added) > 0
    found = helpers.call_action("package_search", fq="dataset_type:dataset", rows=100)["results"]
    assert len(found) == len(report.added)
    for dataset in found:
        assert dataset["title_translated"]["de"]
        assert dataset["identifier"]
        assert all(one["license"] for one in dataset["resources"])
    again = run_source(source.name, full=True)
    assert (again.failure, again.added, again.updated) == (None, [], [])
    assert run_source(source.name).untouched
