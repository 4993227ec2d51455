"""What is wrong with the places of single rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One row whose place is not as it was given."""

    #: key of the row
    id: str
    problem: str
    #: True: it was mended and is there; False: the row stays without a place
    repaired: bool = False

    def __str__(self) -> str:
        return f"{self.id[:80]}: {self.problem}"


def summary(problems: Iterable[Problem], named: int = 5) -> list[str]:
    """One sentence for each kind of problem, with the first few rows by name."""
    by_kind: dict[tuple[str, bool], list[str]] = {}
    for one in problems:
        by_kind.setdefault((one.problem, one.repaired), []).append(one.id[:80])
    counts = Counter({kind: len(ids) for kind, ids in by_kind.items()})
    return [
        f"{count} {'places repaired' if kind[1] else 'places left out'}: {kind[0]}"
        f" ({', '.join(by_kind[kind][:named])}{' …' if count > named else ''})"
        for kind, count in counts.most_common()
    ]
