"""The steps, in order: modules ``v<number>_<what>`` of this folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..stored import Stored

NAME = re.compile(r"v(\d+)_\w+")


@dataclass(frozen=True)
class Step:
    """The way from the version before to ``version``."""

    version: int
    title: str
    #: changes the dataset in place; gives back what only people can decide, as ends of sentences
    #: that begin with the dataset's name. Done twice it does nothing more.
    change: Callable[[Stored], list[str]]


@cache
def steps() -> tuple[Step, ...]:
    """All steps, the oldest first."""
    found = []
    for module in iter_modules(__path__):
        if match := NAME.fullmatch(module.name):
            step = import_module(f"{__name__}.{module.name}")
            found.append(Step(int(match[1]), step.TITLE, step.change))
    return tuple(sorted(found, key=lambda step: step.version))


def newest() -> int:
    """The version that the code of today writes."""
    return max(step.version for step in steps())
