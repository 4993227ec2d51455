"""What a check found: which rule, which field, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .text import Text


class Layer(StrEnum):
    """Where a rule comes from."""

    #: the schemas of the portal
    SCHEMA = "schema"
    #: what the SHACL shapes of DCAT-AP 3 and DCAT-AP.de 3.0 ask for
    SHACL = "shacl"
    #: what GovData asks its suppliers for (Konventionenhandbuch)
    CONVENTION = "convention"
    #: what data.europa.eu counts (Metadata Quality Assessment)
    MQA = "mqa"


class Severity(StrEnum):
    """How much a finding matters (RFC 2119); a MUST keeps a dataset out of the feed."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


#: the worst first
ORDER = tuple(Severity)


@dataclass(frozen=True)
class Finding:
    """One thing that is not as a rule wants it."""

    #: name of the rule, the same in every language: "publisher-missing"
    rule: str
    layer: Layer
    severity: Severity
    #: name of the field in the schema; "" for the dataset as a whole
    field: str
    #: what is wrong
    message: Text
    #: what to do
    mending: Text
    #: position of the resource in the dataset, from 0; None for the dataset itself
    resource: int | None = None
    #: id of the resource; "" where it has none yet
    resource_id: str = ""
    #: position in a repeating field, from 0; None elsewhere
    entry: int | None = None
    #: where the rule stands
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For programs, with the texts in the language of the reader."""
        return {
            "rule": self.rule, "layer": str(self.layer), "severity": str(self.severity),
            "field": self.field, "resource": self.resource, "resource_id": self.resource_id,
            "entry": self.entry, "message": str(self.message), "mending": str(self.mending),
            "source": self.source,
        }  # fmt: skip

    def sentence(self) -> str:
        """What is wrong and what to do, in the language of the reader."""
        return f"{self.message} {self.mending}".strip()


@dataclass(frozen=True)
class Result:
    """All findings of one dataset, and how data.europa.eu would score it."""

    findings: tuple[Finding, ...]
    #: forecast of the score; None where nobody asked for it
    score: Any = None
    #: layers that were looked at
    layers: tuple[Layer, ...] = field(default=tuple(Layer))

    @property
    def publishable(self) -> bool:
        """May neighbours have it? No MUST speaks against it."""
        return not self.of(Severity.MUST)

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of one severity."""
        return [finding for finding in self.findings if finding.severity == severity]

    def counts(self) -> dict[str, int]:
        """Severity -> how many findings."""
        return {str(severity): len(self.of(severity)) for severity in Severity}

    def as_dict(self) -> dict[str, Any]:
        """For programs; keys: publishable, counts, layers, findings, score."""
        return {
            "publishable": self.publishable, "counts": self.counts(),
            "layers": [str(layer) for layer in self.layers],
            "findings": [finding.as_dict() for finding in self.findings],
            "score": self.score.as_dict() if self.score else None,
        }  # fmt: skip


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, then by resource and field; each once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=_place))


def _place(finding: Finding) -> tuple[Any, ...]:
    at = -1 if finding.resource is None else finding.resource
    return (ORDER.index(finding.severity), at, finding.field, finding.rule, finding.entry or 0)


#: a dataset as package_show gives it, or a form sends it: nothing in it is trusted
Dataset = Mapping[str, Any]
