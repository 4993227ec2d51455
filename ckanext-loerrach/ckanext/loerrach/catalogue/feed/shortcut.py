"""Unchanged pages, answered before CKAN begins to work.

CKAN looks up its settings and the user before any page, which takes longer than the answer. Pages
of the catalogue are the same for everybody: whether one still holds says one query.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ckan.model as model
from sqlalchemy.exc import SQLAlchemyError

from . import store
from .answer import answer

if TYPE_CHECKING:
    from .service import Served

#: addresses that a process remembers
_MOST = 200
#: seconds; then CKAN has its turn, which notices settings that were changed
_LONGEST = 60.0

_guard = threading.Lock()
_known: OrderedDict[tuple[str, str], tuple[str, Served, float]] = OrderedDict()


def remember(environ: dict[str, Any], view: str, served: Served) -> None:
    """An answer that was just given, until the state that it was made in is over."""
    if served.state is None or served.state.stale:
        return
    with _guard:
        _known[_address(environ)] = view, served, time.monotonic()
        _known.move_to_end(_address(environ))
        while len(_known) > _MOST:
            _known.popitem(last=False)


def forget() -> None:
    """Remember nothing."""
    with _guard:
        _known.clear()


class Shortcut:
    """WSGI middleware before CKAN's own."""

    def __init__(self, following: Callable[..., Any]) -> None:
        self.following = following

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = _unchanged(environ) if environ.get("REQUEST_METHOD") in ("GET", "HEAD") else None
        if found is None:
            answered: Iterable[bytes] = self.following(environ, start_response)
            return answered
        response = answer(environ, found.document, found.changed)
        response.cache_control.public = True
        return response(environ, start_response)


def _unchanged(environ: dict[str, Any]) -> Served | None:
    known = _known.get(_address(environ))
    if known is None or time.monotonic() - known[2] > _LONGEST:
        return None
    view, served, _ = known
    state = _state(view)
    return served if state is not None and _settled(state, served.state) else None


def _settled(now: store.State, then: store.State | None) -> bool:
    # the day on which somebody asked is to be noted, which CKAN's way does
    return then is not None and now == replace(then, asked_today=True) and not now.stale


def _state(view: str) -> store.State | None:
    if model.meta.engine is None:
        return None
    try:
        with model.meta.engine.connect() as connection:
            return store.state_on(connection, view)
    except SQLAlchemyError:
        return None


def _address(environ: dict[str, Any]) -> tuple[str, str]:
    script = environ.get("SCRIPT_NAME", "")
    return f"{script}{environ.get('PATH_INFO', '')}", str(environ.get("QUERY_STRING", ""))
