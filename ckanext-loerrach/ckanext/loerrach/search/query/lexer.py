"""Takes a query in Lucene's classic syntax apart, as Solr's standard parser does.

Grammar: solr/core/.../parser/QueryParser.jj (Solr 9). Two liberties: a slash inside of a word is
a letter (`foo/bar`), and a tilde or caret without number takes its default.
"""

import re
from dataclasses import dataclass

from ..errors import BadQuery

_SPACE = r"[ \t\n\r\u3000]"
_FIRST = r"""(?:[^ \t\n\r\u3000+\-!():^\[\]"{}~*?\\/]|\\.)"""
_CHAR = r"""(?:[^ \t\n\r\u3000!():^\[\]"{}~*?\\]|\\.|!)"""

_TOKENS = re.compile(
    rf"""
      (?P<SPACE>{_SPACE}+)
    | (?P<AND>AND(?!{_CHAR}|[*?])|&&)
    | (?P<OR>OR(?!{_CHAR}|[*?])|\|\|)
    | (?P<NOT>NOT(?!{_CHAR}|[*?])|!)
    | (?P<PLUS>\+)
    | (?P<MINUS>-)
    | (?P<LOCAL>\{{!)
    | (?P<LPAREN>\()
    | (?P<RPAREN>\))
    | (?P<COLON>:)
    | (?P<BOOST>\^=?(?P<factor>\d+(?:\.\d+)?|\.\d+)?)
    | (?P<QUOTED>"(?:[^\\"]|\\.)*")
    | (?P<FUZZY>~(?P<degree>\d+(?:\.\d+)?|\.\d+)?)
    | (?P<REGEX>/(?:[^\\/]|\\.)*/(?={_SPACE}|\)|\^|$))
    | (?P<WILD>(?:{_FIRST}|[*?])(?:{_CHAR}|[*?])*)
    | (?P<SLASHED>/{_CHAR}*)
    | (?P<RANGE>[\[{{])
    """,
    re.VERBOSE | re.DOTALL,
)
_RANGE_PARTS = re.compile(
    rf"""{_SPACE}*(?P<low>"(?:[^\\"]|\\.)*"|[^\s"\]}}]+){_SPACE}+TO{_SPACE}+
    (?P<high>"(?:[^\\"]|\\.)*"|[^\s"\]}}]+){_SPACE}*(?P<close>[\]}}])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_UNTEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Token:
    """A kind of the grammar, its text, and for ranges the bounds."""

    kind: str
    text: str = ""
    number: float | None = None
    low: str | None = None
    high: str | None = None
    closed: str = ""
    spaced: bool = False  # white space before it


def tokens(query: str) -> list[Token]:
    """The tokens of a query; raises BadQuery where no token fits."""
    found: list[Token] = []
    at, spaced = 0, True
    while at < len(query):
        match = _TOKENS.match(query, at)
        if match is None:
            raise BadQuery(f"Cannot parse the character {query[at]!r} at {at}", query)
        at = match.end()
        if match["SPACE"]:
            spaced = True
            continue
        if match["RANGE"]:
            token, at = _range(query, at, match["RANGE"])
        else:
            token = _token(match, query, spaced)
        found.append(token)
        spaced = False
    return found


def _token(match: "re.Match[str]", query: str, spaced: bool) -> Token:
    for kind in ("BOOST", "FUZZY"):
        if match[kind]:
            number = match["factor"] or match["degree"]
            return Token(kind, match[kind], float(number) if number else None, spaced=spaced)
    kind = next(
        name for name in (
            "AND", "OR", "NOT", "PLUS", "MINUS", "LOCAL", "LPAREN", "RPAREN", "COLON", "QUOTED",
            "REGEX", "WILD", "SLASHED",
        ) if match[name]
    )  # fmt: skip
    text = match[kind]
    if kind in ("WILD", "SLASHED"):
        kind = "WILD" if has_wildcard(text) else "TERM"
    return Token(kind, text, spaced=spaced)


def _range(query: str, at: int, opened: str) -> tuple[Token, int]:
    parts = _RANGE_PARTS.match(query, at)
    if parts is None:
        raise BadQuery("Cannot parse a range; expected [low TO high]", query)
    token = Token(
        "RANGE", opened, low=_bound(parts["low"]), high=_bound(parts["high"]),
        closed=parts["close"],
    )  # fmt: skip
    return token, parts.end()


def _bound(text: str) -> str | None:
    if text.startswith('"'):
        return unescape(text[1:-1])
    return None if text == "*" else unescape(text)


def unescape(text: str) -> str:
    """Text without its backslashes; `\\u0041` is a code point."""

    def one(match: "re.Match[str]") -> str:
        found = match[1]
        return chr(int(found[1:], 16)) if len(found) == 5 else found

    return clean(_ESCAPE.sub(one, text)) if "\\" in text else text


def clean(text: str) -> str:
    """Without what no text of the database can have: NUL, and halves of surrogate pairs."""
    return _UNTEXT.sub("\ufffd", text)


def has_wildcard(text: str) -> bool:
    """Whether a `*` or `?` stands in the text without a backslash before it."""
    return any(not isinstance(piece, str) for piece in pieces(text))


def pieces(text: str) -> tuple[str | bool | None, ...]:
    """Unescaped runs of text, None for each `*`, True for each `?`."""
    found: list[str | bool | None] = []
    run = ""
    for match in re.finditer(r"\\u[0-9a-fA-F]{4}|\\.|.", text, re.DOTALL):
        if match[0] in "*?":
            found += [run] if run else []
            run = ""
            found.append(None if match[0] == "*" else True)
        else:
            run += unescape(match[0])
    return (*found, run) if run else tuple(found)
