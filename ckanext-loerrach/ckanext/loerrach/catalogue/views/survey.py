"""What a view loses of the datasets of a portal, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from . import VIEWS
from .loss import Loss

#: datasets a search answers with
PAGE = 100


@dataclass(frozen=True)
class Surveyed:
    """What became of a dataset in a view."""

    name: str
    #: False for a dataset that the view is not about
    taken: bool
    losses: tuple[Loss, ...] = ()


def survey(slug: str, name: str = "") -> Iterator[tuple[int, Surveyed]]:
    """Number of datasets and what became of each; of one dataset, or of all public ones.

    Raises ObjectNotFound for a dataset that is not there, KeyError for an unknown view.
    """
    view = VIEWS[slug]
    if name:
        show = tk.get_action("package_show")
        found: Iterator[tuple[int, dict[str, Any]]] = iter(
            [(1, show({"ignore_auth": True}, {"id": name}))]
        )
    else:
        found = _public()
    for total, dataset in found:
        taken = view.takes(dataset)
        losses = tuple(view.losses(dataset)) if taken else ()
        yield total, Surveyed(str(dataset["name"]), taken, losses)


def _public() -> Iterator[tuple[int, dict[str, Any]]]:
    search = tk.get_action("package_search")
    start, total = 0, 1
    while start < total:
        query = {"fq": "dataset_type:dataset", "sort": "name asc", "rows": PAGE, "start": start}
        answer = search({"ignore_auth": True}, query)
        total = int(answer["count"])
        start += PAGE
        for dataset in answer["results"]:
            yield total, dataset
