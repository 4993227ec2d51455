"""OCPI over several pages, and workbooks and lists that are built to break a reader."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors, xlsx
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.items import items
from ckanext.loerrach.harvesters._core.record import Record

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]


def location(number: int, **more: Any) -> dict[str, Any]:
    connector = {"id": "1", "standard": "IEC_62196_T2", "format": "CABLE", "max_electric_power": 11}
    evse = {"uid": "1", "status": "AVAILABLE", "connectors": [connector]}
    return {
        "id": str(number),
        "city": "Lörrach",
        "address": "Herrenstraße 5",
        "coordinates": {"latitude": "47.6119", "longitude": "7.6611"},
        "evses": [evse, {**evse, "uid": "2", "status": "REMOVED"}],
        **more,
    }


def ids(record: Record) -> list[Any]:
    assert record.resources[0].table is not None
    return [row[0] for row in record.resources[0].table.rows]


def test_pages_by_link_header(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    """By the standard: data, offset and limit, and a Link header up to the last page."""

    def page(visit: Any) -> None:
        number = int(visit.path.rpartition("=")[2]) if "=" in visit.path else 0
        link = f'<{server.url(f"/feed?offset={number + 1}")}>; rel="next"'
        body = json.dumps({"data": [location(number)], "status_code": 1000}).encode()
        more = {"Link": link, "X_Total_Count": "3"} if number < 2 else {"X_Total_Count": "3"}
        visit.answer(body, **more)

    feed = feed_of(b"", "charging")
    server.pages["/feed"] = page
    (record,), bad = harvest(feed)
    assert (ids(record), bad) == (["0", "1", "2"], [])
    table = record.resources[1].table
    assert table is not None
    # the EVSE that was removed is no charge point; watts become kilowatts
    assert list(table.rows[0]) == [
        "0", "1", None, "type2_cable", 0.011, "available", None,
    ]  # fmt: skip
    assert len(table.rows) == 3


def test_pages_that_go_round(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    """The same page for every token, and A, B, C, B: nothing of it counts."""
    for order in ("a", "abcb"):
        pages = iter(order * 50)

        def page(visit: Any, pages: Any = pages) -> None:
            name = next(pages)
            visit.answer(json.dumps({"items": [location(ord(name))], "next": name}).encode())

        feed = feed_of(b"", "charging")
        server.pages["/feed"] = page
        with pytest.raises(errors.WrongContent, match="is an earlier page again"):
            harvest(feed)


def test_fewer_locations_than_announced(feed_of: FeedOf, harvest: Harvest) -> None:
    body = json.dumps({"items": [location(1)], "total_count": 40}).encode()
    with pytest.raises(errors.WrongContent, match="found 1 of 40 locations"):
        harvest(feed_of(body, "charging"))


def test_no_locations(feed_of: FeedOf, harvest: Harvest) -> None:
    with pytest.raises(errors.Empty):
        harvest(feed_of(b'{"items": [], "next": null}', "charging"))


def test_locations_with_faults(
    feed_of: FeedOf, harvest: Harvest, told: Callable[[Feed], set[tuple[str, str]]]
) -> None:
    body = [
        location(1, tariff_zone="neu"),
        location(2, publish=False),
        location(3, id=None),
        location(4, evses=[{"uid": "1", "status": "SLEEPING", "last_updated": "gestern"}]),
        "nichts",
        location(6, coordinates={"latitude": "7.66", "longitude": "47.61"}),
    ]
    feed = feed_of(
        json.dumps(body[:4] + body[5:]).encode(), "charging", settings={"cities": ["Lörrach"]}
    )
    (record,), bad = harvest(feed)
    assert ids(record) == ["1", "4", "6"]
    assert [one.field for one in bad] == ["id"]
    assert told(feed) == {
        ("unknown column", "tariff_zone"),
        ("left out", "2"),
        ("left out", "4: last_updated"),
        ("unknown word", "status: SLEEPING"),
        ("place left out", "6"),
    }
    with pytest.raises(errors.WrongContent, match="neither"):
        harvest(feed_of(json.dumps(body).encode(), "charging"))


# --- Workbooks ------------------------------------------------------------------------------------

HEAD = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
NS = "http://schemas.openxmlformats.org/"


def workbook(sheet: bytes, texts: bytes = b"<sst><si><t>a</t></si></sst>") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f"<workbook xmlns:r='{NS}officeDocument/2006/relationships'><sheets>"
            "<sheet name='h' state='hidden' r:id='x'/><sheet name='s' r:id='y'/></sheets>"
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='x' Target='worksheets/hidden.xml'/>"
            "<Relationship Id='y' Target='/xl/worksheets/sheet1.xml'/></Relationships>",
        )
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        book.writestr("xl/sharedStrings.xml", texts)
    return file.getvalue()


def read(feed: Feed, body: bytes) -> list[tuple[int, dict[int, Any]]]:
    return [(row.number, row.cells) for row in xlsx.rows(feed, feed.url, body)]


def test_cells_of_all_kinds(feed_of: FeedOf) -> None:
    sheet = HEAD + (
        b"<dimension ref='A1:XFD1048576'/><sheetData><row r='2'><c r='A2' t='s'><v>0</v></c>"
        b"<c r='AB2'><v>43841.5</v></c><c t='inlineStr'><is><t>b</t><r><t>c</t></r></is></c>"
        b"<c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c><c t='str'><f>A1</f><v>d</v></c><c/></row>"
        b"<row/><row><c><v>7</v></c></row></sheetData></worksheet>"
    )
    texts = b"<sst><si><r><t>a</t></r><r><t>b</t></r><rPh><t>phonetic</t></rPh></si></sst>"
    found = read(feed_of(b"", "charging"), workbook(sheet, texts))
    assert found == [(2, {0: "ab", 27: 43841.5, 28: "bc", 29: True, 31: "d"}), (4, {0: 7.0})]
    assert xlsx.day(43841.5) == date(2020, 1, 11)
    with pytest.raises(ValueError, match="number of no day"):
        xlsx.day(-1)


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'a'>]>" + HEAD + b"</worksheet>", "without a DTD"),
        (HEAD + b"<row r='9999999'><c><v>1</v></c></row></worksheet>", "at most 1048576 rows"),
        (HEAD + b"<row><c r='ZZZ1'><v>1</v></c></row></worksheet>", "at most 16384 columns"),
        (HEAD + b"<row><c t='s'><v>7</v></c></row></worksheet>", "the cell in row 1, column 1"),
        (HEAD + b"<row><c><v>x</v></c></row></worksheet>", "the cell in row 1, column 1"),
        (HEAD + b"<row>", "XML in xl/worksheets/sheet1.xml"),
    ],
)
def test_workbooks_that_break_readers(feed_of: FeedOf, sheet: bytes, expected: str) -> None:
    with pytest.raises(errors.WrongContent, match=expected):
        read(feed_of(b"", "charging"), workbook(sheet))


def test_half_a_workbook(samples: Path, feed_of: FeedOf, harvest: Harvest) -> None:
    body = (samples / "mobility/charging-bnetza/bnetza.xlsx").read_bytes()
    with pytest.raises(errors.WrongContent, match="a zip file"):
        harvest(feed_of(body[: len(body) // 2], "charging"))


# --- Long lists -----------------------------------------------------------------------------------


def test_items_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckanext.loerrach.harvesters._core.items.CHUNK", 3)
    body = '\ufeff{"a": {"b": 1}, "list" : [ {"x": "ä,]"}, 123456, [1, 2] , "]"], "c": 2}'.encode()
    assert list(items("u", io.BytesIO(body), "list")) == [{"x": "ä,]"}, 123456, [1, 2], "]"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"list": [',
        b'{"list": [{"a": 1}',
        b'{"list": [{"a": 1} {"a": 2}]}',
        b'{"list": [NaN]}',
        b'{"list": [{"a": "\xff"}]}',
        b'{"list": [' + b"[" * 100_000,
    ],
)
def test_lists_that_break_readers(body: bytes) -> None:
    with pytest.raises(errors.WrongContent):
        list(items("https://a.example", io.BytesIO(body), "list"))


def test_an_empty_list() -> None:
    with pytest.raises(errors.Empty):
        list(items("https://a.example", io.BytesIO(b'{"list": []}'), "list"))
