"""What the gate says about a dataset, for the form: action ``loerrach_dataset_check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

ACTION = "loerrach_dataset_check"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as a rule wants it."""

    field: str
    severity: str
    message: str
    mending: str
    #: position of the resource from 0; None for the dataset itself
    resource: int | None = None


@dataclass(frozen=True)
class Dimension:
    """One part of the forecast: "Findability", 80 of 100 points."""

    name: str
    points: int
    most: int


@dataclass(frozen=True)
class Report:
    """What the gate answered."""

    findings: list[Finding]
    #: points of data.europa.eu's forecast and how many there are; 0 of 0 where there is none
    points: int = 0
    most: int = 0
    rating: str = ""
    dimensions: list[Dimension] = field(default_factory=list)

    def count(self, severity: str) -> int:
        """How many findings of this severity there are."""
        return sum(finding.severity == severity for finding in self.findings)


def gate() -> bool:
    """Is there a gate in this portal? The plugin `loerrach_catalogue` brings it."""
    try:
        tk.get_action(ACTION)
    except KeyError:
        return False
    return True


def report(dataset: Mapping[str, Any]) -> Report | None:
    """Ask the gate about a dataset as it is in the form; None in a portal without a gate."""
    if not gate():
        return None
    answer = tk.get_action(ACTION)({}, {"dataset": dict(dataset)})
    findings = [_finding(one) for one in answer["findings"]]
    score = answer.get("score")
    if not score:
        return Report(findings)
    parts = [Dimension(d["name"], d["points"], d["most"]) for d in score["dimensions"].values()]
    return Report(findings, score["points"], score["most"], score["rating"], parts)


def _finding(one: Mapping[str, Any]) -> Finding:
    return Finding(
        str(one.get("field") or ""), str(one["severity"]), str(one["message"]),
        str(one.get("mending") or ""), one.get("resource"),
    )  # fmt: skip
