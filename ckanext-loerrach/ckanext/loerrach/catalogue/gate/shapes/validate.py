"""Run SHACL shapes over a graph with pyshacl: for commands, jobs and tests, never for a page.

pyshacl takes tenths of a second for a dataset and 60 MB; the web process does not even load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef
from rdflib.namespace import SH

from ..errors import NoShapes
from . import shacl


@dataclass(frozen=True)
class Violation:
    """One result of a SHACL report."""

    focus: Any
    #: None where the shape has no single path
    path: Any
    value: Any
    #: violation, warning or info
    level: str
    #: language -> text; "" for a text without language
    messages: tuple[tuple[str, str], ...]

    def message(self, language: str) -> str:
        """The text in this language, or in any."""
        texts = dict(self.messages)
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def validate(graph: Graph, folder: str | Path | None = None) -> list[Violation]:
    """What our shapes, and those of a folder beside them, say against the graph.

    RDFS inference is on, imports are off: nothing is fetched. Raises NoShapes for a folder without
    Turtle files.
    """
    found = list(run(graph, shacl.shapes()))
    return found + (list(run(graph, load(folder))) if folder else [])


def load(folder: str | Path) -> Graph:
    """All Turtle files of a folder as one graph of shapes."""
    files = sorted(Path(folder).glob("**/*.ttl"))
    if not files:
        raise NoShapes(folder)
    shapes = Graph()
    for file in files:
        shapes.parse(file, format="turtle")
    return shapes


def run(graph: Graph, shapes: Graph) -> Iterator[Violation]:
    """Validate with pyshacl and read its report."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, inference="rdfs", advanced=False, do_owl_imports=False,
        meta_shacl=False, allow_warnings=True, allow_infos=True,
    )  # fmt: skip
    assert isinstance(report, Graph)
    for result in report.objects(None, SH.result):
        yield _read(report, result)


def _read(report: Graph, result: Any) -> Violation:
    severity = report.value(result, SH.resultSeverity) or SH.Violation
    return Violation(
        report.value(result, SH.focusNode),
        path if isinstance(path := report.value(result, SH.resultPath), URIRef) else None,
        report.value(result, SH.value),
        str(severity).rpartition("#")[2].lower(),
        tuple(
            (getattr(text, "language", None) or "", str(text))
            for text in report.objects(result, SH.resultMessage)
        ),
    )
