"""What one run carries from step to step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from .ahead import Ahead, ahead
from .aside import Aside
from .job import Job
from .leaving import Rules
from .report import Plan, Progress, Report
from .settings import Settings
from .validation import Schemas

if TYPE_CHECKING:
    from .early import Early


@dataclass(frozen=True)
class Orders:
    """What whoever starts a run asks for."""

    #: write nothing, say what would be written
    dry_run: bool = False
    #: read everything, whatever the source says about changes
    full: bool = False
    #: archive what is gone, however much it is
    confirm: bool = False


@dataclass
class Run:
    """One run of one source."""

    settings: Settings
    report: Report
    orders: Orders
    job: Job
    rules: Rules
    now: datetime
    progress: Progress
    #: is told the plan before anything is written
    show_plan: Callable[[Plan], None]
    context: dict[str, Any] = field(default_factory=dict)
    schemas: Schemas = field(default_factory=Schemas)
    #: makes rows of the search while their datasets are written
    ahead: Ahead = field(default_factory=ahead)
    #: files that are needed until what was read is written
    aside: Aside = field(default_factory=Aside)
    #: checks what was read while the rest is read
    early: Early | None = None


def site_context() -> dict[str, Any]:
    """The context in which the engine calls CKAN's actions: as the site's own user."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {
        "model": model, "session": model.Session, "user": user["name"], "ignore_auth": True,
        # files of what is harvested are left to its source; see deposit.notice
        "loerrach_harvest": True,
    }  # fmt: skip
