"""TCP ports: free ones for inner servers, and the one people use, taken before anything starts."""

from __future__ import annotations

import errno
import socket

from .errors import HostUnknown, PortTaken
from .home import Home

LOOPBACK = "127.0.0.1"
#: names for "every address of this machine"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared, not used)


def is_free(port: int) -> bool:
    """Could a server listen on this port of the loopback address?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Does somebody take connections on this port of the loopback address?"""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def free() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def remembered(home: Home, server: str) -> int:
    """The port an inner server had before, or a free one, which is then remembered."""
    ports = home.state().get("ports", {})
    if not isinstance(ports.get(server), int) or not is_free(ports[server]):
        ports[server] = free()
        home.remember(ports=ports)
    return int(ports[server])


def address(host: str, port: int) -> str:
    """Where this machine reaches a web server that listens on `host`."""
    if host in EVERYWHERE:
        host = LOOPBACK
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def take(host: str, port: int) -> socket.socket:
    """A bound socket, not yet listening: others see "connection refused" until it does.

    Raises PortTaken and HostUnknown.
    """
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        # two that share an address this way may both bind it, as long as neither listens
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        if error.errno == errno.EACCES:
            raise HostUnknown(f"{host}:{port}", "ports below 1024 are for root") from error
        raise HostUnknown(host, error.strerror or str(error)) from error
    return taken


def listen(taken: socket.socket, host: str, port: int) -> None:
    """From now on others are let in. Raises PortTaken where another socket was first all the same.

    `host` and `port` are those of `take`.
    """
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.listen(128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise
