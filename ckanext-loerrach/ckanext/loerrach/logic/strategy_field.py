"""The fields of the strategy as CKAN groups: membership follows ``strategy_field``, nothing else.

CKAN asks for rights in a group before it lets anybody add a dataset there, and stores whatever
groups a client sends. Both are wrong for these groups, so the rows are written here, in the
dataset's own transaction and before CKAN reads the dataset for the search index.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.schemas import StrategyField, strategy_fields


def join_group(package: Any) -> None:
    """Make a ``model.Package`` member of its strategy field's group, and of no other field's."""
    if package.type != "dataset":
        return
    wanted = (package.extras or {}).get("strategy_field")
    groups = {field.name: _group_id(field) for field in strategy_fields()}
    members = {m.group_id: m for m in _members(package.id, list(groups.values()))}
    for name, group_id in groups.items():
        _set(members.get(group_id), package.id, group_id, "active" if name == wanted else "deleted")
    model.Session.flush()


def ensure_groups() -> list[str]:
    """Make the groups of all fields where they are missing; returns their names in order."""
    for field in strategy_fields():
        _group_id(field)
    model.Session.commit()
    return [field.name for field in strategy_fields()]


def _group_id(field: StrategyField) -> str:
    groups = model.group_table
    found = model.Session.execute(
        sa.select(groups.c.id).where(groups.c.name == field.name, groups.c.type == "group")
    ).scalar()
    return str(found) if found else _new_group(field)


def _new_group(field: StrategyField) -> str:
    # two processes may need the group at the same moment
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"loerrach group {field.name}"))
    model.Session.execute(sa.select(lock))
    group = model.Session.query(model.Group).filter_by(name=field.name).first()
    if group is None:
        group = model.Group(
            name=field.name, title=field.label["de"], description=field.description["de"],
            type="group",
        )  # fmt: skip
        model.Session.add(group)
        model.Session.flush()
    return str(group.id)


def _members(package_id: str, group_ids: list[str]) -> list[Any]:
    return list(
        model.Session.query(model.Member).filter(
            model.Member.table_name == "package",
            model.Member.table_id == package_id,
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
