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
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_POSSESSIVE = re.compile(r"(?<=\w)'[sS](?=\W|_|$)")
_PART = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")


def words(text: str, *, split_case: bool = True) -> Iterator[tuple[str, int, bool]]:
    """Yield (word, position from 1, is part of the text): parts, and runs of parts joined.

    A joined run (`wifi` of `wi-fi`) has the position of its first part and False: it
    belongs into an index, not into a query. Signs that stand alone take no position.
    """
    position = 0
    for token in unicodedata.normalize("NFKC", text).translate(_UNSEEN).split():
        parts = (_parts if len(token) <= LONGEST else _parts.__wrapped__)(token, split_case)
        for _, run in groupby(enumerate(parts, position + 1), lambda at: at[1].isdecimal()):
            members = list(run)
            for at, part in members:
                yield part, at, True
            if len(members) > 1:
                yield "".join(part for _, part in members)[:LONGEST], members[0][0], False
        position += len(parts)


@lru_cache(maxsize=20_000)
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
