"""Values that a field may have, and how to find the one that somebody meant."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .vocabulary import vocabulary


@dataclass(frozen=True)
class Choice:
    """One value: what is stored, what people read (language code -> text), its short name."""

    value: str
    label: Mapping[str, str]
    code: str
    formerly: tuple[str, ...] = ()


class Choices:
    """The values of a field or vocabulary, with an index of all that they are called."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.all = tuple(choices)
        self._by_value = {choice.value: choice for choice in self.all}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for choice in self.all:
            for name in _names(choice):
                self._by_name[_plain(name)].add(choice.value)

    def find(self, text: str) -> str | None:
        """The value that a text is, or plainly means; None for none, or several."""
        if text in self._by_value:
            return text
        found = self._by_name.get(_plain(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def nearest(self, text: str, most: int = 3) -> list[Choice]:
        """Up to ``most`` choices with names like the text; the first ones where none is like it."""
        wanted = _plain(text)[:80]
        # whoever wrote a part of a name meant it, however short it is beside the rest
        names = [name for name in self._by_name if len(wanted) > 3 and wanted in name]
        names.sort(key=len)
        names += difflib.get_close_matches(wanted, self._by_name, n=2 * most, cutoff=0.5)
        values = list(dict.fromkeys(v for name in names for v in sorted(self._by_name[name])))
        return [self._by_value[value] for value in values[:most]] or list(self.all[:most])


@cache
def vocabulary_choices(name: str) -> Choices:
    """The terms of a vocabulary; UnknownVocabulary where there is none of that name."""
    return Choices(
        Choice(term.uri, term.label, term.code, term.formerly) for term in vocabulary(name)
    )


def field_choices(field: Mapping[str, Any]) -> Choices:
    """The choices of a field of the composed schema."""
    if "vocabulary" in field:
        return vocabulary_choices(field["vocabulary"])
    return Choices(
        Choice(str(choice["value"]), choice["label"], str(choice["value"]))
        for choice in field.get("choices", ())
    )


def _names(choice: Choice) -> Iterable[str]:
    yield choice.value
    yield choice.code
    yield from choice.label.values()
    yield from choice.formerly
    parts = [part for part in re.split(r"[/#]", choice.value) if part]
    # "DAILY", "haushalt/plan", "2.0": the end of a URI, where it is nobody else's
    yield from ("/".join(parts[-length:]) for length in range(1, min(len(parts), 5)))


def _plain(name: str) -> str:
    """A name without what people get wrong: http or https, a last slash, capitals."""
    return re.sub(r"^https?://", "", name.strip().casefold()).rstrip("/")
