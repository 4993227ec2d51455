"""Wildcards, fuzzy words and regular expressions over the terms of a field."""

import re
from collections.abc import Callable

from .. import fields
from ..analysis import fold
from ..errors import BadQuery
from ..fields import Kind
from ..lexemes import WEIGHTS, exact, quoted
from . import columns, tree
from .conditions import FALSE, Condition, Match, Sql
from .words import column, in_words, lexeme

#: nested repetition makes PostgreSQL think for hours
_REGEX_LONGEST = 200
#: the ways to write a word with two errors grow with the square of its length
_LONGEST_FOR_TWO_EDITS = 24
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
        if prefix is not None and node.field not in columns.SCALARS and len(prefix) < 400:
            return Match("terms", quoted(exact(node.field, prefix)) + ":*")
        return _string(node.field, "LIKE %s", _like(node.pieces, _same))
    if prefix is not None and fold(prefix):
        return Match(column(node.field), lexeme(node.field, fold(prefix), prefix=True))
    return _text(node.field, "LIKE %s", _like(node.pieces, fold), _starting(node.pieces))


def fuzzy(node: tree.Fuzzy) -> Condition | None:
    """Terms within one or two edits: letters wrong, missing, added or swapped."""
    from .translate import condition

    kind = fields.kind(node.field)
    text = fold(node.text) if kind in (Kind.TEXT, Kind.GENERAL) else node.text
    if node.distance == 0 or kind in (Kind.DATE, Kind.NUMBER, Kind.BLOB, Kind.NGRAM):
        return condition(tree.Term(node.field, node.text))
    if len(text) > 60:
        return FALSE
    edits = node.distance if len(text) <= _LONGEST_FOR_TWO_EDITS else 1
    pattern = _within(text, edits)
    if kind is Kind.STRING:
        return _string(node.field, "~ %s", f"^(?:{pattern})$")
    before = "" if in_words(node.field) else f"{node.field}:"
    sizes = len(before) + len(text) - edits, len(before) + len(text) + edits
    # Most terms are too long or too short, and the pattern has a thousand ways
    return _lexemes(
        node.field,
        "length(u.lexeme) BETWEEN %s AND %s AND u.lexeme LIKE ANY(%s) AND u.lexeme ~ %s",
        (*sizes, _chunks(before, text, edits), f"^{re.escape(before)}(?:{pattern})$"),
    )


def _chunks(before: str, text: str, edits: int) -> list[str]:
    """LIKE patterns of which one fits every word within so many edits.

    An edit spoils one of the pieces of the word, a swap at their border two; one piece more
    than that stays whole.
    """
    count = 2 * edits + 1
    borders = [len(text) * number // count for number in range(count + 1)]
    pieces = {text[start:stop] for start, stop in zip(borders, borders[1:], strict=False)}
    return [f"{_escaped_like(before)}%{_escaped_like(piece)}%" for piece in sorted(pieces)]


def regex(node: tree.Regex) -> Condition:
    """Whole terms that a regular expression describes; raises BadQuery."""
    kind = fields.kind(node.field)
    if kind in (Kind.DATE, Kind.NUMBER, Kind.BLOB, Kind.NGRAM):
        raise BadQuery(f"Regular expressions cannot be used on the field {node.field!r}")
    pattern = _checked(node.pattern)
    if kind is Kind.STRING:
        return _string(node.field, "~ %s", f"^(?:{pattern})$")
    return _text(node.field, "~ %s", pattern, None, regex=True)


def text_range(node: tree.Range) -> Condition:
    """Terms of a text field between two others, in the order of their bytes."""
    if fields.kind(node.field) is Kind.NGRAM:
        return FALSE
    start = "" if in_words(node.field) else f"{node.field}:"
    tests = ["left(u.lexeme, %s) = %s"] if start else []
    params: list[object] = [len(start), start] if start else []
    for bound, signs in ((node.low, (">=", ">")), (node.high, ("<=", "<"))):
        if bound is not None:
            closed = node.with_low if bound is node.low else node.with_high
            tests.append(f'u.lexeme COLLATE "C" {signs[0 if closed else 1]} %s')
            params.append(start + fold(bound.replace("\x00", "")))
    return _lexemes(node.field, " AND ".join(tests), tuple(params))


def _string(field: str, test: str, param: str) -> Condition:
    values = columns.values(field)
    if field in columns.SCALARS:
        return Sql(f"d.{field} {test}", (param,))
    return Sql(f"EXISTS (SELECT FROM {values.text} r WHERE r.v {test})", (*values.params, param))


def _text(
    field: str, test: str, pattern: str, start: str | None, *, regex: bool = False
) -> Condition:
    before = "" if in_words(field) else f"{field}:"
    whole = f"^{re.escape(before)}(?:{pattern})$" if regex else _escaped_like(before) + pattern
    found = _lexemes(field, f"u.lexeme {test}", (whole,))
    if not start:
        return found
    # A pattern with a beginning is first looked up in the index
    narrowed = Match(column(field), lexeme(field, start, prefix=True))
    from .conditions import all_of

    return all_of([narrowed, found])


def _lexemes(field: str, test: str, params: tuple[object, ...]) -> Sql:
    weight = WEIGHTS.get(field)
    if weight:
        test, params = f"{test} AND %s = ANY(u.weights)", (*params, weight)
    return Sql(f"EXISTS (SELECT FROM unnest(d.{column(field)}) u WHERE {test})", params)


def _like(pieces: tuple[str | bool | None, ...], clean: Callable[[str], str]) -> str:
    signs = {None: "%", True: "_"}
    return "".join(
        _escaped_like(clean(piece)) if isinstance(piece, str) else signs[piece] for piece in pieces
    )


def _starting(pieces: tuple[str | bool | None, ...]) -> str | None:
    return fold(pieces[0]) if isinstance(pieces[0], str) else None


def _escaped_like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _same(text: str) -> str:
    return text.replace("\x00", "")


def _checked(pattern: str) -> str:
    """Lucene's and PostgreSQL's expressions share these signs; the rest is refused."""
    if len(pattern) > _REGEX_LONGEST or "\x00" in pattern:
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


def _within(text: str, distance: int) -> str:
    """A regular expression of all words within `distance` edits of this one."""
    ways = {text}
    for _ in range(distance):
        ways = {way for known in ways for way in _edits(known)} | ways
    escaped = ("".join("." if sign == "\x00" else re.escape(sign) for sign in way) for way in ways)
    return "|".join(sorted(escaped))


def _edits(text: str) -> set[str]:
    splits = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    return (
        {start + end[1:] for start, end in splits if end}
        | {start + "\x00" + end[1:] for start, end in splits if end}
        | {start + "\x00" + end for start, end in splits}
        | {start + end[1] + end[0] + end[2:] for start, end in splits if len(end) > 1}
    )
