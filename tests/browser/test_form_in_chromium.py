"""The forms in a real browser: one dataset per field of the strategy, with mistakes first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import barriers, fill_required

PASSWORD = "Sieben-Felder-79539"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"

#: field of the strategy, title of a dataset
FIELDS: list[tuple[str, str]] = [
    ("mobility", "Fahrradstellplätze am Bahnhof"),
    ("environment", "Lufttemperatur am Rathaus"),
    ("culture", "Museen und Galerien"),
    ("business", "Betriebe nach Wirtschaftszweig"),
    ("citizen-services", "Wartezeiten im Bürgerbüro"),
    ("administration", "Ergebnisse der Gemeinderatswahl"),
    ("youth-education", "Plätze in Kindertagesstätten"),
]


@pytest.fixture(scope="module")
def editor(portal) -> str:
    """Somebody of the town who may describe its data; the name to log in with."""
    portal.action("user_create", name="redaktion", email="redaktion@example.org", password=PASSWORD)
    portal.action(
        "organization_member_create", id="stadt-loerrach", username="redaktion", role="editor"
    )
    return "redaktion"


@pytest.fixture(scope="module")
def session(chromium, portal, editor, tmp_path_factory) -> str:
    """Path of the cookies of a browser that is logged in."""
    path = str(tmp_path_factory.mktemp("session") / "state.json")
    context = chromium.new_context(locale="de-DE")
    tab = context.new_page()
    tab.goto(f"{portal.url}/user/login")
    tab.locator("#field-login").fill(editor)
    tab.locator("#field-password").fill(PASSWORD)
    tab.locator("main form button[type=submit]").first.click()
    assert tab.locator(".l-account").is_visible()
    context.storage_state(path=path)
    context.close()
    return path


@pytest.fixture
def tab(chromium, portal, session, watch) -> Iterator[Any]:
    """A tab in which the editor is logged in; nothing may go wrong behind the scenes."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="de-DE", storage_state=session,
        base_url=portal.url,
    )  # fmt: skip
    watched = watch(context.new_page())
    watched.tab.set_default_timeout(20_000)
    yield watched.tab
    context.close()
    assert watched.complaints == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


@pytest.mark.parametrize(("strategy", "title"), FIELDS)
def test_a_dataset_of_each_field_with_mistakes_first(tab, portal, folder, strategy, title):
    tab.goto("/dataset/new")
    tab.locator(f".l-card a[href$='strategy_field={strategy}']").click()
    tab.locator("[data-field=title_translated] summary").click()
    tab.locator("#field-title_translated-fr").fill("Un titre")
    tab.locator("#field-contact-0-name").fill("Fachbereich")
    tab.locator("#field-contact-0-email").fill("keine Adresse")
    tab.get_by_role("button", name="Weiter: Daten hinzufügen").click()

    summary = tab.locator("#errors")
    tab.wait_for_function("document.activeElement?.id === 'errors'")
    assert tab.title().startswith("Fehler:")
    assert "Die deutsche Fassung fehlt" in tab.locator("#field-title_translated-error").inner_text()
    assert "keine E-Mail-Adresse" in tab.locator("#field-contact-0-email-error").inner_text()
    assert tab.locator("#field-contact-0-email").input_value() == "keine Adresse"
    assert tab.locator("#field-contact-0-name").input_value() == "Fachbereich"
    assert tab.locator("#field-title_translated-fr").input_value() == "Un titre"
    if strategy == "mobility":
        tab.screenshot(path=folder / "errors.png", full_page=True)
    summary.get_by_role("link", name=re.compile("E-Mail")).click()
    assert tab.evaluate("document.activeElement.id") == "field-contact-0-email"

    tab.locator("#field-contact-0-email").fill("daten@example.org")
    tab.locator("#field-title_translated-de").fill(title)
    tab.locator("#field-notes_translated-de").fill("Ein Versuch, alles **richtig** zu machen.")
    tab.locator("#field-tags_translated-de").fill("Versuch, Probe")
    tab.get_by_label("enthält keine personenbezogenen Daten").check()
    fill_required(tab)
    tab.get_by_role("button", name="Weiter: Daten hinzufügen").click()

    assert tab.locator("h1").inner_text() == "Daten hinzufügen", tab.locator("#errors").inner_text()
    tab.locator("#field-url").fill("https://example.org/daten.csv")
    tab.locator("#field-name_translated-de").fill("Tabelle")
    tab.locator("#field-licenseAttributionByText").wait_for(state="hidden")
    tab.locator(f"input[name=license][value='{DL_BY}']").check()
    tab.get_by_role("button", name="Veröffentlichen", exact=True).click()
    assert "verlangt einen Text" in tab.locator("#errors").inner_text()
    assert tab.locator("#field-name_translated-de").input_value() == "Tabelle"
    tab.locator("#field-licenseAttributionByText").fill("Stadt Lörrach")
    tab.get_by_role("button", name="Veröffentlichen", exact=True).click()

    assert tab.locator("h1").inner_text().strip() == title
    assert "Nennen Sie die Quelle" in tab.locator("#package-info").inner_text()
    kept = portal.action("package_show", id=tab.url.rsplit("/", 1)[-1])
    assert (kept["state"], kept["private"], kept["strategy_field"]) == ("active", False, strategy)
    assert kept["title_translated"] == {"de": title, "fr": "Un titre"}
    assert kept["resources"][0]["format"] == "CSV"
    portal.action("dataset_purge", id=kept["id"])


