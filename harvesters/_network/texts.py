"""Texts of other catalogues: in one language or several, in plain text, Markdown or HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from .._core.values import BadValue, clean

#: languages that the portal has fields for; German is what a record cannot do without
LANGUAGES = ("de", "fr", "en")
#: which language stands in for German, the likeliest to be understood first
STAND_INS = ("en", "fr", "it")
#: which language a name is taken in, where there can be only one
ONE_NAME = ("de", "fr", "en", "it")
#: longest title and longest description
TITLE, NOTES = 500, 100_000
TAGS = re.compile(
    r"</?(?:p|br|div|ul|ol|li|a|b|i|strong|em|span|h[1-6]|table|tr|td|script|style|"
    r"iframe|img|svg|object|embed|form|input|link|meta)\b[^<>]*>",
    re.IGNORECASE,
)
#: a Markdown link to something that a browser would run
SCRIPTED = re.compile(r"\]\(\s*<?\s*(?!https?:|mailto:|ftp:|/|#)[a-z][a-z0-9+.\-\s]*:[^)]*\)", re.I)


def by_language(value: Any, language: str, field: str) -> dict[str, str]:
    """Language -> text of a plain text, a mapping, or the JSON text of one.

    ``language`` is that of a text that does not say its own; BadValue for what is no text.
    """
    if isinstance(value, str) and value.lstrip()[:2] in ('{"', "{'"):
        value = _unpacked(value)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        value = {language: value}
    found = {}
    for told, text in value.items():
        if isinstance(text, list):
            text = " ".join(map(str, text))
        if text is None or (isinstance(text, str) and not text.strip()):
            continue
        if isinstance(text, bool) or not isinstance(text, str | int | float):
            raise BadValue(field, text, "a text is needed")
        found[language_code(str(told), language)] = str(text)
    return found


def in_one_language(value: Any) -> Any:
    """The text of a name in several languages, for fields that have one: German, else another's.

    ``value``: a mapping, or the JSON text of one; everything else is given back as it is.
    """
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _unpacked(value)
    if not isinstance(value, Mapping):
        return value
    told = {language_code(str(word), "de"): text for word, text in value.items() if text}
    return next((told[c] for c in ONE_NAME if c in told), next(iter(told.values()), ""))


def paragraphs(text: str, field: str = "notes", longest: int = NOTES) -> str:
    """Text of several lines, without HTML, controls and links that run something."""
    if TAGS.search(text):
        text = from_html(text)
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(plain) > longest:
        raise BadValue(field, plain[:80], f"longer than {longest} characters")
    return SCRIPTED.sub("]", plain)


def line(text: str, field: str = "title", longest: int = TITLE) -> str:
    """Text on one line, without HTML."""
    plain = clean(from_html(text) if TAGS.search(text) else text)
    if len(plain) > longest:
        raise BadValue(field, plain[:80], f"longer than {longest} characters")
    return SCRIPTED.sub("]", plain)


def from_html(text: str) -> str:
    """Markdown of a piece of HTML: paragraphs, lists and links to web pages."""
    reader = _Html()
    reader.feed(text)
    reader.close()
    return "".join(reader.pieces)


def _unpacked(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict) else text


def language_code(code: str, language: str) -> str:
    """ "de-DE" and "de_DE" are German; "" and "und" are the catalogue's language."""
    short = re.split(r"[-_]", code.strip().lower())[0]
    return short if short and short not in ("und", "default", "none") else language


class _Html(HTMLParser):
    """Keeps the text, turns blocks into lines and links into Markdown."""

    SILENT = frozenset(("script", "style", "iframe", "object", "svg"))
    BLOCKS = frozenset(("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self._silent += 1
        elif tag in self.BLOCKS:
            self.pieces.append("\n\n")
        elif tag in ("br", "tr"):
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "a":
            target = (dict(attrs).get("href") or "").strip()
            good = re.fullmatch(r"(https?://|mailto:)[^\s()<>\"]+", target)
            self._links.append(target if good else "")
            self.pieces.append("[" if good else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self.BLOCKS:
            self.pieces.append("\n\n")
        elif tag == "a" and self._links and (target := self._links.pop()):
            self.pieces.append(f"]({target})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # an angle bracket that was written as a character reference stays text
            self.pieces.append(data.replace("<", "‹").replace(">", "›"))
