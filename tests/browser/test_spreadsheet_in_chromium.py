"""From a spreadsheet to a published dataset: the way that docs/abteilungen.md describes.

With LOERRACH_PICTURES=FOLDER the pictures of that page are left there, see bin/pictures.
"""

from __future__ import annotations

import csv
import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow.parquet
import pytest
from hands import barriers, fill_required, log_in

PASSWORD = "Kita-Plaetze-79539"
CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"
PICTURES = os.environ.get("LOERRACH_PICTURES", "")
#: seconds in which the worker has done with a small file, on a busy machine
PATIENCE = 180
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACK = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

HEADINGS = ["Stadtteil", "Stichtag", "Plätze", "belegt", "Warteliste", "Jahresbeitrag"]
#: invented, as the first line of the sheet says
PLACES: list[tuple[str, int, int, int | str, str]] = [
    ("Innenstadt", 420, 401, 12, "1.320"), ("Brombach", 260, 248, 17, "1.250"),
    ("Haagen", 150, 150, "k. A.", "1.250"), ("Hauingen", 110, 97, 13, "1.180"),
    ("Stetten", 210, 205, 19, "1.320"), ("Tumringen", 95, 88, 14, "1.250"),
    ("Tüllingen", 25, 25, 11, "k. A."),
]  # fmt: skip


