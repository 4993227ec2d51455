"""The pages of the gate in a real browser: no barrier, and no scrolling sideways on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PASSWORD = "Guete-405-Punkte-79539"


@pytest.fixture(scope="module")
def member(portal) -> str:
    portal.action("user_create", name="pruefung", email="pruefung@example.org", password=PASSWORD)
    return "pruefung"


@pytest.fixture
def tab(chromium, portal, member, watch) -> Iterator[Any]:
    """A tab in which somebody of the town is logged in."""
    context = chromium.new_context(locale="de-DE", base_url=portal.url)
    watched = watch(context.new_page())
    watched.tab.set_default_timeout(30_000)
    watched.tab.goto("/user/login")
    watched.tab.locator("#field-login").fill(member)
    watched.tab.locator("#field-password").fill(PASSWORD)
    watched.tab.locator("main form button[type=submit]").first.click()
    yield watched.tab
    context.close()
    assert watched.complaints == []


def barriers(tab: Any) -> list[str]:
    """What axe-core finds, as sentences."""
    answer = Axe().run(tab).response
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in answer["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", ["/dataset/radzaehler", "/dataset/radzaehler/quality", "/quality"])
def test_no_barrier_and_no_scrolling_sideways(tab, path):
    tab.goto(path)
    assert tab.locator("h1").count() == 1
    assert barriers(tab) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_from_a_dataset_to_its_quality_by_keyboard(tab):
    tab.goto("/dataset/radzaehler")
    link = tab.get_by_role("link", name="Alle Befunde")
    link.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/dataset/radzaehler/quality")
    assert tab.locator("h1").inner_text() == "Qualität der Beschreibung"
    assert tab.locator("meter").count() == 5
    assert "würde ihn nehmen" in tab.locator("[aria-labelledby=verdict]").inner_text()
