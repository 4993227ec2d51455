"""Ask the layers and put what they find together."""

from __future__ import annotations

from collections.abc import Collection

import ckan.plugins.toolkit as tk
from rdflib import Graph

from . import mqa, rules
from .finding import Dataset, Finding, Layer, Result, Severity, in_order
from .mqa import known
from .shapes.findings import graph_findings

#: layers that look at the dict alone
QUICK: tuple[Layer, ...] = (Layer.SHACL, Layer.CONVENTION, Layer.MQA)


def must(dataset: Dataset, graph: Graph | None = None) -> list[Finding]:
    """What keeps a dataset out of the feed; [] lets it in. Costs less than a millisecond.

    ``graph``: the triples that the feed is about to write, held against the facts that our shapes
    are made of, so that nothing broken gets out whatever made it; costs some milliseconds more.
    """
    found = list(rules.look(dataset))
    if graph is not None:
        found += graph_findings(graph, dataset)
    return list(in_order(finding for finding in found if finding.severity == Severity.MUST))


def check(
    dataset: Dataset,
    layers: Collection[Layer] = QUICK,
    reach: mqa.Reach | None = None,
) -> Result:
    """Everything that can be said about a dataset.

    ``layers``: which rules to ask; Layer.SCHEMA needs a context and is added by the action, see
    :mod:`.schema`. ``reach``: address -> does it answer; without it only the portal's own do.
    """
    wanted = {Layer(layer) for layer in layers}
    found = list(rules.look(dataset))
    score = None
    if Layer.MQA in wanted:
        broken = any(f.severity == Severity.MUST and f.layer == Layer.SHACL for f in found)
        score = mqa.forecast(dataset, not broken, reach or known.own(_site()))
        found += score.gains()
    kept = (finding for finding in found if finding.layer in wanted)
    return Result(in_order(kept), score, tuple(layer for layer in Layer if layer in wanted))


def _site() -> str:
    # without a portal (a file is checked) no address is our own
    return str(tk.config.get("ckan.site_url") or "http://localhost.invalid")
