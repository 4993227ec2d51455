"""Points of one dataset, by metric and dimension, and what would gain more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..finding import Dataset, Finding, Layer, Severity
from ..text import N_, Text
from . import known
from .metrics import DIMENSIONS, METRICS, Weight

#: points from which a dataset is called so; data.europa.eu's classes
RATINGS = ((351, N_("excellent")), (221, N_("good")), (121, N_("sufficient")), (0, N_("bad")))
MOST = sum(weight.points for weight in METRICS)

#: address -> does it answer with status 200? None where nobody knows
Reach = Callable[[str], bool | None]

GAIN = N_("You would gain {points} points at data.europa.eu.")


@dataclass(frozen=True)
class Metric:
    """One metric of one dataset."""

    weight: Weight
    #: None: only the net could tell
    met: bool | None

    @property
    def points(self) -> int:
        """What it counts now."""
        return self.weight.points if self.met else 0

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "metric": self.weight.name, "dimension": self.weight.dimension,
            "most": self.weight.points, "points": self.points, "met": self.met,
        }  # fmt: skip


@dataclass(frozen=True)
class Score:
    """The forecast of one dataset."""

    metrics: tuple[Metric, ...]

    @property
    def points(self) -> int:
        """Points that are sure."""
        return sum(metric.points for metric in self.metrics)

    @property
    def unknown(self) -> int:
        """Points that only the net could tell."""
        return sum(m.weight.points for m in self.metrics if m.met is None)

    @property
    def most(self) -> int:
        """All points there are: 405."""
        return MOST

    @property
    def rating(self) -> Text:
        """What data.europa.eu calls such a dataset, counting only what is sure."""
        return Text(next(name for least, name in RATINGS if self.points >= least))

    def by_dimension(self) -> Iterator[tuple[str, Text, int, int, int]]:
        """Key, name, points, points not known, most points of each dimension."""
        for key, name in DIMENSIONS.items():
            inside = [metric for metric in self.metrics if metric.weight.dimension == key]
            yield (
                key, Text(name), sum(metric.points for metric in inside),
                sum(metric.weight.points for metric in inside if metric.met is None),
                sum(metric.weight.points for metric in inside),
            )  # fmt: skip

    def gains(self) -> list[Finding]:
        """What would bring more points, the most first."""
        missing = sorted(
            (metric for metric in self.metrics if metric.met is False),
            key=lambda metric: -metric.weight.points,
        )
        return [_gain(metric.weight) for metric in missing]

    def as_dict(self) -> dict[str, Any]:
        """For programs; keys: points, unknown, most, rating, dimensions, metrics, gains."""
        return {
            "points": self.points, "unknown": self.unknown, "most": self.most,
            "rating": str(self.rating),
            "dimensions": {
                key: {"name": str(name), "points": points, "unknown": unknown, "most": most}
                for key, name, points, unknown, most in self.by_dimension()
            },
            "metrics": [metric.as_dict() for metric in self.metrics],
            "gains": [
                {"points": dict(gain.message.facts)["points"], "field": gain.field,
                 "what": str(gain.mending)}
                for gain in self.gains()
            ],
        }  # fmt: skip


def forecast(dataset: Dataset, compliant: bool, reach: Reach = known.nobody_knows) -> Score:
    """Score a dataset; `compliant`: no rule of DCAT-AP is broken; `reach`: what answers."""
    return Score(
        tuple(Metric(weight, _met(weight, dataset, compliant, reach)) for weight in METRICS)
    )


def _met(weight: Weight, dataset: Dataset, compliant: bool, reach: Reach) -> bool | None:
    if weight.name == "compliance":
        return compliant
    if weight.reaches:
        return known.any_answers(weight.addresses(dataset), reach)
    return weight.test(dataset)


def _gain(weight: Weight) -> Finding:
    return Finding(
        f"mqa-{weight.name}", Layer.MQA, Severity.MAY, weight.field,
        Text.of(GAIN, points=weight.points), Text(weight.mending), source="MQA, data.europa.eu",
    )  # fmt: skip
