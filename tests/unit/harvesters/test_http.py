"""The guarded client against a server that misbehaves: each promise of _core/http has its fault."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.dial import Guard, is_public
from ckanext.loerrach.harvesters._core.explain import retry_after
from ckanext.loerrach.harvesters._core.http import Client

MakeClient = Callable[..., Client]


def fault(client: Client, url: str, kind: type[errors.FeedError]) -> str:
    """Ask, expect exactly that error, and give its sentence."""
    with pytest.raises(errors.FeedError) as caught:
        client.get(url)
    assert type(caught.value) is kind, caught.value
    sentence = str(caught.value)
    assert sentence.endswith(").")
    assert "\n" not in sentence
    return sentence


# --- what works -----------------------------------------------------------------------------------


def test_an_answer_is_complete_and_knows_its_validators(server: Any, client: Client) -> None:
    url = server.page("/", b'{"a": 1}', content_type="application/json; charset=utf-8", etag='"7"')
    answer = client.get(url)
    assert answer.json() == {"a": 1}
    assert (answer.mimetype, answer.charset, answer.url) == ("application/json", "utf-8", url)
    assert answer.validators.etag == '"7"'
    assert len(answer.validators.digest) == 32


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


def test_redirects_are_followed(server: Any, client: Client) -> None:
    target = server.page("/new", b"[]")
    server.page("/old", b"", status=301, location="/new")
    assert client.get(server.url("/old")).url == target


def test_no_proxy_and_no_netrc_of_the_environment(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert client.get(server.page("/", b"direct")).body == b"direct"


def test_cookies_are_not_kept(server: Any, client: Client) -> None:
    url = server.page("/", b"", set_cookie="who=you; Path=/")
    client.get(url)
    client.get(url)
    assert [headers.get("Cookie") for _, headers in server.visits] == [None, None]


# --- where a harvester may go ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fd00:ec2::254",
    ],
)  # fmt: skip
def test_inner_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["193.197.148.1", "2001:67c:2e8::1", "64:ff9b::c1c5:9401"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "127.1"],
)
def test_no_spelling_of_this_machine_is_asked(server: Any, client: Client, host: str) -> None:
    # the server listens, and the client may ask it as 127.0.0.1:port, but in no other words
    port = server.server_address[1] if host != "127.0.0.1" else 1
    assert "inner address" in fault(client, f"http://{host}:{port}/", errors.NotAllowed)
    assert server.visits == []


def test_a_redirect_to_an_inner_address_is_not_followed(
    server: Any, other_server: Any, client: Client
) -> None:
    server.page("/", b"", status=302, location=other_server.page("/secret", b"secret"))
    assert "inner address 127.0.0.1" in fault(client, server.url(), errors.NotAllowed)
    assert other_server.visits == []


def test_a_name_that_changes_its_mind_is_checked_each_time(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what counts is the address that the connection goes to."""

    def inner(host: str, port: int, **_: Any) -> list[Any]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("193.197.148.1", port))
        return [public, (*public[:4], ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", inner)
    url = f"http://daten.example:{server.server_address[1]}/"
    assert "daten.example leads to the inner address" in fault(client, url, errors.NotAllowed)
    assert server.visits == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/x",
        "http://", "http:///x", "http://user:secret@example.org/", "http://example.org:99999/",
        "http://[::1/", "javascript:alert(1)", "", "http://exa mple.org/", "http://..example.org/",
    ],
)  # fmt: skip
def test_addresses_that_are_none(client: Client, url: str) -> None:
    with pytest.raises(errors.FeedError) as caught:
        client.get(url)
    assert isinstance(caught.value, (errors.NotAllowed, errors.Unreachable))


def test_redirects_to_other_schemes_are_not_followed(server: Any, client: Client) -> None:
    server.page("/", b"", status=302, location="file:///etc/passwd")
    assert "Only addresses with http" in fault(client, server.url(), errors.NotAllowed)


