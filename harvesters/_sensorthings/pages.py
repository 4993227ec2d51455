"""Collections that come in pages (OGC 18-088, section 9.3.3.5), on top and within entities.

``@iot.nextLink`` is opaque: it is followed as it stands. Servers are known to give links that lead
back, and links with the scheme that a proxy in front of them has changed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.values import BadValue

#: pages of one run; nobody's network needs more
PAGES = 2000
NEXT = "@iot.nextLink"


class Pages:
    """Reads one source's collections; each address once."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._visited: set[str] = set()

    def all(self, address: str) -> tuple[list[Any], str]:
        """The entities of a collection or the one at ``address``, and where they came from."""
        value, url = self._page(address)
        if "value" not in value and "@iot.id" in value:
            return [value], url
        items = _items(value.get("value"), url)
        self.feed.unknown(value, ["value", NEXT, "@iot.count", "@iot.navigationLink"])
        return items + self._rest(value.get(NEXT), url, items), url

    def inner(self, entity: dict[str, Any], name: str, url: str, most: int = 0) -> list[Any]:
        """The entities in ``entity[name]``, with those behind its own nextLink.

        ``url``: where the entity came from. ``most``: 0 for all, else no page is asked for beyond.
        BadValue for what is no list.
        """
        value = entity.get(name)
        if value is None:
            value = []
        if not isinstance(value, list):
            raise BadValue(name, str(value)[:80], "a list is needed")
        if most and len(value) >= most:
            return value[:most]
        found = value + self._rest(entity.get(name + NEXT), url, value, most)
        return found[:most] if most else found

    def _rest(self, link: Any, url: str, had: list[Any], most: int = 0) -> list[Any]:
        found: list[Any] = []
        seen = {_id(item) for item in had}
        while link is not None and not (most and len(had) + len(found) >= most):
            value, url = self._page(self._next(link, url))
            items = _items(value.get("value"), url)
            fresh = [item for item in items if _id(item) not in seen]
            if items and not fresh:
                raise WrongContent(url, "another page", "the entities of earlier ones")
            seen |= {_id(item) for item in fresh}
            found += fresh
            link = value.get(NEXT)
        return found

    def _page(self, address: str) -> tuple[dict[str, Any], str]:
        if address in self._visited:
            raise WrongContent(address, "pages that end", "a link back to one of them")
        if len(self._visited) >= PAGES:
            raise WrongContent(address, f"at most {PAGES} pages", "more; ask with a $filter")
        self._visited.add(address)
        answer = self.feed.get(address, accept="application/json")
        value = answer.json()
        if not isinstance(value, dict):
            raise WrongContent(answer.url, "a SensorThings collection", "something else")
        return value, answer.url

    def _next(self, link: Any, url: str) -> str:
        """The address that a link leads to: of the same server, and not less safe."""
        if not isinstance(link, str):
            raise WrongContent(url, "a text as nextLink", "something else")
        try:
            here, there = urlsplit(url), urlsplit(urljoin(url, link))
            same = here.hostname == there.hostname
            moved = (here.scheme, here.port) != (there.scheme, there.port)
        except ValueError as error:
            raise WrongContent(url, "an address as nextLink", "something else") from error
        if not same:
            raise WrongContent(url, "a nextLink to the same server", f"one to {there.hostname}")
        if moved:
            # a proxy in front of FROST ends TLS, and nobody has told FROST
            self.feed.notice("repaired", "nextLink", f"{there.scheme} read as {here.scheme}")
            there = there._replace(scheme=here.scheme, netloc=here.netloc)
        return there.geturl()


def _items(value: Any, url: str) -> list[Any]:
    if not isinstance(value, list):
        raise WrongContent(url, "a SensorThings collection with 'value'", "none")
    return value


def _id(item: Any) -> str:
    return repr(item.get("@iot.id")) if isinstance(item, dict) else repr(item)
