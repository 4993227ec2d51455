"""Would a consumer take the datasets of this portal?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ..views import VIEWS
from . import run
from .consumers import Consumer, Verdict, consumer, verdict

Answer = tuple[int, int, tuple[str, Verdict]]


def asked(name: str, dataset: str = "") -> Iterator[Answer]:
    """Number, how many there are, name of the dataset and verdict: of one dataset or of all.

    Raises UnknownConsumer and ObjectNotFound. Needs a request context.
    """
    whom = consumer(name)
    if dataset:
        context = {"ignore_auth": True, "user": ""}
        found = dict(tk.get_action("package_show")(context, {"id": dataset}))
        yield 1, 1, (str(found["name"]), ask(whom, found))
        return
    for number, total, one in run.public():
        yield number, total, (str(one["name"]), ask(whom, one))


def ask(whom: Consumer, dataset: dict[str, Any]) -> Verdict:
    """What a consumer says to a dataset and to what its view writes of it."""
    view = VIEWS.get(whom.view)
    graph = view.dataset_graph(dataset) if view and view.takes(dataset) else None
    return verdict(whom, dataset, graph)
