"""Parts of German compounds: `fahrradzahlstellen` holds `rad` and `zahlstell`.

A word comes apart only where all of its parts are known (`words.txt`), joined as German
joins them: `Verkehr-s-zählung`, `Geburt-en-zahl`, `Kind-er-garten`. A dictionary of the
whole language (simplemma) was measured: 108 MB and a second in every process, and with
its short words it takes apart what is none (`Hei-rat`, `Stau-becken`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

from .stems import fold, german

#: Fugenelemente between two parts; the empty one first
LINKS = ("", "s", "n", "en", "es", "er", "e", "ens", "nen")
#: inflection of the last part
ENDINGS = ("", "e", "n", "en", "s", "es", "er", "ern", "se", "sen", "in", "innen", "ns", "em")

SHORTEST, LONGEST = 6, 60
#: an unknown part (a name, as in Grüttpark) has so many letters and a vowel among them
_NAME = re.compile(r"(?=.*[aeiouy])[a-z]{4,}$")


@dataclass(frozen=True)
class Lexicon:
    """Folded forms of `words.txt`: which may stand before, which last, which hold others."""

    before: set[str] = field(default_factory=set)
    last: set[str] = field(default_factory=set)
    after_names: set[str] = field(default_factory=set)
    inner: dict[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0


@dataclass(frozen=True)
class Part:
    """A slice of a word: [start, end) with its link, `stop` without it."""

    start: int
    stop: int
    end: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read `words.txt`, which says itself how it is written."""
    lines = (files(__package__) / "words.txt").read_text(encoding="utf-8").splitlines()
    entries = [entry for line in lines if not line.startswith("#") for entry in line.split()]
    found = Lexicon(longest=24)
    for entry in entries:
        _enter(found, entry)
    return found


def _enter(lexicon: Lexicon, entry: str) -> None:
    name, _, inner = entry.partition(">")
    word = fold(name.strip("*-"))
    lexicon.before.add(word)
    if name.endswith("-"):
        return
    if word.endswith("e") and len(word) > 4:
        lexicon.before.add(word[:-1])
    forms = {word + ending for ending in ENDINGS}
    lexicon.last.update(forms)
    if name.startswith("*"):
        lexicon.after_names.update(forms)
    if inner:
        stems = tuple(german(fold(part)) for part in inner.split(","))
        lexicon.inner.update(dict.fromkeys(forms, stems))


def parts(folded: str) -> list[str]:
    """Stems of all that a folded word holds, without the word itself; empty for most words."""
    if folded in lexicon().last:
        return list(lexicon().inner.get(folded, ()))
    if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha():
        return []
    cut = _split(folded)
    found = dict.fromkeys(german(piece) for piece in _pieces(folded, cut))
    for part in cut:
        found |= dict.fromkeys(_inside(folded[part.start : part.stop]))
    return list(found)


def _inside(piece: str) -> tuple[str, ...]:
    return lexicon().inner.get(piece, ())


def _pieces(word: str, cut: list[Part]) -> Iterator[str]:
    """All runs of neighbouring parts but the whole: `zahl`, `stelle`, `radzahl`, `zahlstelle`."""
    for first, last in combinations(range(len(cut) + 1), 2):
        if last - first < len(cut):
            yield word[cut[first].start : cut[last - 1].stop]


def _split(word: str) -> list[Part]:
    """The best way to cut a word into known parts: few and long ones. Empty if there is none."""
    known = _best(word, 0, {})
    return list(known[1]) if known else _after_name(word)


type_best = tuple[int, tuple[Part, ...]]


def _best(word: str, start: int, memory: dict[int, type_best | None]) -> type_best | None:
    if start not in memory:
        ways = list(_ways(word, start, memory))
        memory[start] = max(ways, key=lambda way: way[0]) if ways else None
    return memory[start]


def _ways(word: str, start: int, memory: dict[int, type_best | None]) -> Iterator[type_best]:
    if start and word[start:] in lexicon().last:
        size = len(word) - start
        yield size * size, (Part(start, len(word), len(word)),)
    for stop in range(start + 2, min(len(word) - 1, start + lexicon().longest)):
        if word[start:stop] not in lexicon().before:
            continue
        for link in LINKS:
            rest = _best(word, stop + len(link), memory) if word.startswith(link, stop) else None
            if rest and stop + len(link) < len(word):
                size = stop - start
                yield (
                    rest[0] + size * size - len(link),
                    (
                        Part(start, stop, stop + len(link)),
                        *rest[1],
                    ),
                )


def _after_name(word: str) -> list[Part]:
    """A name that nobody listed before a word that may follow one: `Grütt` and `park`."""
    for start in range(4, len(word) - 3):
        if word[start:] in lexicon().after_names and _NAME.match(word[:start]):
            return [Part(0, start, start), Part(start, len(word), len(word))]
    return []
