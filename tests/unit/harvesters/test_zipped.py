"""Zip files that harm, and answers that are too large for memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.zipped import Unzip, Zipped

HERE = "http://example.org/feed.zip"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def test_files_and_lines() -> None:
    body = "\ufeffa,b\r\n1,\u2028\n2".encode()
    archive = Zipped(HERE, zipped(("notes/", b""), ("a.txt", body), ("b.txt", b"")))
    assert archive.names == ["a.txt", "b.txt"]
    assert list(archive.lines("a.txt")) == ["a,b\r\n", "1,\u2028\n", "2"]
    assert list(archive.lines("b.txt")) == []
    assert archive.read("a.txt") == body
    assert archive.made("a.txt") == (1980, 1, 1) or archive.made("a.txt")[0] > 2020


def test_bytes_that_are_no_text() -> None:
    archive = Zipped(HERE, zipped(("a.txt", "Lörrach\nBasel".encode("latin-1"))))
    assert list(archive.lines("a.txt")) == ["L\ufffdrrach\n", "Basel"]


def test_names_that_lead_elsewhere() -> None:
    for name in ("../stops.txt", "/etc/passwd", "a/../../b", "C:stops.txt", "a\\b.txt"):
        with pytest.raises(errors.WrongContent, match="plain names"):
            Zipped(HERE, zipped((name, b"")))


def test_what_is_no_zip_file_that_we_read() -> None:
    whole = zipped(("a.txt", b"1" * 999), ("b.txt", b"2"))
    cases: list[tuple[bytes, str]] = [
        (b"", "zip file"),
        (b"<html>", "zip file"),
        (whole[: len(whole) // 2], "zip file"),
        (zipped(("a.txt", b""), method=zipfile.ZIP_BZIP2), "stored or deflated"),
        (whole.replace(b"b.txt", b"a.txt"), "once"),
        # the flag of encryption in the central directory
        (
            whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
            "pass",
        ),
    ]
    for body, words in cases:
        with pytest.raises(errors.WrongContent, match=words):
            Zipped(HERE, body)


def test_a_damaged_file() -> None:
    whole = zipped(("a.txt", b"Haltestelle"), method=zipfile.ZIP_STORED)
    archive = Zipped(HERE, whole.replace(b"Haltestelle", b"Haltestellf"))
    with pytest.raises(errors.Broken, match=r"a\.txt in the zip file is damaged"):
        archive.read("a.txt")


def test_bombs() -> None:
    body = zipped(("a.txt", bytes(900)), ("b.txt", bytes(900)))
    with pytest.raises(errors.WrongContent, match="at most 1 files"):
        Zipped(HERE, body, Unzip(members=1))
    archive = Zipped(HERE, body, Unzip(inflated=1000))
    archive.read("a.txt")
    with pytest.raises(errors.TooLarge):
        archive.read("b.txt")
    endless = Zipped(HERE, zipped(("a.txt", b"x" * 900_000)), Unzip(line=300_000))
    with pytest.raises(errors.WrongContent, match="does not end"):
        list(endless.lines("a.txt"))


def test_an_answer_goes_to_a_file(feed_of: Callable[..., Feed], server: Any) -> None:
    body = bytes(range(256)) * 4000
    feed = feed_of(body, "parking")
    answer, file = feed.download(megabytes=1, seconds=5)
    with file:
        assert file.read() == body
    assert answer.body == b""
    # the client of the tests takes 200,000 bytes into memory
    with pytest.raises(errors.TooLarge):
        feed.get()
    again = feed_of(body, "parking", last=feed.seen)
    with pytest.raises(errors.Unchanged):
        again.download(megabytes=1, seconds=5)
    with pytest.raises(errors.TooLarge):
        feed_of(body + body, "parking").download(megabytes=1, seconds=5)


def test_a_second_try_begins_anew(feed_of: Callable[..., Feed], server: Any) -> None:
    feed = feed_of(b"", "parking")
    tries = []

    def page(visit: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            visit.send_response(200)
            visit.send_header("content-length", "9")
            visit.end_headers()
            visit.wfile.write(b"half")
            visit.hang_up()
        else:
            visit.answer(b"whole")

    server.pages["/feed"] = page
    answer, file = feed.download(megabytes=1, seconds=5)
    with file:
        assert file.read() == b"whole"
    assert len(tries) == 2
    assert answer.validators.digest
