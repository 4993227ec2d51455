"""The client that asks: redirects, deadlines, statuses, what has not changed."""

from __future__ import annotations

import io
import itertools
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.http import Client, Room

MakeClient = Callable[..., Client]
Fault = Callable[..., str]


def test_an_answer_is_complete_and_knows_its_validators(server: Any, client: Client) -> None:
    url = server.page("/", b'{"a": 1}', content_type="application/json; charset=utf-8", etag='"7"')
    answer = client.get(url)
    assert answer.json() == {"a": 1}
    assert (answer.mimetype, answer.charset, answer.url) == ("application/json", "utf-8", url)
    assert answer.validators.etag == '"7"'
    assert len(answer.validators.digest) == 32


def test_redirects_are_followed(server: Any, client: Client) -> None:
    target = server.page("/new", b"[]")
    server.page("/old", b"", status=301, location="/new")
    assert client.get(server.url("/old")).url == target


def test_no_proxy_of_the_environment(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        # an exception for this machine would hide a proxy that counts
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.get(server.page("/", b"direct")).body == b"direct"


def test_no_netrc_of_the_environment(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login who password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.get(server.page("/", b""))
    ((_, headers),) = server.visits
    assert "Authorization" not in headers


def test_cookies_are_not_kept(server: Any, client: Client) -> None:
    url = server.page("/", b"", set_cookie="who=you; Path=/")
    client.get(url)
    client.get(url)
    assert [headers.get("Cookie") for _, headers in server.visits] == [None, None]


def test_a_refused_connection(make_client: MakeClient, fault: Fault) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
    client = make_client(inner=(host,))
    assert "Connection refused" in fault(client, f"http://{host}/", errors.Unreachable)


def test_an_unknown_name(client: Client, fault: Fault) -> None:
    assert "not known" in fault(client, "http://kein-name.invalid/", errors.Unreachable)


def test_a_server_that_never_answers(server: Any, make_client: MakeClient, fault: Fault) -> None:
    silence = threading.Event()
    server.pages["/"] = lambda visit: silence.wait(30)
    client = make_client(read=0.2, tries=1)
    assert "did not answer in time" in fault(client, server.url(), errors.Unreachable)
    silence.set()


def test_a_body_that_drips(server: Any, make_client: MakeClient, fault: Fault) -> None:
    """Each byte comes in time, but the whole would take forever."""

    def page(visit: Any) -> None:
        visit.send_response(200)
        visit.send_header("content-length", "100000")
        visit.end_headers()
        visit.drip(itertools.repeat(b"x"), 0.05)

    server.pages["/"] = page
    assert "after 0.5 seconds" in fault(make_client(total=0.5), server.url(), errors.TooSlow)


def test_a_body_that_drips_from_a_server_that_closes(
    server: Any, make_client: MakeClient, fault: Fault
) -> None:
    """http.client closes such a connection before the body is read; the deadline holds."""

    def page(visit: Any) -> None:
        visit.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n")
        visit.drip(itertools.repeat(b"x"), 0.05)

    server.pages["/"] = page
    assert "after 0.5 seconds" in fault(make_client(total=0.5), server.url(), errors.TooSlow)


def test_headers_that_drip(server: Any, make_client: MakeClient, fault: Fault) -> None:
    lines = itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X"))
    server.pages["/"] = lambda visit: visit.drip(lines, 0.05)
    fault(make_client(total=0.5), server.url(), errors.TooSlow)


def test_a_redirect_after_the_deadline(server: Any, make_client: MakeClient, fault: Fault) -> None:
    """A server that sends on and on, each time just in time."""

    def page(visit: Any) -> None:
        time.sleep(0.2)
        visit.answer(b"", 302, location=f"/{len(server.visits)}")

    server.pages = defaultdict(lambda: page)
    fault(make_client(total=0.5, redirects=1000), server.url(), errors.TooSlow)
    assert len(server.visits) < 10


def test_names_with_many_dead_addresses(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, fault: Fault
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


def test_headers_without_end(server: Any, client: Client, fault: Fault) -> None:
    lines = itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-Y: z\r\n" * 100))
    server.pages["/"] = lambda visit: visit.drip(lines, 0)
    fault(client, server.url(), errors.Unreachable)


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 451])
def test_statuses_without_data_are_not_tried_again(
    server: Any, client: Client, status: int, fault: Fault
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


def test_a_server_that_stays_busy(server: Any, client: Client, fault: Fault) -> None:
    url = server.page("/", b"", status=503, retry_after="0")
    assert "status 503" in fault(client, url, errors.Busy)
    assert len(server.visits) == 3


def test_a_long_retry_after_is_handed_on_at_once(server: Any, client: Client) -> None:
    url = server.page("/", b"", status=429, retry_after="3600")
    with pytest.raises(errors.Busy) as caught:
        client.get(url)
    assert caught.value.retry_after == 3600
    assert len(server.visits) == 1


@pytest.mark.parametrize("limits", [{"run": 0.3}, {"run_size": 3000}])
def test_pages_without_end_end(server: Any, make_client: Any, limits: dict[str, float]) -> None:
    """Each answer is small and quick; all together must not keep a worker, nor fill a disk."""

    def page(visit: Any) -> None:
        time.sleep(0.05)
        visit.answer(b"x" * 1000)

    server.pages["/"] = page
    client = make_client(**limits)

    def crawl() -> None:
        for _ in range(50):
            client.get(server.url())

    with pytest.raises((errors.Endless, errors.TooSlow)):
        crawl()
    assert 2 < len(server.visits) < 10
    # nor does it go on afterwards
    time.sleep(0.1)
    with pytest.raises(errors.Endless, match="harvest a part of it"):
        client.get(server.url())


def test_304_means_unchanged(server: Any, client: Client) -> None:
    def page(visit: Any) -> None:
        known = visit.headers.get("If-None-Match") == '"1"'
        visit.answer(b"" if known else b"data", 304 if known else 200, etag='"1"')

    server.pages["/"] = page
    first = client.get(server.url())
    with pytest.raises(errors.Unchanged):
        client.get(server.url(), validators=first.validators)


def test_304_that_nobody_asked_for(server: Any, client: Client, fault: Fault) -> None:
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


def test_who_counts_hears_of_every_complete_answer(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(client, "heard", lambda answer, size: heard.append((answer.url, size)))
    server.page("/a", b"four")
    server.page("/gone", b"", status=404)
    client.get(server.url("/a"))
    with io.BytesIO() as file:
        client.get(server.url("/a"), room=Room(file, Size(10, 10), 10))
    with pytest.raises(errors.Refused):
        client.get(server.url("/gone"))
    assert heard == [(server.url("/a"), 4)] * 2
