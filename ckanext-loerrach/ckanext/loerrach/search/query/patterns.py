"""Wildcards, fuzzy words and regular expressions over the terms of a field."""

import re
from collections.abc import Callable

from .. import fields
from ..analysis import fold
from ..errors import BadQuery
from ..fields import Kind
from ..lexemes import IN_COLUMNS, WEIGHTS, beginning, quoted
from ..schema import SCHEMA
from . import columns, tree
from .conditions import FALSE, Condition, Match, Sql
from .words import column, in_words, lexeme

#: nested repetition makes PostgreSQL think for hours
_REGEX_LONGEST = 200
#: terms that one pattern may stand for; a word of which all edits are tried
_MOST_TERMS, _FUZZY_LONGEST = 5000, 40
#: PostgreSQL stumbles over it in the place of a tsquery, and names it in its complaint
_TOO_MANY = "loerrach_search: too many words"
_REPEATED_GROUP = re.compile(r"\)\s*[*+{?].*\)\s*[*+{]|[*+}]\)[*+{]")


def wildcard(node: tree.Wildcard) -> Condition:
    """Terms that fit a pattern of `*` and `?`; raises BadQuery."""
    kind = fields.kind(node.field)
    if kind in (Kind.DATE, Kind.NUMBER):
        raise BadQuery(f"Wildcards cannot be used on the field {node.field!r}")
    if kind in (Kind.BLOB, Kind.NGRAM):
        return FALSE
    prefix = node.prefix()
    if kind is Kind.STRING:
        if prefix is not None and node.field not in IN_COLUMNS:
            start = beginning(node.field, prefix)
            if start is not None:
                return Match("terms", quoted(start) + ":*")
        return _string(node.field, "LIKE %s", _like(node.pieces, str))
    if prefix is not None and fold(prefix):
        return Match(column(node.field), lexeme(node.field, fold(prefix), prefix=True))
    return _text(node.field, "LIKE %s", _like(node.pieces, fold))


def fuzzy(node: tree.Fuzzy) -> Condition | None:
    """Terms within one or two edits: letters wrong, missing, added or swapped."""
    from .translate import condition

    kind = fields.kind(node.field)
    text = fold(node.text) if kind in (Kind.TEXT, Kind.GENERAL) else node.text
    if node.distance == 0 or kind in (Kind.DATE, Kind.NUMBER, Kind.BLOB, Kind.NGRAM):
        return condition(tree.Term(node.field, node.text))
    if not text or len(text) > _FUZZY_LONGEST:
        return FALSE
    before = "" if kind is Kind.STRING or in_words(node.field) else _escaped_like(f"{node.field}:")
    patterns = [before + pattern for pattern in near(text, node.distance)]
    if kind is Kind.STRING:
        return _string(node.field, "LIKE ANY(%s::text[])", patterns)
    if not in_words(node.field):
        return _lexemes(node.field, "u.lexeme LIKE ANY(%s::text[])", (patterns,))
    # Few of the words have a piece in common; only those are compared with all patterns
    pieces = [f"%{_escaped_like(piece)}%" for piece in untouched(text, node.distance)]
    test, params = "length(w.term) BETWEEN %s AND %s", [len(text) - node.distance]
    params.append(len(text) + node.distance)
    if pieces:
        return _vocabulary(
            node.field,
            f"{test} AND w.term LIKE ANY(%s::text[]) AND w.term LIKE ANY(%s::text[])",
            (*params, pieces, patterns),
        )
    return _vocabulary(node.field, f"{test} AND w.term LIKE ANY(%s::text[])", (*params, patterns))


def regex(node: tree.Regex) -> Condition:
    """Whole terms that a regular expression describes; raises BadQuery."""
    kind = fields.kind(node.field)
    if kind in (Kind.DATE, Kind.NUMBER, Kind.BLOB, Kind.NGRAM):
        raise BadQuery(f"Regular expressions cannot be used on the field {node.field!r}")
    pattern = _checked(node.pattern)
    if kind is Kind.STRING:
        return _string(node.field, "~ %s", f"^(?:{pattern})$")
    return _text(node.field, "~ %s", pattern, regex=True)


