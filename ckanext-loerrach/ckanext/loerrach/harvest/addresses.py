"""The address of a harvest source is one of the web, whoever harvests it.

ckanext-harvest takes every text for an address: its pages make a link of ``javascript:``, and a
harvester may open ``file:``. Its form writes sources by the actions for datasets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from . import belongings

Action = Callable[[Any, Any], Any]
#: http or https, a server, and no character that no address has (RFC 3986)
WEB = re.compile(r"""https?://[^\s<>"'{}|\\^`/?#][^\s<>"'{}|\\^`]*""", re.IGNORECASE)


def actions() -> dict[str, Action]:
    """The actions that write sources, with the address checked before."""
    return {"package_create": package_create, "package_update": package_update}


@tk.chained_action
def package_create(following: Action, context: Any, data_dict: Any) -> Any:
    """Refuse a source with another address; see `ckan.logic.action.create.package_create`."""
    _check(data_dict)
    return belongings.writes(following, context, data_dict)


@tk.chained_action
def package_update(following: Action, context: Any, data_dict: Any) -> Any:
    """Refuse a source with another address; see `ckan.logic.action.update.package_update`."""
    _check(data_dict)
    return belongings.writes(following, context, data_dict)


# harvested datasets are no sources: bulk.hooks need not ask
package_create.leaves_datasets = package_update.leaves_datasets = True


def _check(data_dict: Any) -> None:
    # only sources have this field, and none is written without it
    if "source_type" in data_dict and not WEB.fullmatch(str(data_dict.get("url") or "").strip()):
        # in English, as what the form says of a configuration
        problem = "An address that begins with http:// or https:// is needed."
        raise tk.ValidationError({"url": [problem]})
