"""One page of a catalogue: the graph of what has changed, and which records have not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .._core.answer import Answer
from .._core.feed import Feed
from .._core.record import Version
from . import parsing, quick
from .parts import Endless, Parts
from .watched import Watched


@dataclass
class Page:
    """What is to be read of a page."""

    #: without the records that are as they were
    graph: Watched
    #: addresses of these
    same: list[str] = field(default_factory=list)
    #: address of a record -> in which version it is
    versions: dict[str, Version] = field(default_factory=dict)


def read(answer: Answer, feed: Feed, base: str) -> Page:
    """The page of an answer; WrongContent for everything that is no RDF."""
    document = parsing.document(answer, feed)
    if document is None:
        return Page(parsing.parse(answer, feed, base))
    try:
        return _read(Parts(quick.triples(*document, base)), feed)
    except (SyntaxError, ValueError):
        return Page(parsing.parse(answer, feed, base))


def _read(parts: Parts, feed: Feed) -> Page:
    versions = {node: Version(digest=parts.digest(node)) for node in parts.records()}
    same = {node for node, one in versions.items() if one.digest and feed.same(node[1:-1], one)}
    same, dropped = _apart(parts, same, versions.keys() - same)
    graph = Watched()
    for node, triples in parts.said.items():
        if node not in dropped:
            quick.fill(graph, triples)
    named = {node[1:-1]: one for node, one in versions.items()}
    return Page(graph, sorted(node[1:-1] for node in same), named)


def _apart(parts: Parts, same: set[str], changed: Iterable[str]) -> tuple[set[str], set[str]]:
    """The records that need not be read, and their nodes that no other record needs."""
    if not same:
        return set(), set()
    kept: set[str] = set()
    rest = list(changed)
    try:
        while rest:
            reached = parts.reach(rest.pop())
            kept |= reached
            # a record that belongs to one that is read has to be whole
            rest += same & reached
            same = same - reached
        return same, {node for one in same for node in parts.reach(one)} - kept
    except Endless:
        return set(), set()