def text_range(node: tree.Range) -> Condition:
    """Terms of a text field between two others, in the order of their bytes."""
    if fields.kind(node.field) is Kind.NGRAM:
        return FALSE
    general = not in_words(node.field)
    start, term = (f"{node.field}:", 'u.lexeme COLLATE "C"') if general else ("", "w.term")
    tests: list[str] = []
    params: list[object] = []
    if node.low is not None:
        tests.append(f"{term} {'>=' if node.with_low else '>'} %s")
        params.append(start + fold(node.low))
    if node.high is not None:
        tests.append(f"{term} {'<=' if node.with_high else '<'} %s")
        params.append(start + fold(node.high))
    if general:
        return _lexemes(node.field, " AND ".join(tests), tuple(params))
    return _vocabulary(node.field, " AND ".join(tests), tuple(params))


def _string(field: str, test: str, param: object) -> Condition:
    values = columns.values(field)
    if field in columns.SCALARS:
        return Sql(f"d.{field} {test}", (param,))
    return Sql(f"EXISTS (SELECT FROM {values.text} r WHERE r.v {test})", (*values.params, param))


def _text(field: str, test: str, pattern: str, *, regex: bool = False) -> Condition:
    before = "" if in_words(field) else f"{field}:"
    whole = f"^{re.escape(before)}(?:{pattern})$" if regex else _escaped_like(before) + pattern
    if before:
        return _lexemes(field, f"u.lexeme {test}", (whole,))
    return _vocabulary(field, f"w.term {test}", (whole,))


def _lexemes(field: str, test: str, params: tuple[object, ...]) -> Sql:
    return Sql(
        f"EXISTS (SELECT FROM unnest(d.{column(field)}) u "
        f"WHERE starts_with(u.lexeme, %s) AND {test})",
        (f"{field}:", *params),
    )


def _vocabulary(field: str, test: str, params: tuple[object, ...]) -> Sql:
    """Any of the terms that pass a test; they are looked up once, then found by the index.

    More than _MOST_TERMS are refused when the search runs (`refusal`): the first of them alone
    would be some of the hits, and nobody could tell.
    """
    flag = f":{WEIGHTS[field]}" if field in WEIGHTS else ""
    return Sql(
        f"d.words @@ (SELECT CASE WHEN count(*) > {_MOST_TERMS} THEN '{_TOO_MANY}' "
        f"ELSE string_agg('''' || t.term || '''{flag}', ' | ') END FROM "
        f"(SELECT DISTINCT w.term FROM {SCHEMA}.word w WHERE {test} LIMIT {_MOST_TERMS + 1}) t"
        ")::tsquery",
        params,
    )


def refusal(complaint: str) -> BadQuery | None:
    """What to say where PostgreSQL's complaint is that a pattern stands for too many words."""
    if _TOO_MANY not in complaint:
        return None
    return BadQuery(f"A pattern fits more than {_MOST_TERMS:,} words; write more letters")


def _like(pieces: tuple[str | bool | None, ...], clean: Callable[[str], str]) -> str:
    signs = {None: "%", True: "_"}
    return "".join(
        _escaped_like(clean(piece)) if isinstance(piece, str) else signs[piece] for piece in pieces
    )


def _escaped_like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _checked(pattern: str) -> str:
    """Lucene's and PostgreSQL's expressions share these signs; the rest is refused."""
    if len(pattern) > _REGEX_LONGEST:
        raise BadQuery(f"A regular expression may have {_REGEX_LONGEST} signs")
    if re.search(r"\\[A-Za-z0-9]|\(\?|[~#@&<>\"]", pattern) or _REPEATED_GROUP.search(pattern):
        raise BadQuery("The regular expression is not supported", pattern)
    for number in re.findall(r"\d+", "".join(re.findall(r"\{([^}]*)\}", pattern))):
        if int(number) > 50:
            raise BadQuery("The regular expression repeats too often", pattern)
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadQuery(f"The regular expression is wrong ({error})", pattern) from None
    return pattern


def near(text: str, distance: int) -> list[str]:
    """LIKE patterns of all words within so many edits."""
    ways = {text}
    for _ in range(distance):
        ways |= {way for known in ways for way in _edits(known)}
    return sorted(_escaped_like(way).replace("\x00", "_") for way in ways)


def untouched(text: str, distance: int) -> list[str]:
    """Pieces of which a word within so many edits has at least one.

    One more than there are edits, with a letter between: an edit, swaps included, spoils only one.
    """
    count = distance + 1
    length = (len(text) - distance) // count
    return [text[at * (length + 1) :][:length] for at in range(count)] if length > 0 else []


def _edits(text: str) -> set[str]:
    splits = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    return (
        {start + end[1:] for start, end in splits if end}
        | {start + "\x00" + end[1:] for start, end in splits if end}
        | {start + "\x00" + end for start, end in splits}
        | {start + end[1] + end[0] + end[2:] for start, end in splits if len(end) > 1}
    )