def test_redirect_loops_end(server: Any, client: Client) -> None:
    server.page("/a", b"", status=302, location="/b")
    server.page("/b", b"", status=302, location="/a")
    assert "More than 3 redirects" in fault(client, server.url("/a"), errors.NotAllowed)
    assert len(server.visits) == 4


def test_keys_do_not_travel_to_another_server(
    server: Any, other_server: Any, make_client: MakeClient
) -> None:
    server.page("/", b"", status=302, location=other_server.page("/", b"ok"))
    client = make_client(inner=(other_server.host,))
    client.get(server.url(), {"X-Api-Key": "secret", "Accept": "text/csv"})
    assert server.visits[0][1]["X-Api-Key"] == "secret"
    assert "X-Api-Key" not in other_server.visits[0][1]
    assert other_server.visits[0][1]["Accept"] == "text/csv"


# --- time -----------------------------------------------------------------------------------------


def test_a_refused_connection(make_client: MakeClient) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
    client = make_client(inner=(host,))
    assert "Connection refused" in fault(client, f"http://{host}/", errors.Unreachable)


def test_an_unknown_name(client: Client) -> None:
    assert "not known" in fault(client, "http://kein-name.invalid/", errors.Unreachable)


def test_a_server_that_never_answers(server: Any, make_client: MakeClient) -> None:
    silence = threading.Event()
    server.pages["/"] = lambda visit: silence.wait(30)
    client = make_client(read=0.2, tries=1)
    assert "did not answer in time" in fault(client, server.url(), errors.Unreachable)
    silence.set()


def test_a_body_that_drips(server: Any, make_client: MakeClient) -> None:
    """Each byte comes in time, but the whole would take forever."""

    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("content-length", "100000")
        visit.end_headers()
        visit.drip(itertools.repeat(b"x"), 0.05)

    server.pages["/"] = page
    assert "after 0.5 seconds" in fault(make_client(total=0.5), server.url(), errors.TooSlow)


def test_headers_that_drip(server: Any, make_client: MakeClient) -> None:
    lines = itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X"))
    server.pages["/"] = lambda visit: visit.drip(lines, 0.05)
    fault(make_client(total=0.5), server.url(), errors.TooSlow)


def test_a_redirect_after_the_deadline(server: Any, make_client: MakeClient) -> None:
    """A server that sends on and on, each time just in time."""

    def page(visit: Any) -> None:
        time.sleep(0.2)
        visit.answer(b"", 302, location=f"/{len(server.visits)}")

    server.pages = defaultdict(lambda: page)
    fault(make_client(total=0.5, redirects=1000), server.url(), errors.TooSlow)
    assert len(server.visits) < 10


def test_names_with_many_dead_addresses(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them together get the time of one."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        dead = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)] * 500
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: dead)
        host = f"tot.example:{address[1]}"
        client = make_client(inner=(host,), connect=0.3, tries=1)
        assert "in time" in fault(client, f"http://{host}/", errors.Unreachable)
        for one in waiting:
            one.close()


def test_headers_without_end(server: Any, client: Client) -> None:
    lines = itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-Y: z\r\n" * 100))
    server.pages["/"] = lambda visit: visit.drip(lines, 0)
    fault(client, server.url(), errors.Unreachable)


# --- size -----------------------------------------------------------------------------------------


def test_a_body_that_is_announced_too_large(server: Any, client: Client) -> None:
    server.pages["/"] = lambda visit: visit.answer(b"", content_length="1000000000")
    assert "larger than 200000 bytes" in fault(client, server.url(), errors.TooLarge)


def test_a_body_without_end(server: Any, client: Client) -> None:
    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.end_headers()
        visit.drip(itertools.repeat(bytes(10_000)), 0)

    server.pages["/"] = page
    fault(client, server.url(), errors.TooLarge)


def test_a_body_that_swells(server: Any, client: Client, bomb: bytes) -> None:
    assert len(bomb) < 20_000
    url = server.page("/", bomb, content_encoding="gzip")
    assert "larger than 500000 bytes" in fault(client, url, errors.TooLarge)


