"""The parts of a query, independent of syntax and of SQL. Words are unescaped here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class All:
    """`*:*`: every document."""


@dataclass(frozen=True)
class Nothing:
    """No document."""


@dataclass(frozen=True)
class Ignored:
    """A word without letters (`&`, `-`): it asks for nothing and hinders nothing."""


@dataclass(frozen=True)
class Term:
    """One word; in a string field the whole value."""

    field: str
    text: str


@dataclass(frozen=True)
class Phrase:
    """Words in order; up to `slop` others may stand between them."""

    field: str
    text: str
    slop: int = 0


@dataclass(frozen=True)
class Wildcard:
    """Pieces of text (str), `*` (None) and `?` (True), in order."""

    field: str
    pieces: tuple[str | bool | None, ...]

    def prefix(self) -> str | None:
        """The text before a single `*` at the end, if the pattern is only that."""
        if len(self.pieces) == 2 and isinstance(self.pieces[0], str) and self.pieces[1] is None:
            return self.pieces[0]
        return None


@dataclass(frozen=True)
class Fuzzy:
    """Words that at most `distance` (0-2) edits make of this one."""

    field: str
    text: str
    distance: int = 2


@dataclass(frozen=True)
class Regex:
    """A regular expression over whole terms, as Lucene's RegExp without its specials."""

    field: str
    pattern: str


@dataclass(frozen=True)
class Range:
    """From low to high; None is open."""

    field: str
    low: str | None
    high: str | None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True)
class Exists:
    """Any value in a field."""

    field: str


@dataclass(frozen=True)
class FunctionRange:
    """`{!frange}`: documents for which a number lies between two others."""

    function: str
    low: float | None
    high: float | None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True)
class Boost:
    """The same documents, with a score times `factor`."""

    node: "Node"
    factor: float


@dataclass(frozen=True)
class Best:
    """Disjunction maximum: any of the nodes; one word in several fields."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Bool:
    """All of must, none of must_not, and at least `minimum` of should."""

    must: tuple["Node", ...] = ()
    should: tuple["Node", ...] = ()
    must_not: tuple["Node", ...] = ()
    minimum: int = 0


Node = (
    All | Nothing | Ignored | Term | Phrase | Wildcard | Fuzzy | Regex | Range | Exists
    | FunctionRange | Boost | Best | Bool
)  # fmt: skip

#: makes the node of a word that names no field: a Term of the default field, or a Best of many
Spread = Callable[[Callable[[str], Node]], Node]


def in_field(field: str) -> Spread:
    """Words without field look into this one."""
    return lambda make: make(field)


def in_fields(boosts: dict[str, float]) -> Spread:
    """Words without field look into all of these (Solr's `qf`)."""

    def spread(make: Callable[[str], Node]) -> Node:
        nodes = [
            make(field) if factor == 1 else Boost(make(field), factor)
            for field, factor in boosts.items()
        ]
        return nodes[0] if len(nodes) == 1 else Best(tuple(nodes))

    return spread
