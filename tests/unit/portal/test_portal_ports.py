"""A port is one portal's from the first moment on, and free again when that one is gone."""

from __future__ import annotations

import socket
import threading

import pytest
from ckanext.loerrach.portal import ports
from ckanext.loerrach.portal.errors import HostUnknown, PortTaken


def test_two_that_start_at_once_do_not_share_a_port() -> None:
    """Neither listens yet: each would find out only when everything else has begun."""
    port = ports.free()
    with ports.take(ports.LOOPBACK, port) as first:
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken"):
            ports.take(ports.LOOPBACK, port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((ports.LOOPBACK, port))
        ports.listen(first, ports.LOOPBACK, port)
        socket.create_connection((ports.LOOPBACK, port)).close()


def test_where_the_system_lets_both_bind_the_second_says_it_when_it_listens() -> None:
    port = ports.free()
    with ports.take(ports.LOOPBACK, port) as first, socket.socket() as second:
        for one in (first, second):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        second.bind((ports.LOOPBACK, port))
        second.listen()
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken"):
            ports.listen(first, ports.LOOPBACK, port)


def test_a_portal_takes_its_port_again_at_once() -> None:
    """The server closes first: the connection stays for a minute in TIME_WAIT."""
    port = ports.free()
    for _ in range(2):
        with ports.take(ports.LOOPBACK, port) as taken:
            ports.listen(taken, ports.LOOPBACK, port)
            _one_visit(taken, port)


def _one_visit(taken: socket.socket, port: int) -> None:
    visitor = threading.Thread(
        target=lambda: socket.create_connection((ports.LOOPBACK, port)).recv(1)
    )
    visitor.start()
    taken.accept()[0].close()
    visitor.join()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_one_sentence(host: str) -> None:
    with pytest.raises(HostUnknown, match="see --host and --port"):
        ports.take(host, ports.free())
