"""The plugins that CKAN asks about a dataset, with their questions answered for all of a batch.

Stands in the place of `PluginImplementations` in the functions that are borrowed from CKAN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import ckan.plugins as p
from ckan import logic
from ckanext.dcat import plugins as dcat
from ckanext.harvest.plugin import Harvest

from ..context import Run
from . import extras
from .borrowed import borrowed
from .item import Item

#: what `index_package` and `package_show` call
HOOKS = ("before_dataset_index", "after_dataset_show")


class Plugins:
    """Plugins that control packages."""

    def __init__(self, run: Run) -> None:
        self.known, harvest = extras.hook(run)
        # its answer is a call of an action, and the same for all
        schema = cache(dcat._get_dataset_schema)
        self.hooks: dict[Any, Callable[..., Any]] = {
            Harvest.before_dataset_index: harvest,
            **{
                getattr(dcat.DCATPlugin, name): borrowed(
                    getattr(dcat.DCATPlugin, name), _get_dataset_schema=schema
                )
                for name in HOOKS
            },
        }
        self.several = [self._one(one) for one in p.PluginImplementations(p.IPackageController)]
        self._show = borrowed(
            logic.apply_after_dataset_show_plugins, p=SimpleNamespace(
                PluginImplementations=self.implementing, IPackageController=p.IPackageController)
        )  # fmt: skip

    def of(self, item: Item) -> Callable[[Any], Iterator[Any]]:
        """`PluginImplementations` for one dataset."""
        self.known.object = item.harvest_object
        return self.implementing

    def implementing(self, interface: Any) -> Iterator[Any]:
        """The plugins of an interface."""
        if interface is p.IPackageController:
            return iter(self.several)
        return iter(p.PluginImplementations(interface))

    def shown(self, context: Any, dataset: dict[str, Any]) -> None:
        """The last step of `package_show`."""
        self._show(context, dataset)

    def _one(self, plugin: Any) -> Any:
        found = {name: getattr(plugin, name) for name in HOOKS}
        own = {
            name: partial(self.hooks[one.__func__], plugin)
            for name, one in found.items() if getattr(one, "__func__", None) in self.hooks
        }  # fmt: skip
        return SimpleNamespace(**{**found, **own}) if own else plugin
