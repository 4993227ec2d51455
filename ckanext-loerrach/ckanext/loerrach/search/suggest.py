"""Did you mean: what somebody with a typing error wanted to look for.

vocabulary = Vocabulary([("Parkplätze", 3), ("Fahrradzählstellen", 1)])
suggest("freier Parkplaz", vocabulary)   → "freier Parkplätze"
suggest("Fahradzählung", vocabulary)     → "Fahrradzählung"
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .analysis import FRENCH_MARK, fold, index_tokens, query_terms
from .compounds import cut, lexicon
from .stems import german

_WORD = re.compile(r"[^\W\d_]{4,}")
#: what is mended: nobody mistypes a longer query, and each word costs milliseconds
_MOST_LETTERS, _MOST_WORDS, _LONGEST_WORD = 200, 8, 40
#: fields, phrases, wildcards, groups: a query somebody wrote who knows the syntax
_SYNTAX = re.compile(r'[:"*?~{}\[\]()\\]')
_ANY_TERM = re.compile(r"\b(?:AND|OR|NOT)\b")


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the index: how it is written, how often it occurs, which letters it has."""

    surface: str
    count: int
    letters: int


class Vocabulary:
    """Words that a suggestion may consist of, with the parts of their compounds."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Take (word as it is written, how often it occurs)."""
        self.terms: set[str] = set()
        self._by_length: dict[int, dict[str, Known]] = {}
        self.learn(words)

    def learn(self, words: Iterable[tuple[str, int]]) -> None:
        """Add words, or tell how often known ones occur now."""
        for surface, count in words:
            self.terms.update(term for term, _ in index_tokens(surface))
            for form, weight in _forms(surface, count):
                folded = fold(form)
                self._add(folded, form, weight)
                self._add(german(folded), form, 0)

    def _add(self, key: str, surface: str, count: int) -> None:
        same_length = self._by_length.setdefault(len(key), {})
        if key not in same_length or same_length[key].count < count:
            same_length[key] = Known(surface, count, _letters(key))

    def knows(self, word: str) -> bool:
        """Whether a search for this word alone has a chance."""
        return any(
            term in self.terms for term in query_terms(word) if not term.startswith(FRENCH_MARK)
        )

    def correct(self, word: str) -> str | None:
        """The word that was meant, None where this one is known or nothing is near."""
        if self.knows(word):
            return None
        folded = fold(word)
        found = self.nearest(folded, 1 if len(folded) < 8 else 2)
        if found:
            return found.surface
        other_form = self.nearest(german(folded), 1)
        return self._correct_head(word, folded) or (other_form.surface if other_form else None)

    def nearest(self, folded: str, limit: int) -> Known | None:
        """The known word with the fewest typing errors, at most `limit`; then the most frequent."""
        letters = _letters(folded)
        best: tuple[int, int, Known] | None = None
        for length in range(len(folded) - limit, len(folded) + limit + 1):
            for other, known in self._by_length.get(length, {}).items():
                if (letters ^ known.letters).bit_count() > 2 * limit:
                    continue
                errors = distance(folded, other, limit)
                if errors <= limit and (best is None or (errors, -known.count) < best[:2]):
                    best = (errors, -known.count, known)
        return best[2] if best else None

    def _correct_head(self, word: str, folded: str) -> str | None:
        """`Fahradzählung`: no word of the index, but its end is one, and its start is near one."""
        for at in range(len(folded) - 4, 3, -1):
            if folded[at:] in lexicon().last:
                head = self.nearest(folded[:at], 1)
                if head:
                    return head.surface + (word if len(word) == len(folded) else folded)[at:]
        return None


def suggest(query: str, vocabulary: Vocabulary) -> str | None:
    """The query with its typing errors mended; None if there are none, or if it has syntax."""
    if len(query) > _MOST_LETTERS or len(query.split()) > _MOST_WORDS or _SYNTAX.search(query):
        return None

    def mend(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) > _LONGEST_WORD or _ANY_TERM.fullmatch(word):
            return word
        return vocabulary.correct(word) or word

    mended = _WORD.sub(mend, query)
    return mended if mended != query else None


def distance(one: str, other: str, limit: int) -> int:
    """Letters missing, added, replaced, or swapped with their neighbour; `limit` + 1 for more.

    Optimal string alignment, https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _letters(folded: str) -> int:
    mask = 0
    for letter in folded:
        mask |= 1 << (ord(letter) & 31)
    return mask


def _forms(surface: str, count: int) -> Iterator[tuple[str, int]]:
    """A word, and the heads and tails of a compound, which count less than words of their own."""
    yield surface, 2 * count
    folded = fold(surface)
    if len(folded) == len(surface):
        for part in cut(folded)[:-1]:
            if folded[part.start : part.stop] in lexicon().last:
                yield surface[: part.stop], count
            yield surface[part.end :].capitalize(), count
