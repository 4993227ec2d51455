"""The rows of datasets that are not there yet, of a whole batch by one INSERT for each table.

What the rows are is what CKAN makes of the same data: ckan/lib/dictization/model_save.py
(package_dict_save) and ckan/model/base.py (from_dict).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import ckan.plugins as p
import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from .item import Item

Row = dict[str, Any]
#: what a `model.Resource` has from its birth
BORN = {"url": "", "format": "", "description": "", "hash": ""}
#: taken out of a resource before it is saved
ASIDE = ("extras", "revision_timestamp", "tracking_summary")


def insert(items: Collection[Item], tags: Mapping[str, Any]) -> None:
    """Write the rows, and fill in ``package``; ids of the resources are in the data afterwards."""
    packages = [_package(item.data) for item in items]
    files = [list(_resources(item)) for item in items]
    _foretell(packages, files)
    rows: dict[sa.Table, list[Row]] = {
        model.package_table: packages,
        model.resource_table: [row for several in files for row in several],
        model.package_tag_table: [row for item in items for row in _uses(item, tags)],
    }
    for table, several in rows.items():
        if several:
            model.Session.execute(sa.insert(table), several)
    resources = _saved([item.id for item in items])
    for item, row in zip(items, packages, strict=True):
        item.package = _object(row, resources[item.id])


def _foretell(packages: list[Row], files: list[list[Row]]) -> None:
    """A plugin may put into a row what it would put into the dataset when that is there."""
    for plugin in p.PluginImplementations(p.IPackageController):
        if will_be_saved := getattr(plugin, "will_be_saved", None):
            for package, resources in zip(packages, files, strict=True):
                will_be_saved(package, resources)


def _saved(ids: list[str]) -> dict[str, list[Any]]:
    """Dataset -> its resources."""
    columns = model.Resource
    query = model.Session.query(columns).filter(columns.package_id.in_(ids))
    found: dict[str, list[Any]] = defaultdict(list)
    for resource in query.order_by(columns.package_id, columns.position):
        found[resource.package_id].append(resource)
    return found


def _object(row: Row, resources: list[Any]) -> Any:
    """The `model.Package` of a row, as the session has it after it was written."""
    package: Any = model.Package()
    for name, value in {**row, "plugin_data": None}.items():
        setattr(package, name, value)
    # its values are in the database, in an order of extras that PostgreSQL does not keep
    make_transient_to_detached(package)
    model.Session.add(package)
    set_committed_value(package, "resources_all", resources)
    return package


def belong(items: Collection[Item]) -> None:
    """Make the datasets members of their organizations."""
    rows = [
        {
            "id": make_uuid(), "table_id": item.id, "table_name": "package", "state": "active",
            "capacity": "organization", "group_id": item.package.owner_org,
        }
        for item in items if item.package.owner_org
    ]  # fmt: skip
    if rows:
        model.Session.execute(sa.insert(model.member_table), rows)


def observed(items: Collection[Item]) -> None:
    """Have those told who observe new objects of the session, where there are any."""
    interfaces = (p.IDomainObjectModification, p.IResourceUrlChange)
    if not any(True for one in interfaces for _ in p.PluginImplementations(one)):
        return
    ids, session = [item.id for item in items], model.Session
    new = {item.package for item in items}
    new |= {resource for item in items for resource in item.package.resources_all}
    new |= set(session.query(model.PackageTag).filter(model.PackageTag.package_id.in_(ids)))
    new |= set(session.query(model.Member).filter(model.Member.table_id.in_(ids)))
    real: Any = session()
    if not hasattr(real, "_object_cache"):
        real._object_cache = {"new": set(), "deleted": set(), "changed": set()}
    real._object_cache["new"] |= new


def _package(data: Row) -> Row:
    extras = {one["key"]: one["value"] for one in data.get("extras", [])}
    now = datetime.utcnow()  # noqa: DTZ003
    aside = {"extras": extras, "metadata_created": now}
    modified = {"metadata_modified": data.get("metadata_modified") or now}
    data.pop("metadata_created", None)
    # a `plugin_data` of None would be written as the null of JSON
    return _row(model.package_table, {**data, **aside, **modified}, without=("plugin_data",))


def _resources(item: Item) -> Iterator[Row]:
    columns = model.resource_table.c
    for position, data in enumerate(item.data.get("resources") or ()):
        if not data.get("package_id"):
            data["package_id"] = item.id
        for name in ASIDE:
            data.pop(name, None)
        own = {
            "extras": {name: value for name, value in data.items() if name not in columns},
            "metadata_modified": datetime.utcnow(),  # noqa: DTZ003
            "position": position, "state": "active",
        }  # fmt: skip
        row = _row(model.resource_table, {**BORN, "description": None, **data, **own})
        data["id"] = row["id"]
        yield row


def _uses(item: Item, tags: Mapping[str, Any]) -> Iterator[Row]:
    for name in dict.fromkeys(tag["name"] for tag in item.data.get("tags") or ()):
        yield {
            "id": make_uuid(), "package_id": item.id, "tag_id": tags[name].id, "state": "active",
        }  # fmt: skip


def _row(table: sa.Table, values: Mapping[str, Any], without: Collection[str] = ()) -> Row:
    """The row of a new object: what has no value gets the column's default."""
    found = {}
    for column in table.c:
        if column.name not in without:
            value = values.get(column.name)
            found[column.name] = _default(column) if value is None else value
    return found


def _default(column: Any) -> Any:
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg
