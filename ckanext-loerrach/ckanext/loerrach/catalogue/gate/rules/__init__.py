"""The rules that look at a dataset alone: plain Python, milliseconds, no graph and no net."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Dataset, Finding
from ..rule import Check
from . import contacts, conventions, lists, mandatory, recommended, rights, values

#: in the order of the fields of the form
CHECKS: tuple[Check, ...] = (
    mandatory.check, contacts.check, rights.check, lists.check, values.check, conventions.check,
    recommended.check,
)  # fmt: skip


def look(dataset: Dataset) -> Iterator[Finding]:
    """What breaks any rule, in no order."""
    for check in CHECKS:
        yield from check(dataset)
