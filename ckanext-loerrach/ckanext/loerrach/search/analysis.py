"""What a text is found by: terms with positions for the index, alternatives for a query.

The way of CKAN's Solr type `text` for plain words, and German on top: a word has its folded
spelling, its German and English stem and the parts of a compound at one position; in texts
that are French also its French stem. Only those a word really has: most have two.

    index_tokens("Fahrradzählstellen")  → fahrradzahlstellen, fahrradzahlstell, zahlstell, rad, …
    query_terms("Zählstelle")           → zahlstelle, zahlstell
"""

import re
from functools import lru_cache

from . import stems
from .compounds import parts
from .text import pieces, tokens, width, words

fold = stems.fold

#: French stems stand apart: `Passant` must not meet `Pass` by way of a French participle
FRENCH_MARK = "~"
_FRENCH = re.compile(
    r"(?<!\S)(?:[ld]['’]|(?:les|aux|du|sur|et|une|dans|pour|par|avec|ou|la|le)(?!\S))",
    re.IGNORECASE,
)


def index_tokens(text: str) -> list[tuple[str, int]]:
    """(term, position from 1) of a text of Solr type `text`; many terms may share a position.

    Several values of one field go on 100 positions later each (positionIncrementGap).
    """
    french = is_french(text)
    found: list[tuple[str, int]] = []
    position = 1
    for token in tokens(text):
        terms, size = (_kept_token if len(token) < 60 else _token)(token, french)
        found += [(term, position + offset) for term, offset in terms]
        position += size
    return found


def query_positions(text: str) -> list[list[str]]:
    """What a word or phrase asks for: for each position the terms of which one must be there.

    `Open-Data` asks for two words, `&` for none (an empty list).
    """
    return [query_terms(word) for word, _, own in words(text) if own]


def query_terms(word: str) -> list[str]:
    """Terms any of which satisfies one word, the most exact first; one word without delimiters."""
    return list(_query_terms(word))


def general_tokens(text: str) -> list[tuple[str, int]]:
    """(term, position) of a text of Solr type `text_general`: no stems, no parts, no case split."""
    return [(fold(word), position) for word, position, _ in words(text, split_case=False)]


def general_positions(text: str) -> list[list[str]]:
    """As query_positions, for fields of Solr type `text_general`."""
    return [[fold(word)] for word, _, own in words(text, split_case=False) if own]


def is_french(text: str) -> bool:
    """Whether a text has articles and prepositions of French that neither neighbour has."""
    found = len(_FRENCH.findall(text))
    return found > 0 and found * 25 >= len(text.split())


def _token(token: str, french: bool) -> tuple[tuple[tuple[str, int], ...], int]:
    """The terms of one token with their offsets, and how many positions it takes."""
    found = pieces(token)
    terms = [(term, offset) for word, offset, _ in found for term in _index_terms(word, french)]
    return tuple(dict.fromkeys(terms)), width(found)


_kept_token = lru_cache(maxsize=10_000)(_token)


@lru_cache(maxsize=5_000)
def _index_terms(word: str, french: bool) -> tuple[str, ...]:
    return (*stems.stems(word), *parts(fold(word)), *([_french_term(word)] if french else []))


@lru_cache(maxsize=2_000)
def _query_terms(word: str) -> tuple[str, ...]:
    return (*stems.stems(word), _french_term(word))


@lru_cache(maxsize=2_000)
def _french_term(word: str) -> str:
    return FRENCH_MARK + stems.french(word)