def test_lists_are_searched_by_words_and_keys(tab):
    tab.goto("/dataset/new?strategy_field=mobility")
    box = tab.get_by_role("combobox", name=re.compile("Mobilitätsthema"))
    box.fill("parken")
    assert tab.locator(".f-combobox [role=option]:visible").count() >= 1
    box.press("ArrowDown")
    box.press("Enter")
    assert tab.locator("[data-field=mobility_theme] .f-chosen li").count() == 1
    chosen = tab.locator("[data-field=mobility_theme] select").evaluate(
        "one => Array.from(one.selectedOptions, option => option.value)"
    )
    assert len(chosen) == 1
    tab.get_by_role("button", name=re.compile("^Entfernen: .*[Pp]ark")).press("Enter")
    assert tab.locator("[data-field=mobility_theme] .f-chosen li").count() == 0
    box = tab.get_by_role("combobox", name=re.compile("^Aktualisierung"))
    box.fill("DAILY")
    box.press("Enter")
    assert box.input_value() == "täglich"
    box.fill("gibt es nicht")
    box.press("Tab")
    assert box.input_value() == "täglich"


def test_rows_by_keyboard(tab):
    tab.goto("/dataset/new?strategy_field=culture")
    more = tab.locator("[data-rows=contact] > [data-add]")
    more.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "field-contact-1-name"
    assert tab.locator("[data-rows=contact] > [data-row]").count() == 2
    tab.locator("[data-rows=contact] [data-remove]").first.press("Enter")
    assert tab.locator("[data-rows=contact] > [data-row]").count() == 1
    assert more.evaluate("one => one === document.activeElement")


def test_a_place_by_name_and_by_hand(tab, folder):
    tab.goto("/dataset/new?strategy_field=culture")
    tab.locator("#field-spatial_coverage-0-place").select_option("Basel")
    assert tab.locator("#field-spatial_coverage-0-text").input_value() == "Basel"
    assert tab.locator("#field-spatial_coverage-0-centroid-lon").input_value() == "7.5886"
    tab.get_by_role("button", name="Rahmen ziehen").press("Enter")
    sketch = tab.locator("[data-map] svg")
    sketch.scroll_into_view_if_needed()
    at = sketch.bounding_box()
    tab.mouse.move(at["x"] + 100, at["y"] + 100)
    tab.mouse.down()
    tab.mouse.move(at["x"] + 300, at["y"] + 250, steps=4)
    tab.mouse.up()
    west, south, east, north = (
        float(tab.locator(f"#field-spatial_coverage-0-bbox-{side}").input_value())
        for side in ("west", "south", "east", "north")
    )
    assert 7.4 < west < 7.5886 < east < 7.8
    assert 47.4 < south < 47.5596 < north < 47.7
    assert sketch.locator("rect.box").count() == 1
    tab.screenshot(path=folder / "place.png", full_page=True)


def test_the_check_answers_beside_the_fields(tab):
    tab.goto("/dataset/new?strategy_field=culture")
    tab.locator("#field-title_translated-de").fill("Prüfling")
    tab.get_by_role("button", name="Prüfen").click()
    tab.locator("#report meter").first.wait_for()
    assert "von 405 Punkten" in tab.locator("#report").inner_text()
    assert tab.locator("#field-notes_translated-finding .f-finding").count()
    assert tab.locator("#field-title_translated-de").input_value() == "Prüfling"


def test_a_draft_is_kept_and_taken_up(tab, portal):
    tab.goto("/dataset/new?strategy_field=business")
    tab.locator("#field-title_translated-de").fill("Angefangen")
    tab.get_by_role("button", name="Entwurf speichern").click()
    assert "Der Entwurf ist gespeichert" in tab.locator(".flash-messages").inner_text()
    tab.goto("/dashboard/datasets")
    tab.locator("#drafts").get_by_role("link", name="Angefangen").click()
    assert tab.locator("#field-title_translated-de").input_value() == "Angefangen"
    portal.action("dataset_purge", id="angefangen")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("choice", "/dataset/new"),
        ("form", "/dataset/new?strategy_field=mobility"),
        ("errors", "/dataset/new?strategy_field=mobility"),
        ("file", "/dataset/schulen/resource/new"),
        ("dashboard", "/dashboard/datasets"),
    ],
)
def test_axe_finds_no_barrier_and_a_phone_need_not_scroll_sideways(tab, folder, name, path):
    tab.goto(path)
    if name == "errors":
        tab.locator("#field-contact-0-email").fill("x")
        tab.get_by_role("button", name="Weiter: Daten hinzufügen").click()
    tab.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    assert barriers(tab) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.screenshot(path=folder / f"{name}.png", full_page=True)
