"""Where a harvester may go, whatever leads there."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.dial import Guard, is_public
from ckanext.loerrach.harvesters._core.http import Client

MakeClient = Callable[..., Client]
Fault = Callable[..., str]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::c1c5:9401", "64:ff9b:1:7f00:0:100::", "fec0::1",
        "2002:7f00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:0:a9fe:a9fe",
        "fd00:ec2::254",
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
def test_no_spelling_of_this_machine_is_asked(
    server: Any, client: Client, host: str, fault: Fault
) -> None:
    # the server listens, and the client may ask it as 127.0.0.1:port, but in no other words
    port = server.server_address[1] if host != "127.0.0.1" else 1
    assert "inner address" in fault(client, f"http://{host}:{port}/", errors.NotAllowed)
    assert server.visits == []


def test_a_redirect_to_an_inner_address_is_not_followed(
    server: Any, other_server: Any, client: Client, fault: Fault
) -> None:
    server.page("/", b"", status=302, location=other_server.page("/secret", b"secret"))
    assert "inner address 127.0.0.1" in fault(client, server.url(), errors.NotAllowed)
    assert other_server.visits == []


def test_a_name_that_changes_its_mind_is_checked_each_time(
    server: Any, client: Client, monkeypatch: pytest.MonkeyPatch, fault: Fault
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


def test_redirects_to_other_schemes_are_not_followed(
    server: Any, client: Client, fault: Fault
) -> None:
    server.page("/", b"", status=302, location="file:///etc/passwd")
    assert "Only addresses with http" in fault(client, server.url(), errors.NotAllowed)


def test_redirect_loops_end(server: Any, client: Client, fault: Fault) -> None:
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


def test_a_guard_says_which_host_it_means() -> None:
    guard = Guard(frozenset(["127.0.0.1:8080"]))
    assert guard.addresses("127.0.0.1", 8080, 1)
    with pytest.raises(OSError, match=r"127\.0\.0\.1 leads to the inner address"):
        guard.addresses("127.0.0.1", 80, 1)
