"""What a dialect makes of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from .lot import Lot


@dataclass
class Lots:
    """The car parks of one answer, and what could not be read."""

    #: coordinate system of the points, as PROJ understands it
    crs: str
    #: how to name the original feed: format and media type
    format: str
    mimetype: str
    #: are free spaces counted?
    live: bool = True
    #: for bicycles, not for cars
    bicycles: bool = False
    good: list[Lot] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)

    def take(self, name: str, make: Callable[[], Lot]) -> None:
        """Add a car park, or the reason why it is none; ``name`` says which it is."""
        try:
            self.good.append(make())
        except BadValue as error:
            self.bad.append(error.record(name))


def optional(feed: Feed, id: str, read: Any, name: str, *more: Any) -> Any:
    """A value that a car park can do without: when it is broken, a notice says so."""
    try:
        return read(name, *more)
    except BadValue as error:
        feed.notice("left out", f"{id}: {name}", f"'{str(error.value)[:80]}': {error.problem}")
        return None


def plausible_free(feed: Feed, id: str, free: int | None, capacity: int | None) -> int | None:
    """Free spaces as far as they can be believed.

    Counters drift: below nothing, and beyond what there is (parkapi-sources issue 303).
    """
    if free is not None and free < 0:
        feed.notice("repaired", f"{id}: free", f"{free} free spaces count as 0")
        return 0
    if free is not None and capacity is not None and free > capacity:
        feed.notice("left out", f"{id}: free", f"{free} free spaces of {capacity}")
        return None
    return free


def objects(items: list[Any]) -> Iterator[tuple[str, Values | None]]:
    """Each item with a name for messages; None for what is no JSON object."""
    for number, item in enumerate(items, 1):
        yield f"#{number}", Values(item) if isinstance(item, dict) else None
