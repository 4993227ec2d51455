"""Which datasets a search finds, for questions with `q` or `fq`."""

from __future__ import annotations

import threading
from collections import OrderedDict

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SearchQueryError

from . import costly
from .errors import BadQuery, TooMuch
from .request import Asked

#: ids that a search gives at once (CKAN's own limit), and how many lists of them
_ROWS, _LISTS = 1000, 20
#: letters of a question
_LONGEST = 2000
#: questions whose answer a process remembers: further pages of one cost no search
_MOST = 10

_guard = threading.Lock()
_known: OrderedDict[tuple[int, str, str], list[str]] = OrderedDict()


def found(asked: Asked, version: int) -> list[str]:
    """Ids of the public datasets that a search finds in this version of the feed.

    Raises BadQuery, TooMuch, TooMany, Busy.
    """
    if len(asked.q) + len(asked.fq) > _LONGEST:
        raise BadQuery(str(tk._("together they have more than {n} letters.")).format(n=_LONGEST))
    key = version, asked.q, asked.fq
    with _guard:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    with costly.turn():
        ids = _searched(asked)
    with _guard:
        _known[key] = ids
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return ids


def forget() -> None:
    """Remember nothing."""
    with _guard:
        _known.clear()


def _searched(asked: Asked) -> list[str]:
    ids: list[str] = []
    for number in range(_LISTS):
        query = {
            "q": asked.q or "*:*", "fq": asked.fq, "fl": ["id"], "rows": _ROWS,
            "start": number * _ROWS, "sort": "id asc",
        }  # fmt: skip
        try:
            answer = tk.get_action("package_search")({"user": ""}, query)
        except (SearchError, SearchQueryError, tk.ValidationError) as error:
            raise BadQuery(str(error)) from error
        if answer["count"] > _ROWS * _LISTS:
            raise TooMuch(_ROWS * _LISTS)
        ids += [one["id"] for one in answer["results"]]
        if len(ids) >= answer["count"] or not answer["results"]:
            break
    return ids
