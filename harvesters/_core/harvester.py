"""What a harvester is: facts about a format, and one method that turns a feed into records."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .feed import Feed
from .record import BadRecord, Record, Same


@dataclass(frozen=True)
class HarvesterInfo:
    """The facts of a feed format."""

    #: name of the module, and what sources.yaml says under ``harvester``
    name: str
    title: str
    #: field of the town's strategy that such feeds mostly belong to
    field: str
    #: where the format is described
    documentation: str
    #: settings of a source that this harvester understands -> what they mean
    settings: dict[str, str] = dataclasses.field(default_factory=dict)
    #: its sources may have datasets by the thousand, and reading one needs neither threads nor what
    #: starts some (pyarrow, polars): it may be done in a fork of the process
    catalogue: bool = False


class Harvester(ABC):
    """One feed format. The smallest possible subclass::

    class Bakeries(Harvester):
        info = HarvesterInfo("bakeries", "Bakeries' list", "business", "https://…")

        def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
            for row in feed.json():
                yield …
    """

    info: ClassVar[HarvesterInfo]

    @abstractmethod
    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """Every record of the feed, good or bad, or the Same as at the last run.

        A record that cannot be used is a BadRecord; a feed that cannot be used raises FeedError,
        one that is as it was at the last good run raises Unchanged. Only a run that ends without
        an error has seen the whole source.
        """
