"""The datasets of a batch as `package_show` has them, once by CKAN's schema and once by ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.dictization import model_dictize

from ..context import Run
from . import hooks
from .borrowed import Unasked, borrowed
from .item import Item
from .plugins import Plugins

Rows = dict[str, list[Any]]


def show(run: Run, items: list[Item], plugins: Plugins) -> Iterator[Item]:
    """The items, one after the other, with ``default`` and ``custom`` filled in from its rows."""
    answers = Answers([item.id for item in items])
    for item in items:
        _show(run, item, answers, plugins)
        yield item


def _show(run: Run, item: Item, answers: Answers, plugins: Plugins) -> None:
    context = tk.fresh_context(item.context, ignore_auth=True, use_cache=False, validate=False)
    context["package"] = item.package
    dictize = borrowed(
        model_dictize.package_dictize,
        _execute=answers.of(item.id), group_list_dictize=answers.dictized,
        model=Unasked(), select=Unasked(), false=Unasked(),
    )  # fmt: skip
    found = dictize(item.package, context)
    hooks.read(item.package, found)
    hooks.succeeded("package_show", context, {"id": item.id}, found)
    item.default = run.schemas.shown(context, found)
    item.custom, _ = run.schemas.validated("package_show", context, found, {})
    plugins.shown(context, item.custom)


class Answers:
    """The rows that `package_dictize` asks for, of all datasets of a batch."""

    def __init__(self, ids: list[str]) -> None:
        resources, relations = model.resource_table, model.package_relationship_table
        self.resources = _by(resources.c.package_id, ids)
        self.tags, self.groups = _tags(ids), _groups(ids)
        self.owners = _owners(ids)
        self.subjects = _by(relations.c.subject_package_id, ids)
        self.objects = _by(relations.c.object_package_id, ids)
        self.several: dict[tuple[Any, ...], list[dict[str, Any]]] = {}

    def of(self, id: str) -> Callable[..., list[Any]]:
        """Answers for one dataset, in the order in which `package_dictize` asks."""
        found = iter(
            rows.get(id, []) for rows in (
                self.resources, self.tags, self.groups, self.owners, self.subjects, self.objects)
        )  # fmt: skip
        return lambda *_: next(found)

    def dictized(self, rows: list[Any], context: Any, **how: Any) -> list[dict[str, Any]]:
        """The groups of a dataset as dicts; many datasets are in the same ones."""
        key = tuple((row.id, row.capacity) for row in rows)
        if key not in self.several:
            self.several[key] = model_dictize.group_list_dictize(rows, context, **how)
        return [_copy(group) for group in self.several[key]]


def _copy(value: Any) -> Any:
    """Lists and dicts anew, what is in them as it is."""
    if isinstance(value, dict):
        return {name: _copy(one) for name, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _by(column: Any, ids: list[str]) -> Rows:
    """All rows of the column's table with one of these values there, by that value."""
    found: Rows = defaultdict(list)
    for row in model.Session.execute(sa.select(column.table).where(column.in_(ids))):
        found[getattr(row, column.name)].append(row)
    return found


def _tags(ids: list[str]) -> Rows:
    tags, uses = model.tag_table, model.package_tag_table
    pairs = _pairs(
        sa.select(uses.c.package_id, uses.c.tag_id).where(
            uses.c.package_id.in_(ids), uses.c.state == "active"
        )
    )
    return _joined(pairs, tags, state="active")


def _groups(ids: list[str]) -> Rows:
    groups, members = model.group_table, model.member_table
    query = sa.select(members.c.capacity, members.c.table_id, members.c.group_id).where(
        members.c.table_id.in_(ids), members.c.state == "active"
    )
    by_capacity: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for capacity, *pair in model.Session.execute(query):
        by_capacity[capacity].append(tuple(pair))
    found: Rows = defaultdict(list)
    for capacity, pairs in by_capacity.items():
        several = _joined(pairs, groups, groups.c.is_organization.is_(False), capacity=capacity)
        for id, rows in several.items():
            found[id] += rows
    return found


def _owners(ids: list[str]) -> Rows:
    packages, groups = model.package_table, model.group_table
    pairs = _pairs(sa.select(packages.c.id, packages.c.owner_org).where(packages.c.id.in_(ids)))
    return _joined(pairs, groups, groups.c.state == "active")


def _pairs(query: Any) -> list[tuple[str, str]]:
    return [(one, other) for one, other in model.Session.execute(query)]


def _joined(pairs: list[tuple[str, str]], table: Any, *where: Any, **more: str) -> Rows:
    """Rows of a table, with further columns of one value, for each first id of the pairs."""
    columns = [sa.literal(value).label(name) for name, value in more.items()]
    wanted = sorted({other for _, other in pairs if other})
    query = sa.select(table, *columns).where(table.c.id.in_(wanted), *where)
    rows = {row.id: row for row in model.Session.execute(query)} if wanted else {}
    found: Rows = defaultdict(list)
    for one, other in pairs:
        if other in rows:
            found[one].append(rows[other])
    return found
