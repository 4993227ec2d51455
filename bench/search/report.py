"""The table of one run."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

BARE = "bare action (status_show)"
#: browsing when nothing that was counted before is true any more
CHANGED = "browse right after a change"
OURS, SOLR = "postgres", "solr"


@dataclass
class Times:
    """Milliseconds by kind of question and by who answered, and their hits."""

    names: list[str]
    found: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    hits: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, kind: str, name: str, elapsed: float, hits: int) -> None:
        self.found.setdefault(kind, {}).setdefault(name, []).append(elapsed)
        counts = self.hits.setdefault(kind, {})
        counts[name] = counts.get(name, 0) + hits

    def of(self, kind: str, name: str) -> list[float]:
        return self.found[kind][name]

    def mix(self, name: str) -> list[float]:
        return [ms for kind in self.kinds() for ms in self.of(kind, name)]

    def kinds(self) -> list[str]:
        """What the mix consists of."""
        return [kind for kind in self.found if kind not in (BARE, CHANGED)]


def p(values: list[float], percent: int) -> float:
    """A percentile, with interpolation."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


@dataclass
class Report:
    """Everything one run found out."""

    datasets: int
    rounds: int
    times: Times
    costs: dict[str, float]
    memory: dict[str, float]

    def table(self) -> str:
        said = f"{self.datasets:,} datasets, {self.rounds} rounds, {datetime.now(UTC):%d.%m.%Y}"
        lines = [
            f"{said}, {os.cpu_count()} cores; milliseconds over HTTP, p50 / p95.",
            "",
            "| question | PostgreSQL | Solr 9.8.1 | p50 ratio | p95 ratio | hits (ours / Solr) |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [self._line(kind) for kind in self.times.kinds()]
        lines.append(self._row("**whole mix**", self.times.mix(OURS), self.times.mix(SOLR), ""))
        lines += [self._line(CHANGED), self._line(BARE)]
        return "\n".join([*lines, "", self._costs(), "", self._memory(), ""])

    def _line(self, kind: str) -> str:
        hits = self.times.hits[kind]
        said = f"{hits[OURS] / self.rounds:,.0f} / {hits[SOLR] / self.rounds:,.0f}"
        ours, solr = self.times.of(kind, OURS), self.times.of(kind, SOLR)
        return self._row(kind, ours, solr, "" if kind == BARE else said)

    def _row(self, name: str, ours: list[float], solr: list[float], hits: str) -> str:
        cells = [
            name,
            f"{p(ours, 50):.1f} / {p(ours, 95):.1f}",
            f"{p(solr, 50):.1f} / {p(solr, 95):.1f}",
            f"{p(ours, 50) / p(solr, 50):.2f}",
            f"{p(ours, 95) / p(solr, 95):.2f}",
            hits,
        ]
        return f"| {' | '.join(cells)} |"

    def _costs(self) -> str:
        costs = self.costs
        return (
            "Indexing, milliseconds per dataset (Solr in brackets): in batches of 100 "
            f"{costs['batch postgres']:.1f} ({costs['batch solr']:.1f}), one by one, committed, "
            f"{costs['single postgres']:.1f} ({costs['single solr']:.1f}); before that CKAN takes "
            f"{costs['document']:.1f} to make the document."
        )

    def _memory(self) -> str:
        said = ", ".join(f"{name} {mb:.0f}" for name, mb in self.memory.items())
        return f"Memory (PSS, MB): {said}."

    def write(self, path: Path) -> None:
        """Put the table into a page, in the place of the last one for as many datasets."""
        start, end = (f"<!-- search {self.datasets} {word} -->" for word in ("begin", "end"))
        text = path.read_text(encoding="utf-8")
        pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"{path} has no place for it: {start} … {end}")
        block = f"{start}\n{self.table()}{end}"
        path.write_text(pattern.sub(lambda _: block, text), encoding="utf-8")
