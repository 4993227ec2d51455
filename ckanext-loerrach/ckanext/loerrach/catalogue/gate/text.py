"""Texts that are put into the reader's language when they are read, not when they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import has_request_context

#: longest piece of a foreign value that a sentence repeats
MOST = 80


def N_(text: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark a text for translation; it is translated where it is read."""
    return text


@dataclass(frozen=True)
class Label:
    """A name in several languages: language code -> text."""

    texts: tuple[tuple[str, str], ...]

    @staticmethod
    def of(texts: Mapping[str, str] | str) -> Label:
        """From the label of a field in a schema, or one text for all languages."""
        pairs = texts.items() if isinstance(texts, Mapping) else [("de", texts)]
        return Label(tuple((str(language), str(text)) for language, text in pairs))

    def __str__(self) -> str:
        texts = dict(self.texts)
        return texts.get(language()) or texts.get("de") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Text:
    """A text of the catalogue of translations with what to put into it."""

    msgid: str
    facts: tuple[tuple[str, Any], ...] = ()

    @staticmethod
    def of(msgid: str, **facts: Any) -> Text:
        """`facts` are texts, numbers and labels; a long foreign value is cut."""
        return Text(msgid, tuple((key, _short(value)) for key, value in facts.items()))

    def __str__(self) -> str:
        if not self.msgid:
            return ""
        facts = {key: str(value) for key, value in self.facts}
        return str(tk._(self.msgid)).format(**facts) if facts else str(tk._(self.msgid))


#: nothing to say
NOTHING = Text("")


def plain(sentence: str) -> Text:
    """A sentence that is already in the reader's language."""
    return Text("{sentence}", (("sentence", sentence),))


def language() -> str:
    """The language of the reader: "de"; English where nobody reads a page."""
    return str(tk.h.lang()) if has_request_context() else "en"


def _short(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"
