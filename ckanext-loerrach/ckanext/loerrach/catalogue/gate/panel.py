"""What a dataset's own page says about its quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from . import core
from .finding import Finding, Layer, Result, Severity

#: findings that the panel names; the quality page has them all
SOME = 5


@dataclass(frozen=True)
class Panel:
    """For the template."""

    result: Result
    editor: bool

    @property
    def kept_out(self) -> list[Finding]:
        """What keeps the dataset from neighbours."""
        return self.result.of(Severity.MUST)

    @property
    def advice(self) -> list[Finding]:
        """The first things that should be mended."""
        return self.result.of(Severity.SHOULD)[:SOME]

    @property
    def gain(self) -> Finding | None:
        """What would gain the most points."""
        gains = [one for one in self.result.findings if one.layer == Layer.MQA]
        return max(gains, key=lambda one: dict(one.message.facts)["points"], default=None)


def panel(pkg: dict[str, Any]) -> Panel | None:
    """The panel of a dataset; None for what is no dataset."""
    if not isinstance(pkg, dict) or pkg.get("type", "dataset") != "dataset" or not pkg.get("id"):
        return None
    return Panel(core.check(pkg), may_edit(pkg))


def may_edit(pkg: dict[str, Any]) -> bool:
    """May the reader of the page edit the dataset?"""
    if not tk.current_user.is_authenticated:
        return False
    try:
        tk.check_access("package_update", {"user": tk.current_user.name}, {"id": pkg["id"]})
    except tk.NotAuthorized:
        return False
    return True
