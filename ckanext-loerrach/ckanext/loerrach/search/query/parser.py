"""Reads Lucene's classic syntax as Solr's standard query parser does.

The way it mixes operators is Lucene's: there is no precedence, each clause of one level is
required, optional or prohibited by what stands around it (`SolrQueryParserBase.addClause`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import BadQuery
from . import tree
from .lexer import Token, pieces, tokens, unescape

#: as maxBooleanClauses of Solr's default configuration
MAX_CLAUSES = 1024
MAX_DEPTH = 50
MAX_LENGTH = 60_000

_STARTS = {"PLUS", "MINUS", "NOT", "LPAREN", "TERM", "WILD", "QUOTED", "REGEX", "RANGE"}
_MAGIC = {"_query_", "_val_"}


def parse(
    query: str, spread: tree.Spread, *, conjunction: bool = True, minimum: str = ""
) -> tree.Node:
    """The tree of a query text.

    spread: where words without a field are looked for. conjunction: whether words side by side are
    all required (`q.op`). minimum: Solr's `mm` for the optional clauses of the outermost level.
    Raises BadQuery.
    """
    if len(query) > MAX_LENGTH:
        raise BadQuery(f"The query is longer than {MAX_LENGTH} characters")
    found = _Parser(tokens(query), query, spread, conjunction).whole()
    return with_minimum(found, minimum) if minimum else found


def with_minimum(node: tree.Node, spec: str) -> tree.Node:
    """The same clauses, with at least as many optional ones as `mm` says."""
    if isinstance(node, tree.Bool) and len(node.should) > 1:
        needed = minimum_should_match(len(node.should), spec)
        return tree.Bool(node.must, node.should, node.must_not, needed)
    return node


def minimum_should_match(clauses: int, spec: str) -> int:
    """How many of so many clauses `mm` wants (SolrPluginUtils.calculateMinShouldMatch)."""
    spec = spec.strip()
    if "<" in spec:
        result = clauses
        for part in spec.replace("< ", "<").replace(" <", "<").split():
            bound, rest = (*part.split("<"), "")[:2]
            if clauses <= _integer(bound, spec):
                return result
            result = minimum_should_match(clauses, rest)
        return result
    if spec.endswith("%"):
        share = _integer(spec[:-1], spec)
        count = int(clauses * abs(share) / 100)
        result = clauses - count if share < 0 else count
    else:
        number = _integer(spec, spec)
        result = clauses + number if number < 0 else number
    return max(0, min(clauses, result))


def _integer(text: str, spec: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise BadQuery(f"Invalid minimum match {spec[:100]!r}") from None
    if abs(number) > 2**31 - 1:
        raise BadQuery(f"Invalid minimum match {spec[:100]!r}")
    return number


@dataclass
class _Parser:
    tokens: list[Token]
    query: str
    spread: tree.Spread
    conjunction: bool
    at: int = 0
    clauses: int = field(default=0)

    def whole(self) -> tree.Node:
        if not self.tokens:
            return tree.Nothing()
        found = self.level(self.spread, 0)
        if self.at < len(self.tokens):
            self.fail()
        return found

    def fail(self) -> None:
        if self.at < len(self.tokens):
            raise BadQuery(f"Cannot parse {self.tokens[self.at].text!r}", self.query)
        raise BadQuery("The query ends too early", self.query)

    def peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else Token("END")

    def take(self, kind: str) -> Token | None:
        if self.peek().kind == kind:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def level(self, spread: tree.Spread, depth: int) -> tree.Node:
        if depth > MAX_DEPTH:
            raise BadQuery(f"Parentheses are nested deeper than {MAX_DEPTH}")
        clauses = _Clauses(self.conjunction)
        operator = ""
        while True:
            modifier = self.modifier()
            self.clauses += 1
            if self.clauses > MAX_CLAUSES:
                raise BadQuery(f"too many boolean clauses: more than {MAX_CLAUSES}")
            clauses.add(operator, modifier, self.clause(spread, depth))
            token = self.take("AND") or self.take("OR")
            operator = token.kind if token else ""
            if not operator and self.peek().kind not in _STARTS:
                return clauses.node()

    def modifier(self) -> str:
        token = self.take("PLUS") or self.take("MINUS") or self.take("NOT")
        if token is None:
            return ""
        return "+" if token.kind == "PLUS" else "-"

    def clause(self, spread: tree.Spread, depth: int) -> tree.Node:
        if self.peek().kind in ("TERM", "WILD") and self.peek(1).kind == "COLON":
            name = self.peek()
            self.at += 2
            if name.text == "*" and self.peek().text == "*":
                self.at += 1
                return self.boosted(tree.All())
            if name.kind == "WILD":
                raise BadQuery(f"undefined field {name.text!r}", self.query)
            spread = _field(unescape(name.text))
        if self.take("LPAREN"):
            inner = self.level(spread, depth + 1)
            if not self.take("RPAREN"):
                self.fail()
            return self.boosted(inner)
        return self.boosted(spread(self.word()))

    def boosted(self, node: tree.Node) -> tree.Node:
        token = self.take("BOOST")
        if token is None:
            return node
        if token.number is None:
            raise BadQuery("A boost (^) needs a number", self.query)
        return tree.Boost(node, token.number)

    def word(self) -> Callable[[str], tree.Node]:
        token = self.peek()
        self.at += 1
        if token.kind == "QUOTED":
            slop = int(min(self.degree(0), MAX_LENGTH))
            text = unescape(token.text[1:-1])
            return lambda field: tree.Phrase(field, text, slop)
        if token.kind == "TERM":
            return self.term(unescape(token.text))
        if token.kind == "WILD":
            return _wildcard(token.text)
        if token.kind == "REGEX":
            return lambda field: tree.Regex(field, token.text[1:-1])
        if token.kind == "RANGE":
            return lambda field: _range(field, token)
        self.at -= 1
        self.fail()
        raise AssertionError

    def term(self, text: str) -> Callable[[str], tree.Node]:
        if self.peek().kind != "FUZZY":
            return lambda field: tree.Term(field, text)
        degree = self.degree(2)
        if degree > 2:
            raise BadQuery("A fuzzy search allows 0 to 2 edits", self.query)
        # The old form is a similarity below 1 (Lucene's FuzzyQuery.floatToEdits)
        distance = int(degree) if degree >= 1 else min(2, int((1 - degree) * len(text)))
        return lambda field: tree.Fuzzy(field, text, distance)

    def degree(self, default: float) -> float:
        token = self.take("FUZZY")
        if token is None:
            return default
        return 2 if token.number is None else token.number


def _field(name: str) -> tree.Spread:
    if name in _MAGIC:
        raise BadQuery(f"The magic field {name!r} is not supported")
    return tree.in_field(name)


def _wildcard(text: str) -> Callable[[str], tree.Node]:
    parts = pieces(text)
    if all(part is None for part in parts):
        return tree.Exists
    return lambda field: tree.Wildcard(field, parts)


def _range(field: str, token: Token) -> tree.Node:
    if token.low is None and token.high is None:
        return tree.Exists(field)
    return tree.Range(field, token.low, token.high, token.text == "[", token.closed == "]")


@dataclass
class _Clauses:
    """The clauses of one level and how each is wanted."""

    conjunction: bool
    wanted: list[tuple[str, tree.Node]] = field(default_factory=list)

    def add(self, operator: str, modifier: str, node: tree.Node) -> None:
        before = self.wanted[-1] if self.wanted else None
        if before and before[0] != "-":
            if operator == "AND":
                self.wanted[-1] = ("+", before[1])
            elif operator == "OR" and self.conjunction:
                self.wanted[-1] = ("", before[1])
        if not modifier and (operator == "AND" or (self.conjunction and operator != "OR")):
            modifier = "+"
        self.wanted.append((modifier, node))

    def node(self) -> tree.Node:
        if len(self.wanted) == 1 and self.wanted[0][0] != "-":
            return self.wanted[0][1]
        must, should, never = (
            tuple(node for sign, node in self.wanted if sign == wanted) for wanted in ("+", "", "-")
        )
        return tree.Bool(must, should, never, 0 if must or not should else 1)
