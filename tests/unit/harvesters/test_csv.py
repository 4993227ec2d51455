"""CSV of the wire: encodings, delimiters and headers found, and what becomes of broken tables."""

from __future__ import annotations

import csv as stdlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import csv, errors
from ckanext.loerrach.harvesters._core.csv import Layout, Row, Sheet
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord

FeedOf = Callable[..., Feed]
TABLE = "Straße;Plätze\r\nTumringer Straße;31\r\nBäckergässle;7\r\n"
ROWS = [
    Row(2, {"Straße": "Tumringer Straße", "Plätze": "31"}),
    Row(3, {"Straße": "Bäckergässle", "Plätze": "7"}),
]


@pytest.fixture
def read(feed_of: FeedOf) -> Callable[..., tuple[Feed, Sheet]]:
    """The table of a body, and the feed that it came by."""

    def make(body: bytes | str, **layout: Any) -> tuple[Feed, Sheet]:
        feed = feed_of(body if isinstance(body, bytes) else body.encode(), "parking")
        return feed, csv.read(feed, feed.get(), Layout(**layout))

    return make


Read = Callable[..., tuple[Feed, Sheet]]


def test_every_encoding_gives_the_same_rows(read: Read) -> None:
    for encoding in (
        "utf-8",
        "utf-8-sig",
        "cp1252",
        "iso-8859-1",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
    ):
        feed, sheet = read(TABLE.encode(encoding))
        assert (list(sheet.rows), feed.notices) == (ROWS, []), encoding
    assert list(read(TABLE.encode("cp437"), encoding="cp437")[1].rows) == ROWS


def test_bytes_are_believed_before_the_server(server: Any, feed_of: FeedOf) -> None:
    for name in ("iso-8859-1", "utf-8", "windows-1252", "no-such-thing"):
        for encoding in ("utf-8", "cp1252"):
            feed = feed_of(b"", "parking")
            server.page("/feed", TABLE.encode(encoding), content_type=f"text/csv;charset={name}")
            assert list(csv.read(feed, feed.get(), Layout()).rows) == ROWS


def test_single_damaged_bytes_do_not_spoil_the_rest(read: Read) -> None:
    feed, sheet = read(TABLE.encode().replace("gä".encode(), b"g\xe4"))
    assert [row.cells["Straße"] for row in sheet.rows if isinstance(row, Row)] == [
        "Tumringer Straße",
        "Bäckerg\ufffdssle",
    ]
    assert [str(notice) for notice in feed.notices] == [
        "repaired 'encoding': 1 bytes are no UTF-8 like the rest; read as \ufffd"
    ]


def test_delimiters_are_found(read: Read) -> None:
    for delimiter in ";,\t|":
        text = TABLE.replace(";", delimiter)
        _, sheet = read(text)
        assert (sheet.delimiter, list(sheet.rows)) == (delimiter, ROWS)
        _, sheet = read(text, needs=["Plätze"])
        assert (sheet.delimiter, list(sheet.rows)) == (delimiter, ROWS)
        with pytest.raises(errors.WrongContent, match="with the columns 'Plätze'"):
            read(text, needs=["Plätze"], delimiter="|" if delimiter != "|" else ";")


def test_commas_in_cells_are_no_delimiters(read: Read) -> None:
    text = 'a;b\n1,5;"LINESTRING (7,6 47,6, 7,7 47,6)"\n2,5;"x;y, ""z""\nw"\n'
    _, sheet = read(text)
    assert [row.cells for row in sheet.rows if isinstance(row, Row)] == [
        {"a": "1,5", "b": "LINESTRING (7,6 47,6, 7,7 47,6)"},
        {"a": "2,5", "b": 'x;y, "z"\nw'},
    ]


def test_a_header_after_a_preamble(read: Read) -> None:
    text = "Parkplätze;;\n\nStand: 1.11.2026\nName ;Plätze;\nMeeraner Platz;40;\n\nBahnhof;50;\n"
    _, sheet = read(text, needs=["Name"])
    assert list(sheet.rows) == [
        Row(5, {"Name": "Meeraner Platz", "Plätze": "40"}),
        Row(7, {"Name": "Bahnhof", "Plätze": "50"}),
    ]
    assert list(read("7;8\n", names=["x", "y"])[1].rows) == [Row(1, {"x": "7", "y": "8"})]


def test_odd_headers(read: Read) -> None:
    feed, sheet = read("a,,a,a,\n1,2,3,4,\n")
    assert list(sheet.rows) == [Row(2, {"a": "1", "column 2": "2", "a (2)": "3", "a (3)": "4"})]
    assert [notice.message for notice in feed.notices] == [
        "stands there twice, read as 'a (2)'",
        "stands there twice, read as 'a (3)'",
    ]


def test_bad_rows_are_told_and_the_others_read(read: Read) -> None:
    _, sheet = read("a,b\n1\n1,2,3\n1,\0\n1,2,,\n3,4")
    assert list(sheet.rows) == [
        BadRecord("line 2", "row", "1", "1 cells under 2 columns"),
        BadRecord("line 3", "row", "1 | 2 | 3", "3 cells under 2 columns"),
        BadRecord("line 4", "row", "1 | ?", "holds a NUL"),
        Row(5, {"a": "1", "b": "2"}),
        Row(6, {"a": "3", "b": "4"}),
    ]


def test_a_limit_that_others_raise_still_holds(read: Read) -> None:
    before = stdlib.field_size_limit(10**9)
    try:
        with pytest.raises(errors.WrongContent, match="in line 2: field larger than field limit"):
            list(read(b'a,b\n1,"' + b"x" * 150_000 + b'"\n')[1].rows)
    finally:
        stdlib.field_size_limit(before)


def test_what_is_no_table(read: Read) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", "a,b\n1,2\n")
    for body, found in (
        (b"", "an empty answer"),
        (b" \r\n\r\n", "an empty answer"),
        (b"<!DOCTYPE html><html><title>Wartung</title></html>", "a page in HTML or XML"),
        ("\ufeff<?xml version='1.0'?><x/>".encode(), "a page in HTML or XML"),
        (b'{"error": 1}', "JSON"),
        (b"[" * 50_000, "JSON"),
        (archive.getvalue(), "other bytes|a zip file"),
        (b"\x00\xff" * 100, "other bytes"),
        (bytes(range(256)) * 20, "other bytes"),
        (TABLE.encode()[:-9], "half a letter"),
        (b'a,b\n1,"2\n3,4\n', "one that ends within quotes"),
        (b"a,b\n1,2\n3", "one that ends in the middle of a row"),
        (b'a,b\n1,"' + b"x" * 150_000 + b'"\n', "in line 2: field larger than field limit"),
        (b"," * 600 + b"x\n1\n", "at most 500 columns, found 601"),
    ):
        with pytest.raises(errors.WrongContent, match=found):
            list(read(body)[1].rows)
    with pytest.raises(errors.Empty):
        list(read("a,b\n")[1].rows)
    with pytest.raises(errors.WrongContent, match="at most 2 rows, found more"):
        list(read("a,b\n1,2\n1,2\n1,2\n", rows=2)[1].rows)
    with pytest.raises(errors.WrongContent, match="text in utf-8, found other bytes"):
        read(TABLE.encode("cp1252"), encoding="utf-8")
