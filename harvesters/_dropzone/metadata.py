"""What is said of a folder of data, whoever wrote it in which form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._core.record import ColumnType

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """What is said of one column."""

    label: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    unit: str = ""
    #: "" where the file itself shows it
    type: ColumnType | str = ""


@dataclass(frozen=True)
class Coordinates:
    """Columns of a table that hold a place, and their coordinate system."""

    x: str
    y: str
    crs: str = "EPSG:4326"


@dataclass(frozen=True)
class About:
    """What is said of one file."""

    title: Texts = field(default_factory=dict)
    notes: Texts = field(default_factory=dict)
    #: sheets of a workbook; empty: the one that holds the table
    sheets: tuple[str, ...] = ()
    #: headings of the columns that together name a row
    key: tuple[str, ...] = ()
    coordinates: Coordinates | None = None
    columns: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Metadata:
    """What is said of a folder; columns are named by their headings."""

    title: Texts
    notes: Texts
    tags: Mapping[str, list[str]] = field(default_factory=dict)
    #: URI from the list of DCAT-AP.de; "" for that of the source
    licence: str = ""
    attribution: str = ""
    publisher: str = ""
    email: str = ""
    #: URI from the EU's list; "" for that of the source
    frequency: str = ""
    #: first and last day, ISO 8601
    period: tuple[str, str] | None = None
    issued: str = ""
    modified: str = ""
    files: Mapping[str, About] = field(default_factory=dict)
    #: for every file of the folder
    everywhere: About = field(default_factory=About)
    #: counts below it are told before anything is published; None: the zone's; 0: looked at
    small: int | None = None
    #: raised by the publisher when another layout of the files is meant
    layout: int = 1
    #: are the files themselves offered, too? None: those that hold nothing but what is shown
    originals: bool | None = None

    def of(self, name: str) -> About:
        """What holds for one file."""
        one, all = self.files.get(name, About()), self.everywhere
        return About(
            one.title, one.notes, one.sheets or all.sheets, one.key or all.key,
            one.coordinates or all.coordinates, {**all.columns, **one.columns},
        )  # fmt: skip


def plain(heading: str) -> str:
    """A heading as it is compared: in small letters, single blanks."""
    return " ".join(heading.split()).casefold()


def everywhere(texts: Texts) -> dict[str, str]:
    """A text in every language; where there is no translation, as the publisher wrote it."""
    first = texts.get("de") or next(iter(texts.values()), "")
    return {code: texts.get(code) or first for code in ("de", "fr", "en")} if first else {}
