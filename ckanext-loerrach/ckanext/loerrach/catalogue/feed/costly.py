"""What costs more than joining what is kept: searches, and pages in profiles of others.

A crawler that tries every filter and every profile takes one thread of a process, and no more than
its share of the minute: each such answer is made alone, few wait for their turn, and an address
of the network gets so many of them a minute. What is kept costs next to nothing and is not counted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from flask import has_request_context, request
from redis.exceptions import RedisError

from .errors import Busy, TooMany

PER_MINUTE = "ckanext.loerrach.catalogue.costly_per_minute"
#: seconds in which an address has its share
_WINDOW = 60
#: how many threads of a process wait for their turn at most, and for how many seconds: the others
#: answer what costs nothing
_WAITING, _PATIENCE = 2, 5.0

log = logging.getLogger(__name__)
_turn = threading.Lock()
_queue = threading.BoundedSemaphore(_WAITING)


@contextmanager
def turn() -> Iterator[None]:
    """Do something costly, alone in this process. Raises TooMany, Busy."""
    _count()
    if not _turn.acquire(blocking=False):
        _wait()
    try:
        yield
    finally:
        _turn.release()


def _wait() -> None:
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=_PATIENCE):
            raise Busy
    finally:
        _queue.release()


def _count() -> None:
    """Count an answer to whoever asks. Raises TooMany; without Valkey nobody is refused."""
    most = int(tk.config[PER_MINUTE])
    if most <= 0 or not has_request_context():
        return
    key = f"ckan:{tk.config['ckan.site_id']}:loerrach_catalogue:costly:{client(request.environ)}"
    try:
        with connect_to_redis().pipeline() as pipe:
            pipe.set(key, 0, nx=True, ex=_WINDOW)
            pipe.incr(key)
            pipe.ttl(key)
            _, count, left = pipe.execute()
    except RedisError as error:
        log.warning("Costly questions to the feed are not counted: %s", error)
        return
    if count > most:
        raise TooMany(most, max(1, int(left)))


def client(environ: dict[str, Any]) -> str:
    """The address of who asks: what the nearest proxy says, where that is one of our own net."""
    peer = str(environ.get("REMOTE_ADDR") or "")
    said = str(environ.get("HTTP_X_FORWARDED_FOR") or "").rpartition(",")[2].strip()
    try:
        return str(ip_address(said)) if said and ip_address(peer).is_private else peer
    except ValueError:
        return peer
