"""Where a dataset comes from, and what its source does: in a real browser, also on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

SOURCE = "parking-freiburg"


@pytest.fixture(scope="module")
def dataset(portal) -> str:
    """The path of a dataset of that source."""
    for one in portal.action("package_search", rows=100)["results"]:
        told = portal.action("package_show", id=one["id"]).get("harvest")
        if told and told["routes"][0]["source"] == SOURCE:
            return f"/dataset/{one['name']}"
    raise AssertionError(f"{SOURCE} has brought nothing")


def barriers(tab: Any) -> list[str]:
    """What axe-core finds, as sentences."""
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in Axe().run(tab).response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("what", ["dataset", "runs"])
def test_no_barrier_and_no_scrolling_sideways(browse, dataset, what):
    tab = browse.open(dataset if what == "dataset" else f"/harvest/{SOURCE}/runs")
    assert tab.locator("h1").count() == 1
    assert barriers(tab) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_from_a_dataset_to_its_source_and_back_to_ckanext_harvest(browse, dataset):
    tab = browse.open(dataset)
    section = tab.locator("[aria-labelledby=provenance]")
    assert section.locator("h2").inner_text() == "Woher diese Daten kommen"
    assert "zuletzt dort gesehen" in section.inner_text()
    section.get_by_role("link").first.click()
    tab.wait_for_url(f"**/harvest/{SOURCE}/runs")
    assert tab.locator("h1").inner_text().startswith("Läufe von ")
    assert tab.locator("svg[role=img] rect").count() > 0
    # the page of ckanext-harvest leads here, too
    browse.open(f"/harvest/{SOURCE}")
    tab.get_by_role("link", name="Läufe").click()
    tab.wait_for_url(f"**/harvest/{SOURCE}/runs")
