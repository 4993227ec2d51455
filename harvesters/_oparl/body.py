"""From the address of a source to the one council body that it is about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from .._core.errors import Empty, SettingError, WrongContent
from .._core.feed import Feed
from .._core.settings import words
from .._core.values import clean
from .lists import Object, listed

#: lists that a body names, and what is in them
LISTS = {"organization": "organizations", "meeting": "meetings", "paper": "papers"}


def chosen(feed: Feed) -> Object:
    """The body of the source, which is asked at its own address, that of a list or of the system.

    SettingError where there are several and the setting 'body' names none of them.
    """
    value = feed.get(accept="application/json", part=True).json()
    if isinstance(value, dict) and isinstance(value.get("meeting"), str):
        return value
    if isinstance(value, dict) and isinstance(value.get("body"), str):
        return _one(feed, listed(feed, urljoin(feed.asked, value["body"]), "bodies").found)
    if isinstance(value, list) or (isinstance(value, dict) and isinstance(value.get("data"), list)):
        return _one(feed, listed(feed, feed.asked, "bodies").found)
    names = ", ".join(sorted(value)[:5]) if isinstance(value, dict) else type(value).__name__
    raise WrongContent(feed.url, "a System or Body of OParl", names or "nothing")


def address(feed: Feed, body: Object, name: str) -> str:
    """The address of one of the body's lists; WrongContent where it names none."""
    found = body.get(name)
    if not isinstance(found, str) or not found.strip():
        raise WrongContent(feed.url, f"a body with the address of its {LISTS[name]}", "none")
    return urljoin(feed.asked, found.strip())


def _one(feed: Feed, bodies: dict[str, Object]) -> Object:
    if not bodies:
        raise Empty(feed.url, "body")
    wanted = words(feed.source, "body")
    named = {id: {id, _name(one, "name"), _name(one, "shortName")} for id, one in bodies.items()}
    found = [id for id, names in named.items() if not wanted or names & set(wanted)]
    if len(found) == 1:
        return bodies[found[0]]
    known = ", ".join(sorted(_name(one, "name") or id for id, one in bodies.items())[:20])
    raise SettingError(feed.source.name, "body", f"one of these bodies has to be named: {known}")


def _name(body: Object, member: str) -> str:
    value: Any = body.get(member)
    return clean(value) if isinstance(value, str) else ""