def sheet(day: str, babies: bool = False, haagen: int | str = "k. A.") -> list[list[Any]]:
    """What the department sends each month; later with one column more, and with a small count."""
    rows: list[list[Any]] = [
        [name, day, places, taken, haagen if name == "Haagen" else waiting, fee]
        for name, places, taken, waiting, fee in PLACES
    ]
    head = list(HEADINGS)
    if babies:
        head.insert(3, "davon unter 3 Jahren")
        rows = [[*row[:3], row[2] // 5, *row[3:]] for row in rows]
    total = ["Insgesamt", "", sum(row[2] for row in rows)]
    return [
        ["Kinderbetreuung in Lörrach (Beispiel mit erfundenen Zahlen)"], [f"Stand: {day}"], [],
        head, *rows, total, [], ["k. A.: keine Angabe"],
    ]  # fmt: skip


def xlsx(rows: list[list[Any]]) -> bytes:
    """A workbook with one sheet, as spreadsheet programs write them (ECMA-376)."""
    lines = "".join(
        f'<row r="{at}">{"".join(cell(at, x, value) for x, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACK}/content-types"/>',
        "_rels/.rels": relations(f'Id="d" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"'),
        "xl/_rels/workbook.xml.rels": relations(
            f'Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Kitas" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">'
        f"<sheetData>{lines}</sheetData></worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return target.getvalue()


def relations(one: str) -> str:
    return f'<Relationships xmlns="{PACK}/relationships"><Relationship {one}/></Relationships>'


def cell(row: int, column: int, value: Any) -> str:
    at = f'r="{chr(65 + column)}{row}"'
    if isinstance(value, str):
        return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c {at}><v>{value}</v></c>"


@pytest.fixture
def tab(chromium, portal, watch) -> Iterator[Any]:
    """Somebody of the department, at a desk; nothing may go wrong behind the scenes."""
    portal.action("user_create", name="jugend", email="jugend@example.org", password=PASSWORD)
    portal.action(
        "organization_member_create", id="stadt-loerrach", username="jugend", role="editor"
    )
    context = chromium.new_context(
        viewport={"width": 960, "height": 720}, locale="de-DE", base_url=portal.url
    )
    watched = watch(context.new_page())
    watched.tab.set_default_timeout(30_000)
    yield watched.tab
    context.close()
    assert watched.complaints == []


@pytest.fixture
def picture(tab) -> Callable[[str, str], None]:
    """Leave a picture of the screen with something at its top, if pictures are wanted."""

    def take(name: str, top: str) -> None:
        if PICTURES:
            tab.wait_for_load_state("networkidle")
            tab.locator(top).first.evaluate("one => one.scrollIntoView({behavior: 'instant'})")
            tab.screenshot(path=Path(PICTURES) / f"abteilung-{name}.png")

    return take


def upload(content: bytes, month: str) -> dict[str, Any]:
    """A file as the browser takes it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": f"kitas-{month}.xlsx", "mimeType": kind, "buffer": content}


def press(tab: Any, name: str) -> None:
    """A button, and wait for the page to which it leads."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=name, exact=True).click()


def settled(tab: Any) -> None:
    """Wait for the worker: the page says so by itself, or has been drawn after it."""
    show = tab.locator("[data-deposit] a.btn-primary")
    there = tab.locator("#correction")
    show.or_(there).first.wait_for(timeout=PATIENCE * 1000, state="attached")
    if not there.count():
        assert show.inner_text() == "Ergebnis zeigen"
        show.click()
        there.wait_for(state="attached")


def records(portal: Any, id: str) -> list[list[Any]]:
    found = portal.action("datastore_search", resource_id=id, sort="_id")["records"]
    return [list(one.values())[1:] for one in found]


def download(tab: Any, title: str) -> bytes:
    """A file of the table, as soon as it has been made of the rows that are there."""
    files = tab.locator("[aria-labelledby=table-files]")
    link = files.get_by_role("link", name=title)
    old = files.get_by_text("Neue Dateien sind bald da")
    end = time.monotonic() + PATIENCE
    while (old.count() or not link.count()) and time.monotonic() < end:
        time.sleep(1)
        tab.reload()
    with tab.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def test_from_a_spreadsheet_to_a_published_dataset(tab, portal, picture):
    log_in(tab, "jugend", PASSWORD)

    # 1 describe
    tab.goto("/dataset/new")
    picture("feld", "main h1")
    tab.locator(".l-card a[href$='strategy_field=youth-education']").click()
    tab.locator("#field-title_translated-de").fill("Plätze in Kindertagesstätten")
    tab.locator("#field-notes_translated-de").fill("Plätze und Beiträge je Stadtteil.")
    tab.locator("#field-tags_translated-de").fill("Kinder, Betreuung")
    tab.locator("#field-contact-0-name").fill("Fachbereich Jugend")
    tab.locator("#field-contact-0-email").fill("jugend@example.org")
    tab.get_by_label("enthält keine personenbezogenen Daten").check()
    fill_required(tab)
    press(tab, "Weiter: Daten hinzufügen")

    # 2 the spreadsheet as it is
    tab.locator("#field-upload").set_input_files(upload(xlsx(sheet("31.10.2026")), "oktober"))
    tab.locator("#field-name_translated-de").fill("Plätze und Beiträge")
    tab.locator(f"input[name=license][value='{CC_ZERO}']").check()
    picture("datei", "main h1")
    press(tab, "Veröffentlichen")
    assert tab.locator("h1").inner_text().strip() == "Plätze in Kindertagesstätten"
    dataset = tab.url.rsplit("/", 1)[-1]
    with tab.expect_navigation():
        tab.get_by_role("link", name="Plätze und Beiträge").first.click()
    id = tab.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    page = f"/dataset/{dataset}/resource/{id}"

    # 3 what was understood
    settled(tab)
    told = tab.locator("[aria-labelledby=deposit]").inner_text()
    assert "7 Zeilen, 6 Spalten" in told
    assert "Die Überschriften stehen in Zeile 4" in told
    assert "Summen am Ende bleiben weg (1): Insgesamt 1270" in told
    assert "„Jahresbeitrag“ bleibt Text" in told
    picture("verstanden", "#deposit")
    assert barriers(tab) == []

    # 4 correct a type and a unit, with a mistake first
    tab.locator("#correction > summary").click()
    fee = tab.get_by_role("group", name="Spalte 6: Jahresbeitrag")
    assert not fee.get_by_label("Zahlen sind geschrieben wie").is_visible()
    fee.get_by_label("Art", exact=True).select_option("Ganze Zahl")
    fee.get_by_label("Zahlen sind geschrieben wie").select_option("1.234,5")
    fee.get_by_label("Einheit").fill("EUR")
    picture("korrigieren", "fieldset:has(#correct-kind-5)")
    fee.get_by_label("Name für Programme").fill("_beitrag")
    quarter = tab.get_by_role("group", name="Spalte 1: Stadtteil")
    quarter.get_by_label("Teil des Schlüssels").check()
    press(tab, "Speichern und neu lesen")
    tab.wait_for_function("document.activeElement?.id === 'errors'")
    assert "kann keine Spalte heißen" in tab.locator("#correct-name-5-error").inner_text()
    assert fee.get_by_label("Einheit").input_value() == "EUR"
    assert barriers(tab) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.set_viewport_size({"width": 960, "height": 720})
    fee.get_by_label("Name für Programme").fill("jahresbeitrag")
    press(tab, "Speichern und neu lesen")
    settled(tab)
    fees = [1320, 1250, 1250, 1180, 1320, 1250, None]
    assert [one[6] for one in records(portal, id)] == fees

    # 5 what everybody gets
    rows = list(csv.reader(io.StringIO(download(tab, "CSV").decode("utf-8-sig"))))
    picture("tabelle", "#table-files")
    assert len(rows) == 8
    (haagen,) = (row for row in rows if row[0] == "Haagen")
    assert haagen[1:6] == ["2026-10-31", "150", "150", "", "k. A."]
    parquet = pyarrow.parquet.read_table(io.BytesIO(download(tab, "Parquet")))
    assert sorted(filter(None, parquet.column("jahresbeitrag").to_pylist())) == sorted(fees[:-1])

    # 6 next month
    deliver(tab, page, xlsx(sheet("30.11.2026")), "november")
    settled(tab)
    assert {one[1] for one in records(portal, id)} == {"2026-11-30"}
    assert [one[6] for one in records(portal, id)] == fees

    # 7 another layout stops, until somebody says that it is right
    deliver(tab, page, xlsx(sheet("31.12.2026", babies=True)), "dezember")
    settled(tab)
    assert "Neu ist die Spalte „davon unter 3 Jahren“" in tab.get_by_role("alert").inner_text()
    assert {one[1] for one in records(portal, id)} == {"2026-11-30"}
    assert barriers(tab) == []
    picture("aufbau", "#compared")
    press(tab, "Neuen Aufbau übernehmen")
    settled(tab)
    assert records(portal, id) == [
        [name, "2026-12-31", places, places // 5, taken, *asked(waiting), *asked(fee)]
        for name, places, taken, waiting, fee in PLACES
    ]

    # 8 small counts hold a file back, until somebody has looked
    tab.get_by_label("Zahlen melden, die kleiner sind als").fill("4")
    press(tab, "Speichern")
    deliver(tab, page, xlsx(sheet("31.01.2027", babies=True, haagen=2)), "januar")
    settled(tab)
    assert "„Warteliste“: 1 unter 4" in tab.locator("[aria-labelledby=deposit]").inner_text()
    assert {one[1] for one in records(portal, id)} == {"2026-12-31"}
    assert barriers(tab) == []
    picture("kleine-zahlen", "#deposit")
    press(tab, "Trotzdem veröffentlichen")
    settled(tab)
    assert records(portal, id)[2] == ["Haagen", "2027-01-31", 150, 30, 150, 2, None, 1250, None]
    portal.action("dataset_purge", id=dataset)


def asked(value: int | str) -> list[Any]:
    """A value with the column of signs beside it."""
    return [None, value] if value == "k. A." else [int(str(value).replace(".", "")), None]


def deliver(tab: Any, page: str, content: bytes, month: str) -> None:
    """Another file in place of the one that is there."""
    tab.goto(f"{page}/edit")
    tab.locator("#field-upload").set_input_files(upload(content, month))
    press(tab, "Änderungen speichern")
    tab.goto(page)
