"""The table of one run."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

Measured = dict[str, Any]
#: what is measured -> its line in the table
LINES = {
    "ckan first": "CKAN, first load",
    "ckan compared": "CKAN, unchanged, everything read and compared",
    "ckan asked": "CKAN, unchanged, asked for changes",
    "ckan changed": "CKAN, 1 % changed, stock compares everything",
    "ckan changed asked": "CKAN, 1 % changed, stock trusts the dates",
    "dcat first": "DCAT, first load",
    "dcat compared": "DCAT, unchanged, everything read and compared",
    "dcat asked": "DCAT, unchanged, asked for changes",
    "dcat changed": "DCAT, 1 % changed",
}
#: how many times as long stock has to take at least
LEAST = {
    "ckan first": 10, "ckan compared": 100, "ckan changed": 60, "dcat first": 10,
    "dcat compared": 500, "dcat changed": 60,
}  # fmt: skip
#: what a dataset of a large catalogue may cost, of one of a small; and its memory in MB
GROWTH, MEMORY = 1.2, 300
#: stock has one way only of harvesting DCAT
SAME = {"dcat asked": "dcat compared"}


@dataclass
class Report:
    """Everything one run found out."""

    datasets: int
    large: int
    rounds: int
    search: str
    runs: dict[str, dict[str, list[Measured]]] = field(default_factory=dict)
    grown: dict[str, Measured] = field(default_factory=dict)

    def add(self, what: str, side: str, found: Measured) -> None:
        self.runs.setdefault(what, {}).setdefault(side, []).append(found)

    def table(self) -> str:
        said = f"{self.datasets:,} datasets with 2 resources, {datetime.now(UTC):%d.%m.%Y}"
        head = (
            f"{said}, {os.cpu_count()} cores, {self.rounds} rounds, medians; stock searches in"
            f" {self.search}. Highest memory of all processes of a run (PSS, MB) in brackets."
        )
        lines = [head, "", "| run | stock | ours | ratio |", "| --- | --- | --- | --- |"]
        lines += [self._line(what) for what in LINES if what in self.runs]
        return "\n".join([*lines, "", *self._large(), ""])

    def seconds(self, what: str, side: str) -> float:
        return median(one["seconds"] for one in self.runs[what][side])

    def _line(self, what: str) -> str:
        stock, ours = self.runs.get(SAME.get(what, what), {}).get("stock"), self.runs[what]["ours"]
        if not stock:
            return f"| {LINES[what]} | – | {_told(ours)} | – |"
        return f"| {LINES[what]} | {_told(stock)} | {_told(ours)} | {_plain(self.ratio(what))} |"

    def ratio(self, what: str) -> float:
        """How many times as long stock takes."""
        return self.seconds(SAME.get(what, what), "stock") / self.seconds(what, "ours")

    def growth(self, what: str) -> float:
        """What a dataset of the large catalogue costs, of one of the small one."""
        small = self.seconds(what, "ours") / self.datasets
        return float(self.grown[what]["seconds"]) / self.large / small

    def missed(self) -> list[str]:
        """What we promise and did not keep in this run."""
        found = [
            f"{LINES[what]}: {_plain(self.ratio(what))} times, {least} are promised"
            for what, least in LEAST.items()
            if "stock" in self.runs.get(what, {}) and self.ratio(what) < least
        ]
        found += [
            f"{LINES[what]}: a dataset of {self.large:,} costs {self.growth(what):.2f} times one of"
            f" {self.datasets:,}; {GROWTH} are promised"
            for what in self.grown
            if self.growth(what) > GROWTH
        ]
        return found + [
            f"{LINES[what]}: {one['pss']:.0f} MB with {self.large:,}; {MEMORY} are promised"
            for what, one in self.grown.items()
            if one["pss"] > MEMORY
        ]

    def _large(self) -> list[str]:
        if not self.grown:
            return []
        large = f"{self.large:,}"
        lines = [
            "Ours alone, ms a dataset, and highest memory of all processes of a run (PSS, MB):", "",
            f"| run | {self.datasets:,} | {large} | per dataset | memory at {large} |",
            "| --- | --- | --- | --- | --- |",
        ]  # fmt: skip
        for what, found in self.grown.items():
            small = self.seconds(what, "ours") / self.datasets * 1000
            more = found["seconds"] / self.large * 1000
            lines.append(
                f"| {LINES[what].split(', stock')[0]} | {small:.2f} | {more:.2f} "
                f"| {self.growth(what):.2f} × | {found['pss']:.0f} |"
            )
        return lines

    def write(self, path: Path) -> None:
        """Put the table into a page, in the place of the last one."""
        start, end = "<!-- harvest begin -->", "<!-- harvest end -->"
        text = path.read_text(encoding="utf-8")
        pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"{path} has no place for it: {start} … {end}")
        block = f"{start}\n{self.table()}{end}"
        path.write_text(pattern.sub(lambda _: block, text), encoding="utf-8")


def _plain(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 20 else f"{ratio:,.0f}"


def _told(runs: list[Measured]) -> str:
    seconds = median(one["seconds"] for one in runs)
    said = f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:,.0f} ms"
    return f"{said} ({max(one['pss'] for one in runs):.0f})"
