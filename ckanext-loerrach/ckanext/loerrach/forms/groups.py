"""The form's sections: what comes first in each, and what is folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ckan.plugins.toolkit as tk

from .controls import Control


@dataclass(frozen=True)
class Group:
    """One section of the form."""

    name: str
    legend: str
    intro: str
    front: list[Control]
    folded: list[Control]

    @property
    def open(self) -> bool:
        """Does something in the folded part want to be seen?"""
        return any(control.attention for control in self.folded)

    @property
    def filled(self) -> int:
        return sum(control.filled for control in self.folded)


def groups(found: Sequence[Control], strategy: str) -> list[Group]:
    """The sections that have fields, in the order in which people think of them."""
    made = [_group(name, legend, intro, found) for name, legend, intro in _legends(strategy)]
    return [group for group in made if group.front or group.folded]


def _legends(strategy: str) -> list[tuple[str, str, str]]:
    own = tk._("Only for: {field}").format(field=strategy) if strategy else ""
    return [
        ("what", tk._("What is it about?"), ""),
        ("own", own, tk._("What only data of this field of action have.")),
        ("who", tk._("Who is responsible?"), ""),
        ("when", tk._("When: time and updates"), ""),
        ("where", tk._("Where: place"), ""),
        ("terms", tk._("What is allowed: data protection and law"), ""),
        ("technical", tk._("For cataloguers: relations and technical details"), ""),
    ]


def _group(name: str, legend: str, intro: str, found: Sequence[Control]) -> Group:
    members = [control for control in found if control.group == name]
    first = [control for control in members if control.required]
    first += [control for control in members if control.shown and not control.required]
    rest = [control for control in members if not (control.required or control.shown)]
    if not first and len(rest) <= FEW:
        first, rest = rest, []
    return Group(name, legend, intro, first, rest)


#: so few fields need not be folded away
FEW = 3
