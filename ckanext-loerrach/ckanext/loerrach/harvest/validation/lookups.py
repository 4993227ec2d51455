"""What CKAN's validators ask the database about ids, names and owners, asked once for a batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.logic import validators as core
from ckan.model.package import PACKAGE_NAME_MAX_LENGTH, PACKAGE_NAME_MIN_LENGTH

from .compiled import Check


class Lookups:
    """Knows what is free; of all else CKAN's own validator decides, and says what is wrong."""

    def __init__(self, datasets: Iterable[dict[str, Any]]) -> None:
        datasets = list(datasets)
        self.ids = _present(model.Package.id, (one["id"] for one in datasets))
        self.names = _present(model.Package.name, (one["name"] for one in datasets))
        resources = (part.get("id") for one in datasets for part in one["resources"])
        self.resources = _present(model.Resource.id, resources)
        self.owners: dict[str, str] = {}
        self.known: dict[Check, Check] = {
            core.package_id_does_not_exist: self.package_id_does_not_exist,
            core.package_name_validator: self.package_name_validator,
            core.resource_id_does_not_exist: self.resource_id_does_not_exist,
            core.owner_org_validator: self.owner_org_validator,
        }

    def package_id_does_not_exist(self, value: Any, context: Any) -> Any:
        """The id of a new dataset."""
        return core.package_id_does_not_exist(value, context) if value in self.ids else value

    def package_name_validator(self, key: Any, data: Any, errors: Any, context: Any) -> None:
        """A name that nobody has, or the dataset itself."""
        name, package = data[key], context.get("package")
        free = name not in self.names or (package is not None and package.name == name)
        if not (free and PACKAGE_NAME_MIN_LENGTH <= len(name) <= PACKAGE_NAME_MAX_LENGTH):
            core.package_name_validator(key, data, errors, context)

    def resource_id_does_not_exist(self, key: Any, data: Any, errors: Any, context: Any) -> None:
        """The id of a resource, new or of this dataset."""
        if data[key] is not tk.missing and data[key] in self.resources:
            core.resource_id_does_not_exist(key, data, errors, context)

    def owner_org_validator(self, key: Any, data: Any, errors: Any, context: Any) -> None:
        """An organization; who may do everything needs to be asked only once for each."""
        owner = data.get(key)
        if not (context.get("ignore_auth") and owner in self.owners):
            core.owner_org_validator(key, data, errors, context)
            if context.get("ignore_auth") and not errors[key]:
                self.owners[owner] = data[key]
        else:
            data[key] = self.owners[owner]


def _present(column: Any, values: Iterable[Any]) -> set[str]:
    wanted = sorted({one for one in values if isinstance(one, str)})
    if not wanted:
        return set()
    return set(model.Session.execute(sa.select(column).where(column.in_(wanted))).scalars())
