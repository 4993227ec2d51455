"""Connecting, and only to where a harvester may go.

The address is checked where it counts: on the numbers that the connection is opened to, after the
name was looked up, for every connection (so also after each redirect). A name that answers with an
inner address, or with a different one each time it is asked, leads nowhere.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: IPv6 addresses whose last four bytes are an IPv4 address: NAT64 (RFC 6052), IPv4-translated
#: (RFC 2765, SIIT) and IPv4-compatible (RFC 4291)
CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96")))
#: inner networks that Python takes for public: NAT64 of one's own (RFC 8215), where the IPv4
#: address may stand anywhere, and site-local addresses (RFC 3879), which some machines still have
INNER = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10")))


class InnerAddressError(OSError):
    """The name leads to an address that a harvester must not ask."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to the inner address {address}")


def is_public(address: str) -> bool:
    """Is this the address of a machine on the public internet?

    Private, loopback, link-local (with the metadata services of clouds), shared, reserved and
    multicast addresses are not, nor IPv6 addresses that carry such an IPv4 address inside.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if any(ip in network for network in INNER):
        return False
    return all(part.is_global and not part.is_multicast for part in [ip, *_inside(ip)])


def _inside(ip: IPAddress) -> Iterator[IPAddress]:
    if not isinstance(ip, ipaddress.IPv6Address):
        return
    for part in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())):
        if part is not None:
            yield part
    if any(ip in network for network in CARRIERS):
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


@dataclass(frozen=True)
class Guard:
    """Where to connect to: the public internet, and what an operator allows beside it."""

    #: "host:port" as it stands in the URL, for servers inside the town's own network
    inner_hosts: frozenset[str] = frozenset()

    def addresses(self, host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
        """Look the name up; InnerAddressError if any of its addresses is an inner one.

        Any, not all: a name with one good and one inner address is an attempt, not a mistake.
        """
        found = _look_up(host, port, seconds)
        if f"{host.lower()}:{port}" not in self.inner_hosts:
            for *_, address in found:
                if not is_public(str(address[0])):
                    raise InnerAddressError(host, str(address[0]))
        return found

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """Open a connection to the first address that answers, within ``seconds`` for all."""
        ends = time.monotonic() + seconds
        problem: OSError = OSError(f"{host} has no address")
        for family, kind, protocol, _, address in self.addresses(host, port, seconds):
            left = ends - time.monotonic()
            if left <= 0:
                break
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(left)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.connect(address)
            except OSError as error:
                connection.close()
                problem = error
            else:
                connection.settimeout(seconds)
                return connection
        raise problem


def _look_up(host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """getaddrinfo with a deadline: the C library's own can be half a minute, and cannot be cut."""
    answer: list[Any] = []

    def ask() -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=ask, daemon=True, name=f"look up {host}")
    thread.start()
    thread.join(seconds)
    if not answer:
        raise TimeoutError(f"looking up the name {host} took longer than {seconds:g} seconds")
    if isinstance(answer[0], Exception):
        raise OSError(f"the name {host} is not known") from answer[0]
    return list(answer[0])


class Line:
    """All open connections of one client, so that a deadline can cut them."""

    def __init__(self, guard: Guard, seconds: float) -> None:
        self.guard, self.seconds = guard, seconds
        #: set when the time of the present request is up
        self.over = threading.Event()
        self._open: set[_Cuttable] = set()

    def dial(self, connection: _Cuttable, host: str, port: int) -> socket.socket:
        sock = self.guard.connect(host, port, self.seconds)
        # A second handle on the same connection: TLS takes the first one for itself.
        connection.handle = sock.dup()
        self._open.add(connection)
        if self.over.is_set():
            connection.cut()
        return sock

    def cut(self, over: threading.Event) -> None:
        """The time of the request with this event is up: whoever waits for a byte stops waiting."""
        over.set()
        if over is self.over:
            for connection in list(self._open):
                connection.cut()

    def tidy(self) -> None:
        """A request is over: let go of connections that were closed meanwhile."""
        for connection in [one for one in self._open if one.is_closed]:
            connection.let_go()
            self._open.discard(connection)


class _Cuttable:
    """A connection of urllib3 that is dialled by a Line and can be cut from another thread."""

    line: Line
    handle: socket.socket | None = None

    @property
    def is_closed(self) -> bool:
        """Did http.client close it? Its answer may still be read."""
        return getattr(self, "sock", None) is None

    def _new_conn(self) -> socket.socket:
        return self.line.dial(self, self._dns_host, self.port or 80)  # type: ignore[attr-defined]

    def cut(self) -> None:
        if self.handle is not None:
            with contextlib.suppress(OSError):
                self.handle.shutdown(socket.SHUT_RDWR)

    # A server that closes after its answer ("Connection: close", HTTP/1.0) lets http.client close
    # the connection before the body is read: the handle has to live on, or nobody could cut it.

    def let_go(self) -> None:
        """Give the second handle back; the connection ends with it."""
        if self.handle is not None:
            self.handle.close()
            self.handle = None


class GuardedAdapter(HTTPAdapter):
    """Lets requests connect through a Line, for http and https alike."""

    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager: PoolManager
        self.poolmanager.pool_classes_by_scheme = _pools(self.line)


def _pools(line: Line) -> dict[str, Any]:
    """Pool classes whose connections are dialled by ``line``."""
    plain = type("Plain", (_Cuttable, HTTPConnection), {"line": line})
    secure = type("Secure", (_Cuttable, HTTPSConnection), {"line": line})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
