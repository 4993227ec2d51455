"""Who reads the catalogue, and what each of them takes: one module for each, found by this folder.

A module says NAME, TITLE, SOURCE and VIEW (the slug of the view it reads, "" for CKAN's API), and
has two functions of a dataset and, where there is one, of the graph of its view:
``refusals`` (it would not take the dataset) and ``wishes`` (it would, but something is lacking).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ..errors import UnknownConsumer
from .verdict import Consumer, Verdict, verdict


@cache
def consumers() -> dict[str, Consumer]:
    """Name -> consumer, by name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
        if found.name != "verdict"
    )
    found = sorted((Consumer.of(module) for module in modules), key=lambda one: one.name)
    return {consumer.name: consumer for consumer in found}


def consumer(name: str) -> Consumer:
    """The consumer of that name; raises UnknownConsumer."""
    try:
        return consumers()[name]
    except KeyError:
        raise UnknownConsumer(name, consumers()) from None


__all__ = ["Consumer", "Verdict", "consumer", "consumers", "verdict"]
