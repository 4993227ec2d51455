"""Fault cases 1 to 9: servers that fail on the way. The run fails, the catalogue stays as it was.

The numbers are those of the project's notes on harvesting, section 6; which test holds which case
stands in tests/unit/harvest/test_fault_cases.py.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckanext.loerrach.harvest import reading, state
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.http import Client, Limits

Make = Callable[..., Any]
Answer = Any
MANY = [f"r{n}" for n in range(3)]
PATH = "/liste.json"
SMALL = Limits(connect=30, read=60, total=60, tries=2, pause=0.01, size=Size(100_000, 200_000))


@pytest.fixture
def fails(source: Make, feeds: Any, portal: Make, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Harvests, lets each of these answers go wrong, and holds the catalogue against before."""

    def limit(limits: Limits) -> None:
        monkeypatch.setattr(reading, "Client", lambda guard: Client(guard, limits))

    def watch(answers: dict[str, tuple[Answer, str]], total: float = SMALL.total) -> None:
        limit(SMALL)
        one = source()
        one.has(*MANY)
        one.run()
        before, known = portal(), state.load(one.id)
        assert sorted(before) == MANY
        limit(replace(SMALL, total=total))
        for name, (answer, sentence) in answers.items():
            feeds.answers[PATH] = answer
            report = one.run()
            assert sentence in str(report.failure), name
            assert not report.changed, name
            assert (portal(), state.load(one.id)) == (before, known), name
        limit(SMALL)
        one.has(*MANY, "r3")
        assert one.run().added == ["r3"]
        assert sorted(portal()) == [*MANY, "r3"]

    return watch


CODINGS = "Expected gzip, deflate or no compression, found"


def page(status: int, body: bytes) -> Answer:
    return status, "text/html", body


def redirect(location: str) -> Answer:
    def answer(visit: Any) -> None:
        visit.send_response(302)
        visit.send_header("Location", location)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    return answer


