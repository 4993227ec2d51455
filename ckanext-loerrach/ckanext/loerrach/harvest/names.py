"""Free names for several new datasets, by one question to the database."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from ckan import model


def free(bases: Iterable[str]) -> list[str]:
    """A name for each of these beginnings, in their order: "base", or "base-2" and so on."""
    bases = list(bases)
    used = _used(set(bases))
    found = []
    for base in bases:
        name, number = base, 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        found.append(name)
    return found


def _used(bases: set[str]) -> set[str]:
    if not bases:
        return set()
    names = model.package_table.c.name
    begins = sa.or_(*(names.startswith(base, autoescape=True) for base in sorted(bases)))
    return set(model.Session.execute(sa.select(names).where(begins)).scalars())
