"""The files that tables were read from: which are kept for the portal to offer, and which not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.record import BadRecord, Record

NEEDED = "titel: Plätze\nbeschreibung: Plätze je Ortsteil\n"
CSV = "Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;1120\n".encode("cp1252")
PLACES = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "Rathaus"},
     "geometry": {"type": "Point", "coordinates": [7.6614, 47.6154]}}]}).encode()  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def book(states: dict[str, str], hidden_row: bool = False) -> bytes:
    """An XLSX file with the same small table on each sheet; name of the sheet to its state."""
    rows = [("Jahr", "Plätze"), (2023, 41), (2024, 48), (2025, 52)]
    lines = "".join(
        f'<row r="{at}"{" hidden=" + chr(34) + "1" + chr(34) if hidden_row and at == 3 else ""}>'
        + "".join(f'<c r="{letter}{at}" t="inlineStr"><is><t>{one}</t></is></c>' if at == 1
                  else f'<c r="{letter}{at}"><v>{one}</v></c>'
                  for letter, one in zip("AB", row, strict=True)) + "</row>"
        for at, row in enumerate(rows, 1)
    )  # fmt: skip
    sheets, links, parts = "", "", {}
    for at, (name, state) in enumerate(states.items(), 1):
        sheets += f'<sheet name="{name}" sheetId="{at}" r:id="r{at}" state="{state}"/>'
        links += (f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet"'
                  f' Target="worksheets/sheet{at}.xml"/>')  # fmt: skip
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        )
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="d"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return made.getvalue()


ONE, TWO = {"Daten": "visible"}, {"Daten": "visible", "Namen": "visible"}
#: file, its content, what the description says, is it offered?
FILES: dict[str, tuple[str, bytes, str, bool]] = {
    "csv": ("p.csv", CSV, "", True),
    "csv, not wanted": ("p.csv", CSV, "original: nein\n", False),
    "one sheet": ("p.xlsx", book(ONE), "", True),
    "another sheet": ("p.xlsx", book(TWO), "blatt: Daten\n", False),
    "both sheets": ("p.xlsx", book(TWO), "blatt: [Daten, Namen]\n", True),
    "another sheet, wanted": ("p.xlsx", book(TWO), "blatt: Daten\noriginal: ja\n", True),
    "hidden sheet": ("p.xlsx", book({"Daten": "visible", "Namen": "veryHidden"}), "", False),
    "hidden row": ("p.xlsx", book(ONE, hidden_row=True), "", False),
    "places": ("p.geojson", PLACES, "", True),
}


@pytest.mark.parametrize(("name", "content", "words", "offered"), FILES.values(), ids=FILES.keys())
def test_which_files_are_kept(
    zone: Any, feed_in: Any, tmp_path: Path, name: str, content: bytes, words: str, offered: bool
) -> None:
    root = zone({"a/dataset.yaml": NEEDED + words, f"a/{name}": content})
    aside = tmp_path / "aside"
    aside.mkdir()
    feed = feed_in(root, aside=lambda: aside)
    (record,) = harvesters()["dropzone"]().records(feed)
    assert isinstance(record, Record)
    originals = [one.original for one in record.resources]
    assert all(bool(one) is offered for one in originals)
    assert [path.read_bytes() for path in aside.iterdir()] == [content] * offered
    for one in filter(None, originals):
        assert (one.name, Path(one.path).read_bytes()) == (name, content)
    told = [str(one) for one in feed.notices if "original left out" in str(one)]
    assert bool(told) is (not offered and "nein" not in words)
    assert all("„original: ja“ veröffentlicht sie trotzdem" in one for one in told)


def test_nobody_keeps_files_where_nobody_will_offer_them(zone: Any, feed_in: Any) -> None:
    (record,) = harvesters()["dropzone"]().records(
        feed_in(zone({"a/dataset.yaml": NEEDED, "a/p.csv": CSV}))
    )
    assert [one.original for one in record.resources] == [None]


def test_a_word_that_is_neither(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": NEEDED + "original: vielleicht\n", "a/p.csv": CSV})
    (bad,) = harvesters()["dropzone"]().records(feed_in(root))
    assert isinstance(bad, BadRecord)
    assert (bad.field, bad.problem) == ("original", "ja oder nein ist nötig")