def packed(encoding: str, body: bytes) -> Answer:
    def answer(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("Content-Encoding", encoding)
        visit.send_header("Content-Length", str(len(body)))
        visit.end_headers()
        visit.wfile.write(body)

    return answer


def sent(announced: int, body: bytes) -> Answer:
    """An answer that announces more than it has, and hangs up."""

    def answer(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("Content-Length", str(announced))
        visit.end_headers()
        visit.wfile.write(body)
        visit.wfile.flush()
        visit.connection.close()

    return answer


def drip(visit: Any) -> None:
    """A byte every fifth of a second, so that no read ever waits too long."""
    visit.send_response(200)
    visit.send_header("Content-Length", "100000")
    visit.end_headers()
    try:
        while True:
            visit.wfile.write(b" ")
            time.sleep(0.2)
    except OSError:
        visit.close_connection = True


def silence(visit: Any) -> None:
    """Nothing, until the other side hangs up."""
    visit.rfile.read(1)
    visit.close_connection = True


def test_01_nobody_listens_and_nobody_knows_the_name(
    source: Make, portal: Make, ckan_config: Any
) -> None:
    one = source()
    one.has(*MANY)
    one.run()
    before = portal()
    ckan_config["ckanext.loerrach.harvest.allowed_hosts"] = ["127.0.0.1:1"]
    for address, sentence in (("http://127.0.0.1:1", "refused"), ("http://x.invalid", "not known")):
        ensure_sources([one.entry], address)
        assert sentence in str(one.run().failure)
        assert portal() == before


def test_02_hangs_and_drips(fails: Make) -> None:
    fails({
        "hangs": (silence, "not complete after 2 seconds"),
        "drips": (drip, "not complete after 2 seconds"),
    }, total=2)  # fmt: skip


def test_03_fails_and_is_busy(fails: Make, feeds: Any) -> None:
    feeds.headers[PATH] = {"Retry-After": "3600"}
    fails({
        "500": (page(500, b""), "The server failed (status 500)"),
        "404": (page(404, b""), "Status 404"),
        "429": (page(429, b""), "try again in 3600 seconds"),
        "503": (page(503, b""), "try again in 3600 seconds"),
    })  # fmt: skip


def test_03_asks_again_before_it_gives_up(source: Make, feeds: Any, titles: Make) -> None:
    one = source()
    one.has(*MANY)
    good, asked = feeds.answers[PATH], len(feeds.asked)

    def once(visit: Any) -> None:
        feeds.answers[PATH] = good
        visit.send_response(503)
        visit.send_header("Retry-After", "0")
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    feeds.answers[PATH] = once
    assert one.run().added == MANY
    assert (len(feeds.asked) - asked, titles()) == (2, MANY)


def test_04_something_else_with_status_200(fails: Make) -> None:
    fails({
        "html": (page(200, b"<h1>Wartung</h1>"), "found a page in HTML"),
        "plain text": (page(200, b"Wartung"), "found something else"),
        "nothing": (page(200, b""), "found"),
    })  # fmt: skip


def test_04_a_ckan_without_success(source: Make, feeds: Any, portal: Make) -> None:
    path = "/api/3/action/package_search"
    resource = {"id": "r", "url": "https://a.de/x.csv", "format": "CSV"}
    record = {"id": "a", "title": "A", "notes": "A", "license_id": "cc-zero",
              "resources": [resource]}  # fmt: skip
    feeds.put(path, {"success": True, "result": {"count": 1, "results": [record]}})
    one = source("nachbar", harvester="ckan", url=feeds.url, licences="records")
    assert one.run().added == ["a"]
    before = portal()
    for answer in (
        {"success": False, "error": {"message": "Not now"}},
        {"success": False, "result": {"count": 0, "results": []}},
        {"success": True, "result": {"count": 0, "results": []}},
        {"success": True}, [], None,
    ):  # fmt: skip
        feeds.put(path, answer)
        assert one.run(full=True).failure is not None
        assert portal() == before


def test_05_ends_before_it_is_complete(fails: Make) -> None:
    half = b'{"records": [{"id": "r0"},'
    whole = b'{"records": [{"id": "r0"}]}'
    fails({
        "truncated": (sent(5000, half), "ended before it was complete"),
        "a whole record less": (sent(5000, whole), "ended before it was complete"),
        "half of gzip": (packed("gzip", gzip.compress(whole)[:-9]), "complete"),
        "hangs up": (None, "The server hung up"),
    })  # fmt: skip


def test_06_leads_to_inner_addresses(fails: Make) -> None:
    inner = [
        "http://169.254.169.254/latest/", "http://10.0.0.1/", "http://localhost/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://0x7f000001/",
        "http://[64:ff9b::a00:1]/", "http://[64:ff9b:1::a00:1]/", "http://[fec0::1]/",
        "http://[::ffff:0:10.0.0.1]/", "http://[fe80::1]/",
    ]  # fmt: skip
    fails({address: (redirect(address), "inner address") for address in inner})


def test_06_leads_to_files_and_other_schemes(fails: Make) -> None:
    others = ["file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/", "data:,x"]
    fails({address: (redirect(address), "Only addresses with http") for address in others})


def test_07_swells(fails: Make) -> None:
    zeros = bytes(10_000_000)
    fails({
        "large": (packed("identity", bytes(300_000)), "larger than 100000 bytes"),
        "gzip": (packed("gzip", gzip.compress(zeros)), "larger than 200000 bytes"),
        "gzip in gzip": (packed("gzip, gzip", gzip.compress(gzip.compress(zeros))), CODINGS),
        "brotli": (packed("br", b"\x5b\xff\xff"), CODINGS),
    })  # fmt: skip


def test_08_a_certificate_that_nobody_signed(
    source: Make, feeds: Any, portal: Make, tmp_path: Path
) -> None:
    one = source()
    one.has(*MANY)
    one.run()
    before, asked = portal(), len(feeds.asked)
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    name = ["-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run(
            [*command, *name, "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    feeds.socket = context.wrap_socket(feeds.socket, server_side=True)
    ensure_sources([one.entry], feeds.url.replace("http:", "https:"))
    assert "certificate of the server is not valid" in str(one.run().failure)
    assert (portal(), len(feeds.asked)) == (before, asked)


@pytest.mark.ckan_config("ckanext.loerrach.harvest.full_every", 3)
def test_09_says_not_modified_although_it_is(source: Make, feeds: Any, titles: Make) -> None:
    one = source()
    one.has("r0")
    feeds.headers[PATH] = {"ETag": '"for ever"'}
    one.run()
    one.has({"id": "r0", "title": "Neu"}, "r1")
    feeds.answer_304.add(PATH)
    assert [one.run().untouched for _ in range(2)] == [True, True]
    assert titles() == ["r0"]
    report = one.run()
    assert (report.added, report.updated, titles()) == (["r1"], ["r0"], ["Neu", "r1"])


def test_09_an_etag_that_never_changes(source: Make, feeds: Any, titles: Make) -> None:
    one = source()
    feeds.headers[PATH] = {"ETag": '"for ever"'}
    one.has("r0")
    one.run()
    one.has({"id": "r0", "title": "Neu"})
    assert one.run().updated == ["r0"]
    assert titles() == ["Neu"]


def test_06_a_source_that_moved_inside(source: Make, feeds: Any, portal: Make) -> None:
    """The address of a source is checked like one that a redirect names."""
    one = source()
    one.has(*MANY)
    one.run()
    before = portal()
    for address in ("http://169.254.169.254/x", "http://[::1]/x", "http://0177.0.0.1/x"):
        ensure_sources([replace(one.entry, url=address, demo=None)])
        assert "inner address" in str(one.run().failure)
        model.Session.rollback()
        assert portal() == before


def test_06_a_name_that_moves_inside(
    source: Make, feeds: Any, portal: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name with a good address and an inner one, or another at each look-up."""
    one = source()
    one.has(*MANY)
    one.run()
    before, asked = portal(), len(feeds.asked)
    address = f"http://daten.example:{feeds.server_port}/liste.json"
    public, inner = "193.197.148.1", "127.0.0.1"
    looked_up: list[str] = []
    for answers in ([[public, inner]], [[inner]], [[public], [inner]]):
        waiting = list(answers)

        def look_up(host: str, port: int, *_: Any, waiting: Any = waiting, **__: Any) -> Any:
            if host != "daten.example":
                return LOOK_UP(host, port, *_, **__)
            looked_up.append(host)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", look_up)
            patch.setattr(reading, "Client", lambda guard: Client(guard, BRIEF))
            ensure_sources([replace(one.entry, url=address, demo=None)])
            assert one.run().failure is not None
        model.Session.rollback()
        assert (portal(), len(feeds.asked)) == (before, asked)
    assert len(looked_up) >= 3


LOOK_UP = socket.getaddrinfo
#: for what nobody answers
BRIEF = replace(SMALL, connect=1, total=3, tries=1)
