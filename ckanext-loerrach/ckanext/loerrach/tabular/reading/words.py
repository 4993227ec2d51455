"""What is said about a file, as codes with values: sentences in German, French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .sentences import SENTENCES

LANGUAGES = ("de", "fr", "en")


@dataclass(frozen=True)
class Sentence:
    """One sentence: ``code`` is a key of SENTENCES, ``values`` what stands in its gaps."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str = "de") -> str:
        """The sentence; languages that there are not get English."""
        at = LANGUAGES.index(language) if language in LANGUAGES else LANGUAGES.index("en")
        shown = {
            name: _shown(_kind(name, value), LANGUAGES[at]) for name, value in self.values.items()
        }
        return SENTENCES[self.code][at].format_map(shown)

    def texts(self) -> dict[str, str]:
        """The sentence in every language."""
        return {language: self.text(language) for language in LANGUAGES}


def say(code: str, **values: Any) -> Sentence:
    return Sentence(code, values)


def _kind(name: str, value: Any) -> Any:
    """Types of columns have a word in each language."""
    code = f"type_{value}"
    return Sentence(code) if name in ("type", "before") and code in SENTENCES else value


def _shown(value: Any, language: str) -> str:
    """Values come from files: short, on one line, nothing that does not print."""
    if isinstance(value, Sentence):
        return value.text(language)
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(one, language) for one in value[:12]) + (
            " …" if len(value) > 12 else ""
        )
    text = " ".join(str(value).split())
    text = "".join(character if character.isprintable() else "�" for character in text)
    return text if len(text) <= 80 else f"{text[:79]}…"