# --- wholeness ------------------------------------------------------------------------------------


def test_a_body_shorter_than_announced(server: Any, client: Client) -> None:
    def page(visit: Any) -> None:
        visit.answer(b'{"lots": [', content_length="500")
        visit.hang_up()

    server.pages["/"] = page
    assert "before it was complete" in fault(client, server.url(), errors.Broken)
    assert len(server.visits) == 3


def test_chunks_that_break_off(server: Any, client: Client) -> None:
    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("transfer-encoding", "chunked")
        visit.end_headers()
        visit.wfile.write(b"5\r\nhello\r\n5\r\nwo")
        visit.hang_up()

    server.pages["/"] = page
    fault(client, server.url(), errors.Broken)


def test_gzip_that_breaks_off(server: Any, client: Client) -> None:
    url = server.page("/", gzip.compress(b"parking" * 100)[:-12], content_encoding="gzip")
    assert "compressed answer ended" in fault(client, url, errors.Broken)


def test_gzip_that_is_none(server: Any, client: Client) -> None:
    url = server.page("/", b"<html>sorry</html>", content_encoding="gzip")
    fault(client, url, errors.WrongContent)


def test_a_compression_that_nobody_asked_for(server: Any, client: Client) -> None:
    url = server.page("/", b"...", content_encoding="br")
    assert "found 'br'" in fault(client, url, errors.WrongContent)


def test_a_connection_that_is_reset(server: Any, client: Client) -> None:
    server.pages["/"] = lambda visit: visit.hang_up()
    assert "hung up without an answer" in fault(client, server.url(), errors.Unreachable)


# --- statuses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 451])
def test_statuses_without_data_are_not_tried_again(
    server: Any, client: Client, status: int
) -> None:
    body = b"" if status == 204 else b"no"
    url = server.page("/", body, status=status)
    assert f"Status {status}: " in fault(client, url, errors.Refused)
    assert len(server.visits) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_tried_again(server: Any, client: Client, status: int) -> None:
    answers = iter([status, status, 200])
    server.pages["/"] = lambda visit: visit.answer(b"at last", next(answers))
    assert client.get(server.url()).body == b"at last"


def test_a_server_that_stays_busy(server: Any, client: Client) -> None:
    url = server.page("/", b"", status=503, retry_after="0")
    assert "status 503" in fault(client, url, errors.Busy)
    assert len(server.visits) == 3


def test_a_long_retry_after_is_handed_on_at_once(server: Any, client: Client) -> None:
    url = server.page("/", b"", status=429, retry_after="3600")
    with pytest.raises(errors.Busy) as caught:
        client.get(url)
    assert caught.value.retry_after == 3600
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("7", 7), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("-5", None)],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


# --- what has not changed -------------------------------------------------------------------------


def test_304_means_unchanged(server: Any, client: Client) -> None:
    def page(visit: Any) -> None:
        known = visit.headers.get("If-None-Match") == '"1"'
        visit.answer(b"" if known else b"data", 304 if known else 200, etag='"1"')

    server.pages["/"] = page
    first = client.get(server.url())
    with pytest.raises(errors.Unchanged):
        client.get(server.url(), validators=first.validators)


def test_304_that_nobody_asked_for(server: Any, client: Client) -> None:
    """It would keep a feed empty for ever."""
    url = server.page("/", b"", status=304)
    assert "Status 304" in fault(client, url, errors.Refused)
    with pytest.raises(errors.Refused):
        client.get(url, validators=Validators(digest="known"))


def test_the_same_body_means_unchanged(server: Any, client: Client) -> None:
    """Most servers send no validators, or new ones each time."""
    numbers = itertools.count()
    server.pages["/"] = lambda visit: visit.answer(b"data", etag=f'"{next(numbers)}"')
    first = client.get(server.url())
    with pytest.raises(errors.Unchanged):
        client.get(server.url(), validators=first.validators)
    assert client.get(server.url(), validators=Validators(digest="other")).body == b"data"


