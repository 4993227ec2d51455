"""Spellings made equal, and stems: German, English, French.

Stemmers: Snowball, https://snowballstem.org/algorithms/ (the German one works on words
without umlauts here, so that `Bäume` meets `Baum` and `Lorrach` meets `Lörrach`).
`irregular.txt` says what the German one gets wrong.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

import snowballstemmer

from .text import LONGEST

_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
#: ae, oe, ue for ä, ö, ü; but not in quelle, neue, bauer, treue, aktuell
_DIGRAPHS = re.compile(r"(?<![aeoq])([ao])e(?!u)|(?<![aeoq])(u)e(?!ll)")

_german = snowballstemmer.stemmer("german")
_english = snowballstemmer.stemmer("english")
_french = snowballstemmer.stemmer("french")


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
    return irregular(folded) or _german.stemWord(folded)


def english(word: str) -> str:
    """Stem of an English word; CKAN's Solr schema stems the same way."""
    return _english.stemWord(plain(word))


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
