"""How values are read that must not change unnoticed: what is kept, and what was repaired in it.

Another spelling of the same is no repair: white space at the ends, "Z" for "+00:00", "mailto:"
before a mail address, the separators of a telephone number. All else is told by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .._core.values import BadValue
from . import texts, values
from .tally import Tally

#: letters shown on each side of a repair
SHOWN = 50


class Reader(NamedTuple):
    """How values of one kind are read."""

    #: what can be kept; "", None or BadValue for what cannot
    read: Callable[..., Any]
    #: what was repaired, of the given and the kept value; "" for nothing
    repaired: Callable[[Any, Any], str] = lambda given, kept: ""


def read(tally: Tally, reader: Reader, value: Any, field: str, record: str) -> Any:
    """What can be kept of a value, or None; the tally learns what was left out or repaired."""
    if value in (None, "", [], {}):
        return None
    try:
        made = reader.read(value)
    except BadValue:
        made = None
    if made in (None, ""):
        tally.note("value left out", field, value, record)
        return None
    note(tally, reader, value, made, field, record)
    return made


def note(tally: Tally, reader: Reader, given: Any, kept: Any, field: str, record: str) -> None:
    """Count what was repaired in a value that has been read."""
    if said := reader.repaired(given, kept):
        tally.note("repaired", field, said, record)


def changed(given: Any, kept: Any) -> str:
    """Both, from a little before where they differ; "" where only space around them does."""
    old, new = str(given).strip(), str(kept)
    if old == new:
        return ""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = same - SHOWN // 2 if same > SHOWN // 2 else 0
    return " → ".join(
        f"{'…' if start else ''}{one[start : start + SHOWN]}{'…' if one[start + SHOWN :] else ''}"
        for one in (old, new)
    )


def _mail(given: Any, kept: str) -> str:
    told = str(given).strip()
    return changed(told[7:] if told.lower().startswith("mailto:") else told, kept)


def _telephone(given: Any, kept: str) -> str:
    """The same number with a country's code, where it was none yet."""
    digits = "".join(c for c in str(given) if c.isdigit())
    return "" if digits == kept.removeprefix("tel:+") else changed(given, kept)


def _moment(given: Any, kept: str) -> str:
    told = values.text(given)
    if values.GERMAN.fullmatch(told):
        return changed(told, kept)
    if len(kept) > len("2026-01-31") and not datetime.fromisoformat(told).tzinfo:
        return "a time without its zone, read as UTC"
    return ""


def _text(given: Any, kept: str) -> str:
    """What became of a text, apart from its white space."""
    same = given == kept or "".join(str(given).split()) == "".join(kept.split())
    return "" if same else "characters that no text may have, taken out"


def _formatted(given: Any, kept: str) -> str:
    """The same of a text that may have come as HTML or Markdown."""
    if not (said := _text(given, kept)):
        return ""
    if texts.TAGS.search(str(given)):
        return "HTML, read as plain text"
    return (
        "a link that would run something, taken out" if texts.SCRIPTED.search(str(given)) else said
    )


def _paragraphs(value: Any) -> str:
    return texts.paragraphs(value) if isinstance(value, str) else values.text(value)


def _name(value: Any) -> str:
    return values.text(texts.in_one_language(value))


def _named(given: Any, kept: str) -> str:
    """Nothing where one language was taken of several."""
    told = texts.in_one_language(given)
    return "" if isinstance(told, Mapping) else _text(told, kept)


def text_of(longest: int) -> Reader:
    """Texts on one line that may have so many letters."""
    return Reader(lambda value: values.text(value, longest), _text)


ADDRESS = Reader(values.address, changed)
MAIL = Reader(values.mail, _mail)
MOMENT = Reader(values.moment, _moment)
NAME = Reader(_name, _named)
PARAGRAPHS = Reader(_paragraphs, _formatted)
TELEPHONE = Reader(values.telephone, _telephone)
TEXT = Reader(values.text, _text)
#: a text in one of several languages, on one line and on many
LINE, LINES = Reader(texts.line, _formatted), Reader(texts.paragraphs, _formatted)