# --- content --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<!DOCTYPE html><title>Wartung</title>", "a page in HTML or XML"),
        (b"  <?xml version='1.0'?><ServiceExceptionReport/>", "a page in HTML or XML"),
        (b'{"lots": [{"id": "a"', "something else"),
        (b"", "something else"),
        (b"[NaN]", "NaN is no JSON number"),
        (b"[" * 100_000, "endless nesting"),
        (b"[" * 150 + b"]" * 150, "deeper nesting"),
        (b'{"n": ' + b"9" * 5000 + b"}", "something else"),
        (b"[\xff]", "other bytes"),
    ],
)
def test_json_that_is_none(server: Any, client: Client, body: bytes, found: str) -> None:
    answer = client.get(server.page("/", body))
    with pytest.raises(errors.WrongContent, match=found):
        answer.json()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"name": "Lörrach"}'.encode(), "application/json"),
        ('{"name": "Lörrach"}'.encode("utf-8-sig"), "application/json"),
        ('{"name": "Lörrach"}'.encode("latin-1"), "application/json; charset=ISO-8859-1"),
        ('{"name": "Lörrach"}'.encode("utf-16"), "application/json"),
        ('{"name": "Lörrach"}'.encode(), "text/html"),
    ],
)
def test_encodings(server: Any, client: Client, body: bytes, content_type: str) -> None:
    assert client.get(server.page("/", body, content_type=content_type)).json() == {
        "name": "Lörrach"
    }


def test_a_declared_encoding_that_nobody_knows(server: Any, client: Client) -> None:
    answer = client.get(server.page("/", b"{}", content_type="application/json; charset=klingon"))
    with pytest.raises(errors.WrongContent, match="klingon"):
        answer.json()


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority has signed, with its key."""
    path = tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    name = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path), "-out", str(tmp_path / "cert")]
    try:
        subprocess.run([*command, *name, *files], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    path.write_text(path.read_text() + (tmp_path / "cert").read_text())
    return path


@pytest.fixture
def secure_server(other_server: Any, certificate: Path) -> Iterator[Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    other_server.socket = context.wrap_socket(other_server.socket, server_side=True)
    return other_server


def test_a_certificate_that_nobody_signed(secure_server: Any, make_client: MakeClient) -> None:
    secure_server.page("/", b"data")
    client = make_client(inner=(secure_server.host,))
    sentence = fault(client, f"https://{secure_server.host}/", errors.Unreachable)
    assert "certificate of the server is not valid" in sentence
    assert secure_server.visits == []


def test_a_certificate_of_the_towns_own_authority(
    secure_server: Any, make_client: MakeClient, certificate: Path
) -> None:
    secure_server.page("/", b"data")
    client = make_client(ca_bundle=str(certificate), inner=(secure_server.host,))
    assert client.get(f"https://{secure_server.host}/").body == b"data"


def test_no_redirect_from_https_to_http(
    server: Any, secure_server: Any, make_client: MakeClient, certificate: Path
) -> None:
    secure_server.page("/", b"", status=302, location=server.page("/", b"open"))
    client = make_client(ca_bundle=str(certificate), inner=(secure_server.host,))
    sentence = fault(client, f"https://{secure_server.host}/", errors.NotAllowed)
    assert "from https to an open connection" in sentence
    assert server.visits == []


def test_a_handshake_that_never_ends(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        client = make_client(inner=(host,), connect=30, read=30, total=0.5)
        fault(client, f"https://{host}/", errors.TooSlow)


def test_a_guard_says_which_host_it_means() -> None:
    guard = Guard(frozenset(["127.0.0.1:8080"]))
    assert guard.addresses("127.0.0.1", 8080, 1)
    with pytest.raises(OSError, match=r"127\.0\.0\.1 leads to the inner address"):
        guard.addresses("127.0.0.1", 80, 1)
