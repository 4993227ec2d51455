"""Names of columns for formats that are narrower than a DataStore table."""

from __future__ import annotations

from collections.abc import Sequence


def unique(names: Sequence[str], longest: int | None = None) -> list[str]:
    """The names, different also to whoever does not tell "A" from "a", of at most so many bytes.

    A name that was taken already gets a number: ``stellplaet`` and ``stellpla_2``.
    """
    used: set[str] = set()
    found = []
    for name in names:
        made, number = _cut(name, longest), 1
        while made.casefold() in used:
            number += 1
            end = f"_{number}"
            made = _cut(name, None if longest is None else longest - len(end)) + end
        used.add(made.casefold())
        found.append(made)
    return found


def _cut(name: str, longest: int | None) -> str:
    return name.encode()[:longest].decode(errors="ignore")
