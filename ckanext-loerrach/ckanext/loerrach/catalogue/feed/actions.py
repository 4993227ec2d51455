"""ckanext-dcat's actions, answered by the feed: the API has no dearer way to the same documents."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import service
from .errors import FeedError
from .formats import named
from .request import asked

#: arguments of the actions that are those of the addresses
ARGUMENTS = ("page", "modified_since", "q", "fq", "snapshot")


@tk.chained_action
@tk.side_effect_free
def catalogue(following: Any, context: Any, data_dict: dict[str, Any]) -> str:
    """A page of the catalogue; `format` as in the addresses, xml by default."""
    tk.check_access("dcat_catalog_show", context, data_dict)
    values = {key: str(data_dict[key]) for key in ARGUMENTS if data_dict.get(key)}
    profiles = data_dict.get("profiles") or []
    names = profiles if isinstance(profiles, str) else ",".join(map(str, profiles))
    try:
        format = named(str(data_dict.get("format") or "xml"))
        question = asked({**values, "profiles": names})
        path = f"/catalog.{format.ending}"
        return service.catalogue(question, format, path).document.body.decode()
    except FeedError as error:
        raise tk.ValidationError({"message": [str(error)]}) from error


def actions() -> dict[str, Any]:
    """What is chained where ckanext-dcat is loaded."""
    return {"dcat_catalog_show": catalogue, "dcat_catalog_search": catalogue}
