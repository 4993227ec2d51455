"""Services that answer as their questions ask: from a folder of tests/feeds, or as a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.feed import Feed

Answers = list[tuple[str, bytes]]


def pick(answers: Answers, path: str) -> bytes:
    """The first answer whose words, with commas between, all occur in the question."""
    asked = unquote_plus(path.partition("?")[2]).lower()
    for words, body in answers:
        if all(word.lower() in asked for word in words.split(",")):
            return body
    raise AssertionError(f"no answer for {asked}")


def of_folder(folder: Path) -> Answers:
    """The answers of a folder with queries.tsv (tests/feeds/README.md)."""
    lines = (folder / "queries.tsv").read_text().splitlines()
    pairs = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [(words, (folder / name).read_bytes()) for words, name in pairs]


@pytest.fixture
def ask(server: Any, feed_of: Callable[..., Feed], make_client: Any) -> Callable[..., Feed]:
    """Makes the feed of a service with these answers; ``settings`` go to the harvester."""

    def make(answers: Answers | Path | bytes, facts: Any = None, **settings: Any) -> Feed:
        if isinstance(answers, Path):
            answers = of_folder(answers) if answers.is_dir() else answers.read_bytes()
        given = [("", answers)] if isinstance(answers, bytes) else answers
        server.pages["/ows"] = lambda visit: visit.answer(pick(given, visit.path))
        feed = feed_of(b"", "ogc", settings=settings, field="environment", **(facts or {}))
        client = make_client(size=Size(1_000_000, 1_000_000))
        return Feed(replace(feed.source, url=server.url("/ows")), client)

    return make


@pytest.fixture
def demo(server: Any, feed_of: Callable[..., Feed], own_feeds: Path) -> Callable[[str], Feed]:
    """Makes the feed of a source of sources.yaml, answered by its sample."""

    def make(name: str) -> Feed:
        source = next(one for one in sources() if one.name == name)
        assert source.demo
        sample = own_feeds / source.demo
        answers = of_folder(sample) if sample.is_dir() else [("", sample.read_bytes())]
        server.pages["/demo/"] = lambda visit: visit.answer(pick(answers, visit.path))
        return Feed(source, feed_of(b"", "ogc").client, stand_in=server.url("/demo/"))

    return make


@pytest.fixture
def asked(server: Any) -> Callable[[], list[str]]:
    """The questions so far, decoded."""
    return lambda: [unquote_plus(path.partition("?")[2]) for path, _ in server.visits]
