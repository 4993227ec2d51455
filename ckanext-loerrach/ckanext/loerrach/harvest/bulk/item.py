"""One dataset on its way through a batch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ..tables import Staged
from ..task import Task


@dataclass(frozen=True)
class Work:
    """A task, and its tables as they are in the DataStore."""

    task: Task
    staged: Staged = Staged()  # noqa: RUF009


@dataclass
class Item:
    """A task that can be written together with others, and what becomes of it."""

    work: Work
    #: CKAN's action in whose place this is: "package_create" or "package_update"
    action: str
    #: what that action would be called with
    context: dict[str, Any]
    wanted: dict[str, Any]
    #: the same, validated
    data: dict[str, Any]
    #: resources that are no more
    gone: Collection[str] = ()
    #: model.Package; of a new dataset once its rows are made
    package: Any = None
    #: did any row change?
    changed: bool = True
    #: as package_show has it, by CKAN's own schema and by ours
    default: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    #: id of its current harvest object
    harvest_object: str = ""
    #: as the index keeps it, which is what an activity tells
    indexed: str = ""

    @property
    def task(self) -> Task:
        """What is to be done."""
        return self.work.task

    @property
    def new(self) -> bool:
        """Is it a dataset that is not there yet?"""
        return self.action == "package_create"

    @property
    def id(self) -> str:
        """Id of the dataset."""
        return str(self.task.dataset["id"])
