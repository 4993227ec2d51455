"""Parts of German compounds: `fahrradzahlstellen` holds `rad` and `zahlstell`.

A word comes apart where all of its parts are known (`words.txt`), joined as German joins
them: `Verkehr-s-zählung`, `Geburt-en-zahl`, `Kind-er-garten`; and where one well-known part
stands beside a name: `Grütt-park`. A dictionary of the whole language (simplemma 2.0) was
measured: 108 MB and a second in every process, and with its short words it takes apart what
is none (`Hei-rat`).
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

#: letters of words that are looked at, and of the longest part
SHORTEST, LONGEST, LONGEST_PART = 6, 60, 24
_UNKNOWN = re.compile(r"(?=.*[aeiouy])[a-z]{4,}$")


@dataclass(frozen=True)
class Lexicon:
    """Folded forms of `words.txt`, by what they may do in a compound."""

    before: set[str] = field(default_factory=set)
    last: set[str] = field(default_factory=set)
    after_unknown: set[str] = field(default_factory=set)
    before_unknown: set[str] = field(default_factory=set)
    mute: set[str] = field(default_factory=set)
    inner: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A part of a word: [start, stop), and `end` behind the link that follows."""

    start: int
    stop: int
    end: int


Cut = tuple[Part, ...]
Way = tuple[int, Cut]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read `words.txt`, which says itself how it is written."""
    lines = (files(__package__) / "words.txt").read_text(encoding="utf-8").splitlines()
    found = Lexicon()
    for line in lines:
        for entry in [] if line.startswith("#") else line.split():
            _enter(found, entry)
    found.mute.difference_update(found.last)
    return found


def _enter(lexicon: Lexicon, entry: str) -> None:
    name, _, inner = entry.partition(">")
    word = fold(name.strip("*-~"))
    first = {word, word[:-1]} if len(word) > 4 and word.endswith("e") else {word}
    lexicon.before.update(first)
    if name.endswith(("-", "~")):
        lexicon.mute.update([word] if name.endswith("~") else [])
        return
    forms = {word + ending for ending in ENDINGS}
    lexicon.last.update(forms)
    lexicon.after_unknown.update(forms if name.startswith("*") else ())
    lexicon.before_unknown.update(first if name.endswith("*") else ())
    held = tuple(fold(part) for part in inner.split(",") if part)
    lexicon.inner.update(dict.fromkeys(first | forms, held) if held else {})


def parts(folded: str) -> list[str]:
    """Stems of all that a folded word holds, without the word itself; empty for most words."""
    words = lexicon()
    if folded in words.last:
        return [german(held) for held in words.inner.get(folded, ())]
    if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha():
        return []
    found: dict[str, None] = {}
    for piece in _pieces(folded, cut(folded)):
        if piece not in words.mute:
            found |= dict.fromkeys(german(held) for held in (piece, *words.inner.get(piece, ())))
    return list(found)


def _pieces(word: str, cut: Cut) -> Iterator[str]:
    """All runs of neighbouring parts but the whole: `zahl`, `stelle`, `radzahl`, `zahlstelle`.

    A part that holds another at its end begins a run twice: `trinkwasserqualitat` has
    `wasserqualitat` in it.
    """
    for first, last in combinations(range(len(cut) + 1), 2):
        part, stop = cut[first], cut[last - 1].stop
        if last - first < len(cut):
            yield word[part.start : stop]
        whole = word[part.start : part.stop]
        for held in lexicon().inner.get(whole, ()):
            if whole.endswith(held):
                yield word[part.stop - len(held) : stop]


def cut(word: str) -> Cut:
    """The best way to cut a folded word into known parts, few and long ones; () for none."""
    known = _best(word, 0, {})
    return known[1] if known else _beside_unknown(word)


def _best(word: str, start: int, memory: dict[int, Way | None]) -> Way | None:
    if start not in memory:
        memory[start] = max(_ways(word, start, memory), key=lambda way: way[0], default=None)
    return memory[start]


def _ways(word: str, start: int, memory: dict[int, Way | None]) -> Iterator[Way]:
    words = lexicon()
    if start and word[start:] in words.last:
        yield (len(word) - start) ** 2, (Part(start, len(word), len(word)),)
    for stop in range(start + 2, min(len(word) - 1, start + LONGEST_PART)):
        if word[start:stop] in words.before:
            for link in LINKS:
                after = stop + len(link)
                rest = _best(word, after, memory) if word.startswith(link, stop) else None
                if rest:
                    worth = (stop - start) ** 2 - len(link) + rest[0]
                    yield worth, (Part(start, stop, after), *rest[1])


def _beside_unknown(word: str) -> Cut:
    """One well-known part beside a word that nobody listed; the longest known part wins."""
    words, size = lexicon(), len(word)
    for at in range(4, size - 3):
        if word[at:] in words.after_unknown and _UNKNOWN.match(word[:at]):
            return Part(0, at, at), Part(at, size, size)
    for at in range(min(size - 4, LONGEST_PART), 3, -1):
        if word[:at] in words.before_unknown and _UNKNOWN.match(word[at:]):
            return Part(0, at, at), Part(at, size, size)
    return ()
