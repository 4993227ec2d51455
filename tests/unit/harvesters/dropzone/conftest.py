"""Drop zones on a disk, made by the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.source import SourceEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY = NOW.timestamp() - 86_400
DESCRIPTION = "titel: Plätze\nbeschreibung: Plätze je Ortsteil\n"


@pytest.fixture
def zone(tmp_path: Path) -> Callable[..., Path]:
    """Makes folders: {"name/file": content}, all written yesterday; gives the zone."""

    def make(files: Mapping[str, bytes | str]) -> Path:
        root = tmp_path / "zone"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            os.utime(path, (YESTERDAY, YESTERDAY))
        return root

    return make


@pytest.fixture
def feed_in() -> Callable[..., Feed]:
    """Makes the feed of a released folder."""

    def make(root: Path, settings: Mapping[str, Any] | None = None, **more: Any) -> Feed:
        facts = {
            "title": {"de": "Probe"}, "harvester": "dropzone",
            "url": "https://daten.loerrach.example/ablage/", "field": "youth-education",
            "frequency": "IRREG", "licence": "dl-by-de/2.0", "licences": "either",
            "publisher": {"name": "Stadt Probe", "email": "probe@example.org"},
            "settings": {"folder": "probe", **(settings or {})}, **more.pop("facts", {}),
        }  # fmt: skip
        client = Client(Guard())
        given = {"now": NOW, "folders": {"probe": root}, **more}
        return Feed(SourceEntry.read("probe", facts), client, **given)

    return make
