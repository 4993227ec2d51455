"""The pages in a real browser: they work, ask nobody else, fit a phone and obey the keyboard.

Screenshots are left in pytest's temporary folder (``screenshots0/``).
"""

from __future__ import annotations

from pathlib import Path

import pytest

PAGES = ("/", "/dataset/", "/dataset/radzaehler", "/group/", "/organization/", "/about", "TABLE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screenshots")


def test_a_walk_from_the_start_page_to_a_row(browse, folder):
    tab = browse.open("/")
    assert tab.locator(".l-card:not(.l-card-all)").count() == 7
    tab.screenshot(path=folder / "start.png")
    tab.get_by_label("Welche Daten suchen Sie?").fill("Parkplatz")
    tab.get_by_role("button", name="Suchen").click()
    assert tab.url.endswith("/dataset/?q=Parkplatz")
    tab.get_by_role("link", name="Freie Parkplätze in Herrenberg").click()
    assert tab.locator("h1").inner_text().startswith("Freie Parkplätze in Herrenberg")
    assert tab.locator("figure.l-map svg").is_visible()
    tab.screenshot(path=folder / "dataset.png", full_page=True)
    tab.get_by_role("link", name="Tabelle").first.click()
    assert tab.locator("[aria-labelledby=table] tbody tr").count() == 8
    tab.get_by_label("In der Tabelle suchen").fill("Altstadtgarage")
    tab.locator("[aria-labelledby=table] button").click()
    assert tab.locator("[aria-labelledby=table] tbody tr").count() == 1
    tab.screenshot(path=folder / "table.png", full_page=True)


def test_the_language_switch_keeps_the_page(browse):
    tab = browse.open("/dataset/?q=Wiese&groups=mobility")
    for name, heading, prefix in (
        ("Français", "3 jeux de données trouvés", "/fr"),
        ("English", "3 datasets found", "/en"),
        ("Deutsch", "3 Datensätze gefunden", "/de"),
    ):
        tab.locator(".l-languages").get_by_role("link", name=name).click()
        assert tab.url == f"{browse.url}{prefix}/dataset/?q=Wiese&groups=mobility"
        assert heading in tab.locator("h1").inner_text()
        assert tab.locator("html").get_attribute("lang") == prefix[1:]


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_the_page_without_scrolling_sideways(browse, folder, portal, path):
    browse.tab.set_viewport_size({"width": 320, "height": 640})
    tab = browse.open(portal.table if path == "TABLE" else path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.screenshot(path=folder / f"phone{path.replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize("path", PAGES)
def test_twice_the_text_size_still_fits(browse, portal, path):
    tab = browse.open(portal.table if path == "TABLE" else path)
    tab.add_style_tag(content="html { font-size: 200% }")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_stays_light(chromium, portal, path):
    context = chromium.new_context()
    tab = context.new_page()
    sizes: list[int] = []
    tab.on("response", lambda answer: sizes.append(len(answer.body())))
    tab.goto(portal.url + (portal.table if path == "TABLE" else path), wait_until="networkidle")
    context.close()
    assert sum(sizes) < 430_000, sizes  # uncompressed; CKAN's own theme takes 1.6 to 2.1 MB


def test_the_keyboard_jumps_to_the_content_and_sees_where_it_is(browse):
    tab = browse.open("/dataset/radzaehler")
    tab.keyboard.press("Tab")
    skip = tab.locator(".l-skip a")
    assert tab.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    assert skip.bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")
    for _ in range(25):
        tab.keyboard.press("Tab")
        seen = tab.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at)
                const card = at.closest('.l-card')
                const ring = card ? getComputedStyle(card) : style
                return [at.tagName, ring.outlineStyle, parseFloat(ring.outlineWidth)]
            }"""
        )
        assert seen[0] == "BODY" or (seen[1] != "none" and seen[2] >= 2), seen


def test_pages_read_without_javascript(chromium, portal):
    context = chromium.new_context(java_script_enabled=False, locale="de-DE")
    tab = context.new_page()
    tab.goto(f"{portal.url}{portal.table}?sort=-bikes")
    assert tab.locator("[aria-labelledby=table] tbody td").nth(1).inner_text() == "1.234"
    tab.locator("a[rel~=next]").click()
    assert "Zeilen 26 bis 31 von 31" in tab.locator("[role=status]").inner_text()
    assert tab.locator("#api pre, [aria-labelledby=api] pre").is_visible()
    context.close()


def test_forced_colours_and_less_motion(chromium, portal, folder):
    context = chromium.new_context(forced_colors="active", reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(portal.url)
    assert tab.locator(".l-card").first.is_visible()
    assert tab.evaluate("matchMedia('(forced-colors: active)').matches")
    tab.screenshot(path=folder / "forced-colours.png")
    context.close()
