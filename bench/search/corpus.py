"""Varied German datasets as towns publish them: the same ones for the same number, made up here.

    datasets(10_000)  → an iterator of Dataset

Titles, keywords, notes, formats and dates follow the shape of municipal catalogues: few
organizations, seven groups, some hundred tags of very different frequency, compounds everywhere.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")

_DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("corpus.yaml").read_text("utf-8"))
GROUPS: dict[str, str] = _DATA["groups"]
SUBJECTS: list[list[str]] = _DATA["subjects"]
FILLING: list[str] = _DATA["filling"]
PLACES, PARTS, FIRST, SECOND, FORMATS, RHYTHMS, LICENSES = (
    _DATA[name].split()
    for name in ("places", "parts", "first", "second", "formats", "rhythms", "licenses")
)
ORGANIZATIONS = [
    f"{office}-{place}"
    for place in ("loerrach", "weil", "basel")
    for office in ("statistikamt", "tiefbauamt", "umweltamt", "vermessungsamt")
]
_ASCII = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s", " ": "-"})


@dataclass(frozen=True)
class Resource:
    """A file or service of a dataset."""

    id: str
    name: str
    format: str
    url: str
    description: str


@dataclass(frozen=True)
class Dataset:
    """What one dataset says; times are naive UTC, as CKAN stores them."""

    id: str
    name: str
    title: str
    notes: str
    organization: str
    groups: list[str]
    tags: list[str]
    license_id: str
    author: str
    maintainer: str
    url: str
    created: datetime
    modified: datetime
    extras: dict[str, str]
    resources: list[Resource]


def datasets(count: int, seed: int = 2026) -> Iterator[Dataset]:
    """The first `count` datasets; a longer series starts with the shorter one."""
    for number in range(count):
        yield _dataset(number, random.Random(f"{seed}/{number}"))


def _dataset(number: int, dice: random.Random) -> Dataset:
    group, subject, aspect, sentence = dice.choice(SUBJECTS)
    place, part, year = dice.choice(PLACES), dice.choice(PARTS), dice.randint(1995, 2026)
    compound = dice.choice(FIRST) + dice.choice(SECOND)
    title = dice.choice([
        f"{subject} {place} {year}", f"{subject}: {aspect} {place} {part}",
        f"{aspect} {subject} {year}", f"{compound} {place} {year}",
        f"{subject} im Bereich {part} ({place})",
        f"{compound} und {subject} {place}",
    ])  # fmt: skip
    created = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(3_300_000))
    modified = created + timedelta(minutes=dice.randrange(200_000))
    name = f"datensatz-{number:06d}-{subject.lower()[:20].translate(_ASCII)}"
    return Dataset(
        id=str(uuid.uuid5(SPACE, f"dataset/{number}")),
        name=name,
        title=title,
        notes=" ".join([sentence, *_filling(dice, place, year)]),
        # most datasets come from few offices
        organization=ORGANIZATIONS[min(int(dice.expovariate(0.35)), len(ORGANIZATIONS) - 1)],
        groups=sorted({group, *dice.sample(sorted(GROUPS), dice.choice([0, 0, 1]))}),
        tags=_tags(dice, subject, aspect, place, compound),
        license_id=dice.choice(LICENSES),
        author=f"{dice.choice(FIRST)}amt {place}",
        maintainer="Team Offene Daten",
        url=f"https://www.example.org/daten/{number}",
        created=created.replace(tzinfo=None),
        modified=modified.replace(tzinfo=None),
        extras={"frequency": dice.choice(RHYTHMS), "ort": place, "stand": str(year)},
        resources=list(_resources(dice, number, subject)),
    )


def _filling(dice: random.Random, place: str, year: int) -> list[str]:
    values = {
        "rhythm": dice.choice(["täglich", "monatlich", "jährlich"]), "place": place, "year": year,
        "part": dice.choice(PARTS), "other": dice.choice(PARTS), "neighbour": dice.choice(PLACES),
        "number": dice.randint(100, 90_000), "columns": dice.randint(4, 60),
        "compound": dice.choice(FIRST) + dice.choice(SECOND),
        "compound2": dice.choice(FIRST) + dice.choice(SECOND),
    }  # fmt: skip
    return [text.format(**values) for text in dice.sample(FILLING, dice.randint(3, 7))]


def _tags(dice: random.Random, subject: str, aspect: str, place: str, compound: str) -> list[str]:
    offered = [subject, aspect.replace("- und ", ""), place, compound, "Open Data", "Kommune"]
    return sorted(set(dice.sample(offered, dice.randint(2, 6))))


def _resources(dice: random.Random, number: int, subject: str) -> Iterator[Resource]:
    for position, kind in enumerate(dice.sample(FORMATS, dice.randint(1, 4))):
        yield Resource(
            id=str(uuid.uuid5(SPACE, f"resource/{number}/{position}")),
            name=f"{subject} als {kind}",
            format=kind,
            url=f"https://www.example.org/daten/{number}/{position}.{kind.lower()}",
            description=f"Abruf im Format {kind}, Zeichensatz UTF-8.",
        )
