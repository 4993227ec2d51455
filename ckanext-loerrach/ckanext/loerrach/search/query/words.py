"""Words and phrases in text fields, as tsqueries."""

from collections.abc import Iterable
from itertools import pairwise

from .. import fields
from ..analysis import general_positions, query_positions
from ..fields import Kind
from ..lexemes import WEIGHTS, quoted, word
from .conditions import Condition, Match

#: words of one query text; more are cut off as noise
_MOST_WORDS = 500
#: beyond this a sloppy phrase is the same as its words
_MOST_SLOP = 10


def in_words(field: str) -> bool:
    """Whether the column `words` answers for a field: the catch-all, title and notes."""
    return field == "text" or field in WEIGHTS


def column(field: str) -> str:
    return "words" if in_words(field) else "terms"


def lexeme(field: str, term: str, *, prefix: bool = False) -> str:
    """A term of a field in a tsquery, for example 'luft':A or 'author:me':*"""
    if not in_words(field):
        return quoted(word(field, term)) + (":*" if prefix else "")
    flags = ("*" if prefix else "") + WEIGHTS.get(field, "")
    return quoted(term) + (f":{flags}" if flags else "")


def positions(field: str, text: str) -> list[list[str]]:
    """For each word of a text the terms of which one has to be there."""
    general = fields.kind(field) is Kind.GENERAL
    found = general_positions(text) if general else query_positions(text)
    return found[:_MOST_WORDS]


def term(field: str, text: str) -> Condition | None:
    """All words of a text, anywhere in the field; None if it has none."""
    found = positions(field, text)
    if not found:
        return None
    return Match(column(field), " & ".join(_alternatives(field, terms) for terms in found))


def phrase(field: str, text: str, slop: int) -> Condition | None:
    """The words of a text one after the other."""
    found = [_alternatives(field, terms) for terms in positions(field, text)]
    if not found:
        return None
    if slop > _MOST_SLOP:
        return Match(column(field), " & ".join(found))
    if slop == 0:
        return Match(column(field), " <-> ".join(found))
    pairs = [_near(one, other, slop) for one, other in pairwise(found)]
    return Match(column(field), " & ".join(pairs or found))


def _near(one: str, other: str, slop: int) -> str:
    """Lucene counts moves: the other way round costs two."""
    ways = [f"({one} <{gap}> {other})" for gap in range(1, slop + 2)]
    ways += [f"({other} <{gap}> {one})" for gap in range(1, slop)]
    return "(" + " | ".join(ways) + ")"


def _alternatives(field: str, terms: Iterable[str]) -> str:
    quoted_terms = [lexeme(field, one) for one in terms]
    return quoted_terms[0] if len(quoted_terms) == 1 else "(" + " | ".join(quoted_terms) + ")"
