"""What ckanext-harvest adds to a search document, without a question for each dataset.

Its hook looks for the current harvest object and its source; both are known here.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from ckanext.harvest.model import HarvestSource
from ckanext.harvest.plugin import Harvest

from ..context import Run
from .borrowed import Unasked, borrowed


class Known:
    """`model.Session` as the hook of ckanext-harvest uses it: it asks for one harvest object."""

    def __init__(self, run: Run) -> None:
        self.source = HarvestSource.get(run.settings.id)
        self.object = ""

    def query(self, *_: Any) -> Known:
        """There is only one answer."""
        return self

    filter = order_by = query

    def first(self) -> Any:
        """The current harvest object of the dataset."""
        return SimpleNamespace(id=self.object, source=self.source)


def hook(run: Run) -> tuple[Known, Callable[..., Any]]:
    """What is known, and ckanext-harvest's hook that looks there."""
    known = Known(run)
    around = SimpleNamespace(Session=known)
    return known, borrowed(Harvest.before_dataset_index, model=around, HarvestObject=Unasked())
