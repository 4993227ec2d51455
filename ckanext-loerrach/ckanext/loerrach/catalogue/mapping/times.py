"""Years, months, days and moments, as DCAT-AP allows them (gYear, gYearMonth, date, dateTime)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rdflib import Literal, URIRef

from ..namespaces import XSD
from .reader import Reader, Repaired
from .writer import Node, Term, Writer

SHORT = (
    (re.compile(r"\d{4}"), "gYear"),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "gYearMonth"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
)
#: 31.12.2020, as it stands in German texts
GERMAN = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
#: 2021-01-28 GMT 01:51:03.34919300, as some exports of geodata write xsd:dateTime
GMT = re.compile(r"(\d{4}-\d\d-\d\d) GMT (\d\d:\d\d:\d\d(?:\.\d+)?)")
#: what a German neighbour means who names no zone
HERE = ZoneInfo("Europe/Berlin")
#: what CKAN means by its own times
UTC = "+00:00"


@dataclass(frozen=True)
class Moment:
    """A time as exact as it is known."""

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The literal with the datatype that fits."""
        return literal(str(value).strip())

    def read(self, reader: Reader, term: Term) -> str | Repaired:
        """The time, a moment with its zone; one without is read as German time."""
        text = reader.words(term)
        found = zoned(text)
        return found or (Repaired(again) if (again := zoned(respelled(text))) else "")


@dataclass(frozen=True)
class OwnMoment(Moment):
    """A time that CKAN itself keeps, without naming its zone: UTC."""

    def write(self, writer: Writer, s: Node, p: URIRef, value: Any) -> Term | None:
        """The literal with the datatype that fits."""
        text = str(value).strip()
        moment = _parsed(text) if "T" in text else None
        naive = moment is not None and moment.tzinfo is None
        return super().write(writer, s, p, text + UTC if naive else text)


def literal(text: str) -> Literal | None:
    """The literal of a time; None for what is none."""
    for pattern, name in SHORT:
        if pattern.fullmatch(text):
            known = name != "date" or _parsed(text)
            return Literal(text, datatype=XSD[name]) if known else None
    return Literal(moment.isoformat(), datatype=XSD.dateTime) if (moment := _parsed(text)) else None


def zoned(text: str) -> str:
    """A time as the record's checks want it, a moment with its zone; "" for what is none."""
    moment = _parsed(text)
    for pattern, name in SHORT:
        if pattern.fullmatch(text):
            return text if moment or name != "date" else ""
    if moment is None:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=HERE)).isoformat()


def respelled(text: str) -> str:
    """A German day, or a moment with GMT in its middle, as ISO 8601 writes it; else "".

    Both can only be meant in one way.
    """
    if day := GERMAN.fullmatch(text):
        year = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
        return year if _parsed(year) else ""
    return f"{moment[1]}T{moment[2]}{UTC}" if (moment := GMT.fullmatch(text)) else ""


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
