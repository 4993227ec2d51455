"""What ckanext-harvest adds to a search document, without a question for each dataset.

Its hook looks for the current harvest object and its source; both are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import ckan.plugins as p
from ckanext.harvest.model import HarvestSource
from ckanext.harvest.plugin import Harvest

from ..context import Run
from .borrowed import borrowed
from .item import Item


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


class Plugins:
    """`PluginImplementations` as `index_package` uses it, with ckanext-harvest answered."""

    def __init__(self, run: Run) -> None:
        self.known = Known(run)
        around = SimpleNamespace(Session=self.known)
        self.hook = borrowed(Harvest.before_dataset_index, model=around)

    def of(self, item: Item) -> Callable[[Any], Iterator[Any]]:
        """The plugins to be asked about one dataset."""
        self.known.object = item.harvest_object
        return self._plugins

    def _plugins(self, interface: Any) -> Iterator[Any]:
        for plugin in p.PluginImplementations(interface):
            found = getattr(plugin.before_dataset_index, "__func__", None)
            if found is Harvest.before_dataset_index:
                yield SimpleNamespace(
                    before_dataset_index=lambda document, plugin=plugin: self.hook(plugin, document)
                )
            else:
                yield plugin
