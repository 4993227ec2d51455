"""The fields of the strategy as CKAN groups: membership follows ``strategy_field``, nothing else.

CKAN asks for rights in a group before it lets anybody add a dataset there, and stores whatever
groups a client sends. Both are wrong for these groups, so the rows are written here, in the
dataset's own transaction and before CKAN reads the dataset for the search index.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.schemas import StrategyField, strategy_fields


class NameTaken(tk.ValidationError):
    """An organization has the name that the group of a strategy field needs."""

    def __init__(self, name: str) -> None:
        self.name = name
        sentence = tk._(
            "Handlungsfeld: Eine Organisation heißt „{name}“ wie die Gruppe dieses Handlungsfelds."
            " Bitte der Organisation einen anderen Namen geben."
        )
        super().__init__({"strategy_field": [sentence.format(name=name)]})


def join_groups(packages: Collection[Any]) -> None:
    """Make each ``model.Package`` member of its strategy field's group, and of no other field's."""
    wanted = {
        package.id: (package.extras or {}).get("strategy_field")
        for package in packages
        if package.type == "dataset"
    }
    if not wanted:
        return
    groups = _groups()
    for field in strategy_fields():
        if field.name in wanted.values() and field.name not in groups:
            groups[field.name] = _new_group(field)
    members = {(m.table_id, m.group_id): m for m in _members(list(wanted), list(groups.values()))}
    for id, own in wanted.items():
        for name, group_id in groups.items():
            state = "active" if name == own else "deleted"
            _set(members.get((id, group_id)), id, group_id, state)
    model.Session.flush()


def _groups() -> dict[str, str]:
    """Name -> id of the groups of strategy fields that are there."""
    groups = model.group_table
    names = [field.name for field in strategy_fields()]
    rows = model.Session.execute(
        sa.select(groups.c.name, groups.c.id).where(
            groups.c.name.in_(names), groups.c.is_organization.is_(False)
        )
    )
    return {row.name: row.id for row in rows}


def _new_group(field: StrategyField) -> str:
    # two processes may need the group at the same moment
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"loerrach group {field.name}"))
    model.Session.execute(sa.select(lock))
    group = model.Session.query(model.Group).filter_by(name=field.name).first()
    if group is not None and group.is_organization:
        raise NameTaken(field.name)
    if group is None:
        group = model.Group(
            name=field.name, title=field.label["de"], description=field.description["de"],
            type="group",
        )  # fmt: skip
        model.Session.add(group)
        model.Session.flush()
    return str(group.id)


def _members(package_ids: list[str], group_ids: list[str]) -> list[Any]:
    return list(
        model.Session.query(model.Member).filter(
            model.Member.table_name == "package",
            model.Member.table_id.in_(package_ids),
            model.Member.group_id.in_(group_ids),
        )
    )


def _set(member: Any, package_id: str, group_id: str, state: str) -> None:
    if member is None:
        if state == "active":
            model.Session.add(
                model.Member(
                    group=model.Session.get(model.Group, group_id), table_name="package",
                    table_id=package_id, capacity="public", state=state,
                )
            )  # fmt: skip
    elif member.state != state:
        member.state = state
