"""Words of a text, as CKAN's Solr schema takes texts apart.

`schema.xml` of CKAN 2.12 splits at white space (WhitespaceTokenizer) and then inside of
words (WordDelimiterGraphFilter): at everything that is neither letter nor digit, between
letters and digits, and, for the type `text`, where a small letter meets a capital one.
https://solr.apache.org/guide/solr/latest/indexing-guide/filters.html#word-delimiter-graph-filter
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

#: letters kept of a word: Lucene refuses terms of 32 kB, PostgreSQL those of 2 kB
LONGEST = 200

#: soft hyphens, zero-width signs, byte order marks: written, but not seen
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_POSSESSIVE = re.compile(r"(?<=\w)'[sS](?=\W|_|$)")
_PART = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")

#: (word, offset in its token from 0, is part of the text)
Word = tuple[str, int, bool]


def words(text: str, *, split_case: bool = True) -> Iterator[Word]:
    """Yield (word, position from 1, is part of the text): parts, and runs of parts joined.

    A joined run (`wifi` of `wi-fi`) has the position of its first part and False: it
    belongs into an index, not into a query. Signs that stand alone take no position.
    """
    position = 1
    for token in tokens(text):
        found = pieces(token, split_case)
        for word, offset, own in found:
            yield word, position + offset, own
        position += width(found)


def tokens(text: str) -> list[str]:
    """What stands between white space, without signs that nobody sees."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return text.split()


def pieces(token: str, split_case: bool = True) -> tuple[Word, ...]:
    """The words of one token, with the runs joined; `words` says how."""
    return _kept_pieces(token, split_case) if len(token) <= LONGEST else _pieces(token, split_case)


def width(found: tuple[Word, ...]) -> int:
    """How many positions a token's words take."""
    return sum(own for _, _, own in found)


def _pieces(token: str, split_case: bool) -> tuple[Word, ...]:
    found: list[Word] = []
    for _, run in groupby(enumerate(_parts(token, split_case)), lambda at: at[1].isdecimal()):
        members = list(run)
        found += [(part, at, True) for at, part in members]
        if len(members) > 1:
            joined = "".join(part for _, part in members)
            found.append((joined[:LONGEST], members[0][0], False))
    return tuple(found)


_kept_pieces = lru_cache(maxsize=5_000)(_pieces)


def _parts(token: str, split_case: bool) -> tuple[str, ...]:
    found = _PART.findall(_POSSESSIVE.sub("", token) if "'" in token else token)
    if split_case:
        found = [piece for part in found for piece in _cases(part)]
    return tuple(part[:LONGEST] for part in found)


def _cases(part: str) -> list[str]:
    if part.islower() or part.isupper() or part[1:].islower():
        return [part]
    pieces, start = [], 0
    for at in range(1, len(part)):
        if part[at].isupper() and part[at - 1].islower():
            pieces.append(part[start:at])
            start = at
    return [*pieces, part[start:]]
