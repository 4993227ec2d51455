"""Check stored datasets and files with all layers, SHACL included: for commands and jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import ckan.plugins.toolkit as tk
from rdflib import Graph

from ..views import VIEWS
from . import actions, core, files
from .finding import Finding, Layer, Result, in_order
from .mqa import Reach
from .shapes import validate
from .shapes.findings import graph_findings, violation_findings

SHAPES = "ckanext.loerrach.catalogue.shapes"
#: the view whose rules the gate knows
VIEW = "dcat-ap-de-3"
#: datasets fetched at once
PAGE = 100

Shacl = Callable[[Graph], list[validate.Violation]]


@dataclass(frozen=True)
class Report:
    """What was checked and what came of it."""

    name: str
    title: str
    result: Result

    def as_dict(self) -> dict[str, Any]:
        """For programs: name, title and what Result has."""
        return {"name": self.name, "title": self.title, **self.result.as_dict()}


def shacl(graph: Graph) -> list[validate.Violation]:
    """Our shapes, and those of the folder that the option names."""
    return validate.validate(graph, tk.config.get(SHAPES) or None)


def stored(name: str, reach: Reach | None = None, by: Shacl | None = shacl) -> Report:
    """Check a dataset of the portal; raises ObjectNotFound. Needs a request context."""
    return report(dict(tk.get_action("package_show")(_nobody(), {"id": name})), reach, by)


def report(dataset: dict[str, Any], reach: Reach | None = None, by: Shacl | None = None) -> Report:
    """All layers of one dataset; without ``by`` the facts are checked in plain Python."""
    result = actions.look(dataset, set(Layer), _nobody(), reach)
    graph = VIEWS[VIEW].dataset_graph(dataset)
    return Report(
        str(dataset.get("name") or ""), str(dataset.get("title") or ""),
        _with(result, _of_graph(graph, dataset, by)),
    )  # fmt: skip


def public() -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Every public dataset with its number from 1 and how many there are, by name."""
    start, total = 0, 1
    while start < total:
        found = tk.get_action("package_search")(
            {"ignore_auth": True},
            {"fq": "+capacity:public +state:active +type:dataset", "sort": "name asc, id asc",
             "rows": PAGE, "start": start},
        )  # fmt: skip
        total = found["count"]
        if not found["results"]:
            return
        for number, dataset in enumerate(found["results"], start + 1):
            yield number, total, dataset
        start += PAGE


def content(
    name: str, body: bytes, hint: str = "", reach: Reach | None = None, by: Shacl | None = shacl
) -> list[Report]:
    """Check what is in a file: a report per dataset, and first one of the whole graph.

    Raises BadFile and NothingInside. Needs no database.
    """
    found = files.read(name, body, hint)
    reports = [
        Report(one.name, _title(one.dataset), core.check(one.dataset, reach=reach))
        for one in found.subjects
    ]
    if found.graph is None:
        return reports
    of_graph = in_order(_of_graph(found.graph, None, by))
    return [Report(name, "", Result(of_graph, None, (Layer.SHACL,))), *reports]


def _title(dataset: dict[str, Any]) -> str:
    from . import record

    return next(iter(record.texts(dataset, "title").values()), "")


def _of_graph(graph: Graph, dataset: dict[str, Any] | None, by: Shacl | None) -> list[Finding]:
    if by is None:
        return list(graph_findings(graph, dataset))
    return list(violation_findings(graph, by(graph), dataset))


def _with(result: Result, more: list[Finding]) -> Result:
    """A field that a rule spoke about is not told a second time by a shape."""
    told = {(one.field, one.resource) for one in result.findings if one.layer != Layer.MQA}
    new = [one for one in more if not one.field or (one.field, one.resource) not in told]
    return replace(result, findings=in_order([*result.findings, *new]))


def _nobody() -> dict[str, Any]:
    return {"ignore_auth": True, "user": ""}
