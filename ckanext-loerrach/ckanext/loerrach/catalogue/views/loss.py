"""A field that a view does not carry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Loss:
    """A field of a record that a view carries not at all or not in full."""

    field: str
    #: what the default view says of it
    value: str
    #: what the view says in its place; "" for nothing
    instead: str = ""
    #: id of the resource it stands in; "" for the dataset itself
    resource: str = ""
