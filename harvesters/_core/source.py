"""One source: who publishes what, where, under which licence, and how often.

A source stands in ``sources.yaml``, or in the configuration of a harvest source (as JSON); both are
hostile until ``SourceEntry.read`` has looked at them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from ckanext.loerrach.geo.areas import areas
from ckanext.loerrach.schemas import licences, strategy_fields, vocabulary

from .errors import SettingError
from .record import Texts

#: list of licences of DCAT-AP.de; the last part of its URI is the short name
LICENCES = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True)
class Publisher:
    """Who answers for the data (dct:publisher) and whom to ask (dcat:contactPoint)."""

    name: str
    url: str = ""
    email: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """A source as it is declared."""

    name: str
    title: Texts
    harvester: str
    url: str
    field: str
    #: short name from the EU list of frequencies: how often the data change
    frequency: str
    #: URI from the list of DCAT-AP.de
    licence: str
    publisher: Publisher
    notes: Texts = dataclasses.field(default_factory=dict)
    #: whose licence counts: "source", the one above for all; "records", each record's own, and one
    #: without is refused; "either", its own, or the one above for a record that names none.
    #: A licence that nobody knows is never taken for another.
    licences: str = "source"
    #: words that the licence wants to be named with ("Datenquelle: …")
    attribution: str = ""
    #: area of the data: the end of a URI below http://dcat-ap.de/def/politicalGeocoding/, e.g.
    #: "municipalityKey/08336050" for Lörrach, or a code of geo/areas.tsv; "" for none
    geocoding: str = ""
    #: seconds between two polls
    every: int = 86_400
    #: seconds without something new after which the source is late, and without a row after which
    #: a sensor of it is silent; 0: derived from ``frequency`` and ``every`` (rhythm.py)
    late_after: int = 0
    silent_after: int = 0
    #: what becomes of an edit that somebody in the portal makes to a harvested field: "keep" it,
    #: or "overwrite" it with what the source says
    edits: str = "keep"
    #: what every dataset of the source is about people: "none" or "anonymised"
    personal_data: str = "none"
    #: settings of the harvester, checked by it
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    #: somebody has looked: address, licence and publisher are right
    verified: bool = False
    #: False: listed, but not harvested until somebody switches it on
    enabled: bool = True
    #: file below tests/feeds that stands in when there is no internet; None for none
    demo: str | None = None

    @classmethod
    def read(cls, name: str, facts: Mapping[str, Any]) -> SourceEntry:
        """Check ``facts`` and make them a source; SettingError names the first thing wrong."""
        return _Reader(name, facts).entry()

    def facts(self) -> dict[str, Any]:
        """The source as plain values, such that ``read(name, facts)`` gives it back."""
        facts = asdict(self)
        del facts["name"]
        return facts


class _Reader:
    """Checks one source, field by field."""

    KNOWN = frozenset(SourceEntry.__dataclass_fields__) - {"name"}

    def __init__(self, name: str, facts: Mapping[str, Any]) -> None:
        self.name, self.facts = name, facts
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            self.fail("name", "only small letters, digits and single hyphens between them")
        for unknown in sorted(set(map(str, facts)) - self.KNOWN):
            self.fail(unknown, f"unknown; known are {', '.join(sorted(self.KNOWN))}")

    def entry(self) -> SourceEntry:
        return SourceEntry(
            name=self.name, title=self.texts("title", required=True),
            notes=self.texts("notes"), harvester=self.text("harvester"), url=self.url(),
            field=self.one_of("field", {field.name for field in strategy_fields()}),
            frequency=self.one_of("frequency", {term.code for term in vocabulary("frequency")}),
            licence=self.licence(), attribution=self.text("attribution", ""),
            licences=self.one_of("licences", {"source", "records", "either"}),
            geocoding=self.geocoding(),
            edits=self.one_of("edits", {"keep", "overwrite"}),
            personal_data=self.one_of("personal_data", {"none", "anonymised"}),
            publisher=self.publisher(), every=self.seconds("every", 10),
            late_after=self.seconds("late_after", 60),
            silent_after=self.seconds("silent_after", 60), settings=self.mapping("settings"),
            verified=self.flag("verified"), enabled=self.flag("enabled"),
            demo=self.demo(),
        )  # fmt: skip

    def fail(self, setting: str, problem: str) -> NoReturn:
        raise SettingError(self.name, setting, problem)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.facts.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(key, "a text is needed")
        return value.strip()

    def one_of(self, key: str, known: set[str]) -> str:
        value = self.text(key, getattr(SourceEntry, key, None))
        if value not in known:
            self.fail(key, f"'{value}' is not one of {', '.join(sorted(known))}")
        return value

    def url(self) -> str:
        value = self.text("url")
        if not re.match(r"https?://[^\s/]", value):
            self.fail("url", f"'{value}' does not begin with http:// or https://")
        return value

    def licence(self) -> str:
        value = self.text("licence").removeprefix(LICENCES)
        if LICENCES + value not in {licence.uri for licence in licences()}:
            self.fail("licence", f"'{value}' is not from the list {LICENCES}")
        return LICENCES + value

    def geocoding(self) -> str:
        value = self.text("geocoding", "")
        if value and not re.fullmatch(r"[a-zA-Z]+Key/[0-9]+", value) and value not in areas():
            self.fail("geocoding", f"'{value}' is not like municipalityKey/08336050")
        return value

    def texts(self, key: str, required: bool = False) -> dict[str, str]:
        value = self.mapping(key)
        for language, text in value.items():
            if not (isinstance(language, str) and isinstance(text, str) and text.strip()):
                self.fail(key, "a text for each language is needed, as 'de: …'")
        if required and "de" not in value:
            self.fail(key, "the German text 'de' is missing")
        return {language: text.strip() for language, text in value.items()}

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.facts.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fail(key, "names with values are needed")
        return dict(value)

    def publisher(self) -> Publisher:
        value = self.mapping("publisher")
        for unknown in sorted(set(map(str, value)) - {"name", "url", "email"}):
            self.fail("publisher", f"'{unknown}' is unknown; known are name, url, email")
        for key, text in value.items():
            if not isinstance(text, str):
                self.fail("publisher", f"'{key}' is not a text")
        if not value.get("name"):
            self.fail("publisher", "a name is needed")
        return Publisher(**value)

    def seconds(self, key: str, least: int) -> int:
        default: int = getattr(SourceEntry, key)
        value = self.facts.get(key, default)
        if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or not (value >= least or value == default)
        ):
            self.fail(key, f"a number of seconds is needed, at least {least}")
        return value

    def flag(self, key: str) -> bool:
        value = self.facts.get(key, getattr(SourceEntry, key))
        if not isinstance(value, bool):
            self.fail(key, "true or false is needed")
        return value

    def demo(self) -> str | None:
        value = self.facts.get("demo")
        if value is None:
            return None
        if (
            not isinstance(value, str)
            or not re.fullmatch(r"[a-z0-9][\w./-]*", value)
            or ".." in value
        ):
            self.fail("demo", "the name of a file below tests/feeds is needed")
        return value
