"""``dataset.yaml``: a folder described in German words, docs/dropzone.md explains each.

A word that is not known is an error that names the nearest one: a slip of the pen would otherwise
leave something out in silence. YAML 1.1 without anchors, tags and aliases.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import yaml

from .._core.values import clean
from .._network import words as network
from .days import period, span
from .metadata import About, Coordinates, Metadata, Words
from .words import LANGUAGES, Later, Problem

NAME = "dataset.yaml"
#: bytes of a description, and characters of a text in it
MOST, LONGEST = 200_000, 20_000
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "-": "_", " ": "_"})
TYPES = {
    "text": "text", "ganzzahl": "integer", "zahl": "number", "dezimalzahl": "number",
    "datum": "date", "ja/nein": "boolean", "wahrheitswert": "boolean",
}  # fmt: skip
CHECKED = ("geprueft", "unbedenklich")
CHOSEN = {"ja": True, "nein": False}
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


def read(body: bytes) -> Metadata:
    """The description; Problem names the word that is wrong."""
    given = _Words(_parsed(body), "")
    given.only(
        "titel titel_fr titel_en beschreibung beschreibung_fr beschreibung_en schlagwoerter lizenz"
        " quellenangabe herausgeber kontakt aktualisierung zeitraum stand veroeffentlicht dateien"
        " spalten schluessel koordinaten blatt kleine_zahlen aufbau original"
    )
    return Metadata(
        given.texts("titel", needed=True), given.texts("beschreibung", needed=True),
        given.tags("schlagwoerter"),
        given.made("lizenz", _licence), given.text("quellenangabe"), given.text("herausgeber"),
        given.made("kontakt", _email), given.made("aktualisierung", _frequency),
        period("zeitraum", given.value("zeitraum")) if given.has("zeitraum") else None,
        given.day("veroeffentlicht"), given.day("stand"),
        {name: _about(one) for name, one in given.each("dateien")},
        _about(given), given.small("kleine_zahlen"), given.number("aufbau", 1, 1),
        given.chosen("original"),
    )  # fmt: skip


def _about(given: _Words) -> About:
    """What is said of a file, or (outermost) of all."""
    own = bool(given.where)
    if own:
        given.only("titel titel_fr titel_en beschreibung beschreibung_fr beschreibung_en blatt"
                   " schluessel koordinaten spalten")  # fmt: skip
    place = None
    if given.has("koordinaten"):
        words = given.inner("koordinaten")
        words.only("x y system")
        place = Coordinates(
            words.text("x", needed=True), words.text("y", needed=True),
            words.text("system") or "EPSG:4326",
        )  # fmt: skip
    return About(
        given.texts("titel") if own else {}, given.texts("beschreibung") if own else {},
        tuple(given.several("blatt")), tuple(given.several("schluessel")), place,
        {heading: _column(one) for heading, one in given.each("spalten")},
    )  # fmt: skip


def _column(given: _Words) -> Words:
    given.only("titel titel_fr titel_en beschreibung beschreibung_fr beschreibung_en einheit typ")
    label, notes = given.texts("titel"), given.texts("beschreibung")
    return Words(label, notes, given.text("einheit"), given.made("typ", _type))


class _Words:
    """Words with their values, from one place of the file."""

    def __init__(self, given: Mapping[Any, Any], where: str) -> None:
        self.where = where
        self._given = {_plain(name): value for name, value in given.items() if value is not None}

    def only(self, known: str) -> None:
        """Problem for the first word that is none of them, with the one that may be meant."""
        words = known.split()
        for name in self._given:
            if name not in words:
                raise Problem(self.where + name, "unknown_word", what=meant(name, words))

    def has(self, name: str) -> bool:
        return name in self._given

    def value(self, name: str) -> Any:
        return self._given.get(name)

    def text(self, name: str, needed: bool = False) -> str:
        value = self._given.get(name)
        if value is None:
            if needed:
                raise Problem(self.where + name, "missing", what=name)
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float | date):
            raise Problem(self.where + name, "text_needed", str(value)[:80])
        return _lines(str(value))[:LONGEST]

    def texts(self, name: str, needed: bool = False) -> dict[str, str]:
        """A text and its translations: titel, titel_fr, titel_en."""
        names = {code: name if code == "de" else f"{name}_{code}" for code in LANGUAGES}
        found = {code: self.text(names[code], needed and code == "de") for code in LANGUAGES}
        return {code: text for code, text in found.items() if text}

    def made(self, name: str, make: Callable[[str, str], str]) -> str:
        text = self.text(name)
        return make(self.where + name, text) if text else ""

    def several(self, name: str) -> list[str]:
        """A list of texts; a single text is one of one."""
        value = self._given.get(name, [])
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in found):
            raise Problem(self.where + name, "list_needed", str(value)[:80])
        return [clean(str(one)) for one in found]

    def tags(self, name: str) -> dict[str, list[str]]:
        """A list, or lists by language; "eins, zwei" as well."""
        value = self._given.get(name)
        if isinstance(value, Mapping):
            inner = self.inner(name)
            inner.only("de fr en")
            found = {code: inner.several(code) for code in LANGUAGES if inner.has(code)}
        else:
            found = {"de": value.split(",") if isinstance(value, str) else self.several(name)}
        return {code: words for code, several in found.items() if (words := keywords(several))}

    def inner(self, name: str) -> _Words:
        value = self._given.get(name, {})
        if not isinstance(value, Mapping):
            raise Problem(self.where + name, "lines_needed", str(value)[:80])
        return _Words(value, f"{self.where}{name}.")

    def each(self, name: str) -> list[tuple[str, _Words]]:
        """Names that the publisher chose (files, headings), each with its words."""
        value = self._given.get(name, {})
        if not isinstance(value, Mapping):
            raise Problem(self.where + name, "lines_needed", str(value)[:80])
        found = []
        for key, one in value.items():
            if not isinstance(one, Mapping):
                # "Einwohner: Anzahl am Jahresende" explains a column in one line
                one = {"beschreibung": one} if name == "spalten" else {"titel": one}
            found.append((clean(str(key)), _Words(one, f"{self.where}{name}.{key}.")))
        return found

    def day(self, name: str) -> str:
        return span(self.where + name, self.value(name))[0].isoformat() if self.has(name) else ""

    def number(self, name: str, default: int, least: int) -> int:
        value = self._given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise Problem(self.where + name, "number_needed", str(value)[:80], least=least)
        return value

    def chosen(self, name: str) -> bool | None:
        """Yes or no; None where nothing is said."""
        value = self._given.get(name)
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, str) or _plain(value) not in CHOSEN:
            raise Problem(self.where + name, "yes_or_no", str(value)[:80])
        return CHOSEN[_plain(value)]

    def small(self, name: str) -> int | None:
        """The threshold; 0 where somebody has looked; None where nothing is said."""
        value = self._given.get(name)
        if value is None:
            return None
        if isinstance(value, str) and _plain(value) in CHECKED:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 2:
            raise Problem(self.where + name, "threshold_needed", str(value)[:80])
        return value


def meant(name: str, known: list[str]) -> Later:
    """The word that may be meant, or all that are known."""
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return Later("meant", near[0])
    return Later("known", ", ".join(sorted(known)[:40]))


def keywords(words: list[str]) -> list[str]:
    """Keywords as CKAN takes them: letters, digits, blanks, "-", "_" and "."; 2 to 100 of them."""
    plain = (" ".join(re.sub(r"[^\w .-]", " ", str(one)).split()) for one in words)
    return [one for one in dict.fromkeys(plain) if 2 <= len(one) <= 100]


def _parsed(body: bytes) -> Mapping[Any, Any]:
    if len(body) > MOST:
        raise Problem(NAME, "too_large", megabytes=MOST / 1e6)
    try:
        text = body.decode("utf-8-sig")
        if any(isinstance(one, yaml.AliasToken | yaml.AnchorToken) for one in yaml.scan(text)):
            raise Problem(NAME, "anchors")
        value = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise Problem(NAME, "not_utf8") from error
    # a ValueError: 2025-02-30 looks like a day
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Problem(NAME, "no_yaml", what=" ".join(str(error).split())[:200]) from error
    if not isinstance(value, dict):
        raise Problem(NAME, "no_yaml", what=str(value)[:80])
    return value


def _plain(word: Any) -> str:
    return clean(str(word)).lower().translate(UMLAUTS)


def _lines(text: str) -> str:
    """Line by line without what does not print; paragraphs stay."""
    return "\n".join(clean(line) for line in text.strip().splitlines()).strip()


def _licence(field: str, text: str) -> str:
    if not (uri := network.licence(text)):
        raise Problem(field, "no_licence", text)
    return uri


def _frequency(field: str, text: str) -> str:
    if not (uri := network.frequency(text)):
        raise Problem(field, "no_frequency", text)
    return uri


def _email(field: str, text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise Problem(field, "no_address", text)
    return text


def _type(field: str, text: str) -> str:
    if _plain(text) not in TYPES:
        raise Problem(field, "bad_type", text)
    return TYPES[_plain(text)]
