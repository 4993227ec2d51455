"""Bodies: within limits, inflated, complete or not at all."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.http import Client

Fault = Callable[..., str]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
    ],
)
def test_compressed_bodies_are_inflated(
    server: Any, client: Client, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = b"parking " * 20_000
    url = server.page("/", pack(body), content_encoding=encoding)
    assert client.get(url).body == body


def test_a_body_that_is_announced_too_large(server: Any, client: Client, fault: Fault) -> None:
    server.pages["/"] = lambda visit: visit.answer(b"", content_length="1000000000")
    assert "larger than 200000 bytes" in fault(client, server.url(), errors.TooLarge)


def test_a_length_that_is_no_number(server: Any, client: Client) -> None:
    """It says nothing, so that the body counts; Python calls "²" a digit."""

    def page(visit: Any) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Length: ²\r\nConnection: close\r\n\r\n"
        visit.wfile.write(head.encode("latin-1") + b"data")
        visit.hang_up()

    server.pages["/"] = page
    assert client.get(server.url()).body == b"data"


def test_a_body_without_end(server: Any, client: Client, fault: Fault) -> None:
    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.end_headers()
        visit.drip(itertools.repeat(bytes(10_000)), 0)

    server.pages["/"] = page
    fault(client, server.url(), errors.TooLarge)


def test_a_body_that_swells(server: Any, client: Client, bomb: bytes, fault: Fault) -> None:
    assert len(bomb) < 20_000
    url = server.page("/", bomb, content_encoding="gzip")
    assert "larger than 500000 bytes" in fault(client, url, errors.TooLarge)


def test_a_body_shorter_than_announced(server: Any, client: Client, fault: Fault) -> None:
    def page(visit: Any) -> None:
        visit.answer(b'{"lots": [', content_length="500")
        visit.hang_up()

    server.pages["/"] = page
    assert "before it was complete" in fault(client, server.url(), errors.Broken)
    assert len(server.visits) == 3


def test_chunks_that_break_off(server: Any, client: Client, fault: Fault) -> None:
    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("transfer-encoding", "chunked")
        visit.end_headers()
        visit.wfile.write(b"5\r\nhello\r\n5\r\nwo")
        visit.hang_up()

    server.pages["/"] = page
    fault(client, server.url(), errors.Broken)


def test_gzip_that_breaks_off(server: Any, client: Client, fault: Fault) -> None:
    url = server.page("/", gzip.compress(b"parking" * 100)[:-12], content_encoding="gzip")
    assert "compressed answer ended" in fault(client, url, errors.Broken)


def test_gzip_that_is_none(server: Any, client: Client, fault: Fault) -> None:
    url = server.page("/", b"<html>sorry</html>", content_encoding="gzip")
    fault(client, url, errors.WrongContent)


def test_a_compression_that_nobody_asked_for(server: Any, client: Client, fault: Fault) -> None:
    url = server.page("/", b"...", content_encoding="br")
    assert "found 'br'" in fault(client, url, errors.WrongContent)


def test_a_connection_that_is_reset(server: Any, client: Client, fault: Fault) -> None:
    server.pages["/"] = lambda visit: visit.hang_up()
    assert "hung up without an answer" in fault(client, server.url(), errors.Unreachable)
