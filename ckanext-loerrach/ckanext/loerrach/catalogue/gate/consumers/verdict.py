"""Would somebody take a dataset, and why not?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rdflib import Graph

from ..finding import Dataset, Finding, Severity, in_order
from ..text import Text

#: takes a dataset and the graph of the consumer's view, where there is one
Look = Callable[[Dataset, Graph | None], Iterable[Finding]]


@dataclass(frozen=True)
class Consumer:
    """Somebody who reads the catalogue."""

    name: str
    title: Text
    #: where it says what it wants
    source: str
    #: slug of the view it reads; "" for CKAN's API
    view: str
    refusals: Look
    wishes: Look

    @staticmethod
    def of(module: ModuleType) -> Consumer:
        """From a module of this folder."""
        return Consumer(
            module.NAME, Text(module.TITLE), module.SOURCE, module.VIEW, module.refusals,
            module.wishes,
        )  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What a consumer says to a dataset."""

    consumer: Consumer
    refusals: tuple[Finding, ...]
    wishes: tuple[Finding, ...]

    @property
    def takes(self) -> bool:
        """Would it take the dataset?"""
        return not self.refusals

    def as_dict(self) -> dict[str, Any]:
        """For programs; keys: consumer, takes, refusals, wishes."""
        return {
            "consumer": self.consumer.name, "takes": self.takes,
            "refusals": [finding.as_dict() for finding in self.refusals],
            "wishes": [finding.as_dict() for finding in self.wishes],
        }  # fmt: skip


def verdict(consumer: Consumer, dataset: Dataset, graph: Graph | None = None) -> Verdict:
    """Ask a consumer; with ``graph``, the triples of its view, also about those."""
    refusals = in_order(consumer.refusals(dataset, graph))
    wishes = in_order(consumer.wishes(dataset, graph))
    return Verdict(consumer, refusals, wishes)


def of(findings: Iterable[Finding], *severities: Severity) -> list[Finding]:
    """Those of these severities."""
    return [finding for finding in findings if finding.severity in severities]
