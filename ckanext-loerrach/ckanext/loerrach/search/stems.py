"""Spellings made equal, and stems: German, English, French.

Stemmers: Snowball, https://snowballstem.org/algorithms/ (the German one works on words
without umlauts here, so that `Bäume` meets `Baum` and `Lorrach` meets `Lörrach`).
`irregular.txt` says what the German one gets wrong.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from .text import LONGEST

_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
#: ae, oe, ue for ä, ö, ü; but not in quelle, neue, bauer, treue, aktuell
_DIGRAPHS = re.compile(r"(?<![aeoq])([ao])e(?!u)|(?<![aeoq])(u)e(?!ll)")


def _stemmers(*languages: str) -> Iterator[Any]:
    """Snowball's stemmers of some languages; its package loads all thirty: 10 MB a process."""
    spec = find_spec("snowballstemmer")
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError("No module named 'snowballstemmer'", name="snowballstemmer")
    package = ModuleType("loerrach_snowball")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules[package.__name__] = package
    for language in languages:
        module = import_module(f"{package.__name__}.{language}_stemmer")
        yield getattr(module, f"{language.capitalize()}Stemmer")()


_german, _english, _french = _stemmers("german", "english", "french")


def plain(word: str) -> str:
    """Small letters without accents: `Straße` is `strasse`, `Qualité` is `qualite`."""
    lower = word.lower().translate(_LIGATURES)
    if lower.isascii():
        return lower[:LONGEST]
    spread = unicodedata.normalize("NFKD", lower)
    return "".join(sign for sign in spread if not unicodedata.combining(sign))[:LONGEST]


def fold(word: str) -> str:
    """One spelling for all of `Lörrach`, `Loerrach`, `LORRACH`: `lorrach`."""
    return _DIGRAPHS.sub(r"\1\2", plain(word))


def stems(word: str) -> tuple[str, ...]:
    """The folded spelling of a word, then its German and its English stem where they differ."""
    folded = fold(word)
    if folded.isdecimal():
        return (folded,)
    known = irregular(folded)
    if known:
        return tuple(dict.fromkeys([folded, known]))
    return tuple(dict.fromkeys([folded, german(folded), english(word)]))


@lru_cache(maxsize=5_000)
def german(folded: str) -> str:
    """Stem of a folded German word: `parkplatze` is `parkplatz`, `zentren` is `zentrum`."""
    return irregular(folded) or str(_german.stemWord(folded))


def english(word: str) -> str:
    """Stem of an English word; CKAN's Solr schema stems the same way."""
    return str(_english.stemWord(plain(word)))


def french(word: str) -> str:
    """Stem of a French word, without accents."""
    return plain(_french.stemWord(word.lower()))


def irregular(folded: str) -> str | None:
    """The stem that `irregular.txt` names for a word, or for the end of a compound."""
    whole, ending = _irregular()
    if folded in whole:
        return whole[folded]
    found = ending.search(folded)
    return folded[: found.start()] + whole[found.group()] if found else None


@lru_cache(maxsize=1)
def _irregular() -> tuple[dict[str, str], re.Pattern[str]]:
    whole: dict[str, str] = {}
    endings: list[str] = []
    text = (files(__package__) / "irregular.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            forms = [fold(form.lstrip("*")) for form in line.split()]
            whole.update(dict.fromkeys(forms, forms[0]))
            endings += [fold(form[1:]) for form in line.split() if form.startswith("*")]
    longest_first = sorted(set(endings), key=len, reverse=True)
    return whole, re.compile(f"(?<=[a-z]{{3}})(?:{'|'.join(longest_first)})$")
