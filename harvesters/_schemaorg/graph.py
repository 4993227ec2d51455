"""The things that a source has: in one document, or one by one behind a list of changes.

The list (``data.createdOrUpdated`` and ``data.removed``, as ThüCAT has it) names only what has
changed since it was last asked for; the rest is what it was at the last run.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from .._core.errors import FeedError, SettingError, WrongContent
from .._core.feed import Feed
from .._core.mail import without_mail
from .._core.record import BadRecord
from .node import Node, prefixes

#: things that one run asks for, and that one source has
MOST, ALL = 5000, 50_000
ACCEPT = "application/ld+json, application/json;q=0.9, */*;q=0.1"
#: where lists of things stand in documents that are no JSON-LD themselves
ENVELOPES = ("@graph", "graph", "itemListElement", "items", "data", "results")


class Graph:
    """The things of a source by their identity, and those that they refer to."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.bad: list[BadRecord] = []
        self._asked = 0
        self._known: dict[str, Node | None] = {}
        template = feed.source.settings.get("nodes", "")
        if not isinstance(template, str) or (template and "{id}" not in template):
            problem = "an address with {id} in it is needed"
            raise SettingError(feed.source.name, "nodes", problem)
        self._template = template

    def things(self) -> list[Node]:
        """All things of the source; WrongContent for an answer without any."""
        document = self.feed.get(part=True, accept=ACCEPT).json()
        changes = _changes(document)
        found = _nodes(document, self.feed.url) if changes is None else self._changed(*changes)
        if len(found) > ALL:
            raise WrongContent(self.feed.url, f"at most {ALL} things", f"{len(found)}")
        for node in found:
            if node.id and not node.is_reference:
                self._known.setdefault(node.id, node)
        return [node for node in found if not node.is_reference]

    def resolved(self, node: Node) -> Node | None:
        """The thing that a reference names; itself, where it is none; None if it cannot be had."""
        if not node.is_reference:
            return node
        if node.id not in self._known:
            self._known[node.id] = self._fetched(node.id)
        return self._known[node.id]

    def _changed(self, updated: list[str], removed: list[str]) -> list[Node]:
        if not self._template:
            problem = "an address with {id} is needed, as the answer is a list of changes"
            raise SettingError(self.feed.source.name, "nodes", problem)
        kept: dict[str, Any] = dict(self.feed.before.get("nodes", {}))
        for id in removed:
            kept.pop(id, None)
        if len(updated) > MOST:
            raise WrongContent(self.feed.url, f"at most {MOST} changes", f"{len(updated)}")
        for id in updated:
            try:
                kept[id] = _storable(self._document(self._address(id)))
            except FeedError as error:
                name, problem = without_mail(id), without_mail(str(error).rstrip("."))
                if not isinstance(error, WrongContent) and error.passing:
                    self.feed.incomplete(f"'{name}' could not be read: {problem}")
                remedy = "It stays as it was" if id in kept else ""
                self.bad.append(BadRecord(name, "@id", "", problem, remedy, self.feed.source.name))
        self.feed.keep["nodes"] = kept
        return [node for one in kept.values() for node in _nodes(one, self.feed.url)]

    def _fetched(self, id: str) -> Node | None:
        """What stands at a reference; told, and None, where there is nothing to be had."""
        try:
            address = self._address(id) if self._template else self._same_server(id)
            if address and self._asked < MOST:
                nodes = _nodes(self._document(address), address)
                same = [one for one in nodes if one.id == id]
                return (same or nodes)[0]
        except FeedError as error:
            self.feed.notice("reference left out", id, str(error))
            return None
        self.feed.notice("reference left out", id, "not in the document, and nowhere to ask for it")
        return None

    def _document(self, address: str) -> Any:
        self._asked += 1
        return self.feed.get(address, accept=ACCEPT, part=True).json()

    def _address(self, id: str) -> str:
        name = quote(id.rstrip("/").rpartition("/")[2], safe="")
        return urljoin(self.feed.asked, self._template.replace("{id}", name))

    def _same_server(self, id: str) -> str:
        """The reference as an address, if it leads to the server of the source."""
        try:
            there, here = urlsplit(id), urlsplit(self.feed.url)
        except ValueError:
            return ""
        return id if (there.scheme, there.netloc) == (here.scheme, here.netloc) else ""


def _storable(value: Any) -> Any:
    """The value with texts that every database takes: no NUL, no half characters."""
    if isinstance(value, dict):
        return {_storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "\ufffd")
    return value


def _changes(document: Any) -> tuple[list[str], list[str]] | None:
    """Ids that are new or changed and ids that are gone, if the document is such a list."""
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or not {"createdOrUpdated", "removed"} & data.keys():
        return None
    lists = (data.get(name) or [] for name in ("createdOrUpdated", "removed"))
    updated, removed = (
        [str(id) for id in ids if isinstance(id, str | int)] if isinstance(ids, list) else []
        for ids in lists
    )
    return updated, removed


def _nodes(document: Any, url: str) -> list[Node]:
    """The things of a document, in whatever it is wrapped."""
    context = prefixes(document.get("@context")) if isinstance(document, dict) else prefixes(None)
    found: list[Node] = []
    for one in _items(document):
        if isinstance(one, dict):
            own = one.get("@context")
            found.append(Node(one, prefixes(own) if own is not None else context))
    if not any(node.types or node.is_reference for node in found):
        raise WrongContent(url, "things in JSON-LD", "something else")
    return found


def _items(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return []
    for name in ENVELOPES:
        if isinstance(document.get(name), list):
            items = document[name]
            # an entry of an ItemList holds the thing as its item
            wrapped = (one.get("item", one) if isinstance(one, dict) else one for one in items)
            return list(wrapped)
    return [document]
