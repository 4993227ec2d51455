"""``meta.xml``: the description of Zürich's drop zones (datensammlung/datensatz).

The form is public with the harvester that reads it there
(https://github.com/opendatazurich/ckanext-stadtzh-harvest). Elements that are empty say nothing.
"""

from __future__ import annotations

import re
from typing import Any

from .._core import xml
from .._core.answer import Answer, Validators
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.values import clean
from .._network import words as network
from .days import period, span
from .metadata import About, Metadata, Words
from .words import Problem
from .yamlfile import keywords

NAME = "meta.xml"
#: what the town itself means by "no period": a day decades before its data
PLACEHOLDER = "1960-01-01"
#: what is read, and what has no place in our records
READ = frozenset(
    [
        "titel",
        "beschreibung",
        "kategorie",
        "raeumliche_beziehung",
        "lieferant",
        "quelle",
        "zeitraum",
        "datenqualitaet",
        "erstmalige_veroeffentlichung",
        "aktualisierungsdatum",
        "aktualisierungsintervall",
        "schlagworte",
        "bemerkungen",
        "attributliste",
        "lizenz",
    ]
)
IGNORED = frozenset(
    ["rechtsgrundlage", "datentyp", "aktuelle_version", "anwendungen", "publikationen"]
)


def read(feed: Feed, body: bytes) -> Metadata:
    """The description; Problem names the element that is wrong."""
    answer = Answer(feed.url, body, "application/xml", "", Validators())
    try:
        root = xml.read(answer, feed, "a description in XML")
    except WrongContent as error:
        raise Problem(NAME, "no_xml") from error
    sets = [one for one in root.iter() if xml.local(one) == "datensatz"]
    if xml.local(root) != "datensammlung" or len(sets) != 1:
        raise Problem(NAME, "no_xml")
    given = {xml.local(one): one for one in sets[0]}
    feed.unknown([name for name, one in given.items() if len(one) or _text(one)], READ | IGNORED)
    text = {name: _text(one) for name, one in given.items()}
    for name in ("titel", "beschreibung"):
        if not text.get(name):
            raise Problem(f"{NAME}: {name}", "missing", what=name)
    notes = [text["beschreibung"], *_remarks(given)]
    if quality := text.get("datenqualitaet"):
        notes.append(f"Datenqualität: {quality}")
    return Metadata(
        {"de": text["titel"]}, {"de": "\n\n".join(notes)},
        {"de": keywords([*_split(text.get("schlagworte")), *_split(text.get("kategorie"))])},
        _licence(text.get("lizenz", "")),
        text.get("quelle", "") or text.get("lieferant", ""), text.get("lieferant", ""), "",
        _frequency(text.get("aktualisierungsintervall", "")), _period(feed, text.get("zeitraum")),
        _day(text, "erstmalige_veroeffentlichung"), _day(text, "aktualisierungsdatum"),
        everywhere=About(columns=_columns(feed, given.get("attributliste"))),
    )  # fmt: skip


def _text(element: Any) -> str:
    return clean("".join(element.itertext()))


def _split(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def _remarks(given: dict[str, Any]) -> list[str]:
    """Heading and text of each remark."""
    found = []
    for one in given.get("bemerkungen", ()):
        inner = {xml.local(part): _text(part) for part in one}
        if text := " ".join(filter(None, (inner.get("titel"), inner.get("text")))):
            found.append(text)
    return found


def _columns(feed: Feed, given: Any) -> dict[str, Words]:
    """By the technical name, which is the heading; one without a name can be no column's."""
    found = {}
    for one in given if given is not None else ():
        inner = {xml.local(part): _text(part) for part in one}
        label, notes = inner.get("sprechenderfeldname", ""), inner.get("feldbeschreibung", "")
        if heading := clean(one.get("technischerfeldname", "")):
            found[heading] = Words({"de": label} if label else {}, {"de": notes} if notes else {})
        elif label:
            feed.notice("column without a name", label, "no technischerfeldname; not used")
    return found


def _period(feed: Feed, text: str | None) -> tuple[str, str] | None:
    if not text:
        return None
    first, last = period(f"{NAME}: zeitraum", text)
    if first == last == PLACEHOLDER:
        feed.notice("repaired", "zeitraum", f"{text} stands for no period")
        return None
    return first, last


def _day(text: dict[str, str], name: str) -> str:
    return span(f"{NAME}: {name}", text[name])[0].isoformat() if text.get(name) else ""


def _frequency(text: str) -> str:
    if not text:
        return ""
    if not (uri := network.frequency(re.sub(r"\s*\(.*", "", text))):
        raise Problem(f"{NAME}: aktualisierungsintervall", "no_frequency", text)
    return uri


def _licence(text: str) -> str:
    if not text:
        return ""
    if not (uri := network.licence(text)):
        raise Problem(f"{NAME}: lizenz", "no_licence", text)
    return uri
