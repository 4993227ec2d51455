"""What the button that was pressed asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..pages import gazetteer
from . import flat, rows
from .flat import Form
from .kinds import Field


class Order(NamedTuple):
    """``save=remove:contact:1`` as verb, field and number."""

    verb: str
    field: str = ""
    number: int = -1


def order(form: Form) -> Order:
    """The order of a form; takes it out of the form."""
    verb, _, rest = form.pop("save", "").partition(":")
    field, _, number = rest.partition(":")
    return Order(verb, field, int(number) if number.isascii() and number.isdigit() else -1)


def obey(asked: Order, form: Form, fields: Sequence[Field]) -> bool:
    """Carry out what changes the form alone; False where it was something else."""
    if asked.verb == "add":
        rows.add(form, fields, asked.field)
    elif asked.verb == "remove":
        rows.remove(form, fields, asked.field, asked.number)
    elif asked.verb == "place":
        take_place(form, f"{asked.field}-{asked.number}")
    else:
        return asked.verb == "field"
    return True


def take_place(form: Form, prefix: str) -> None:
    """Write the place that was chosen by name into the row's fields."""
    name = form.get(f"{prefix}-place", "")
    for place in gazetteer.PLACES:
        if place.name == name:
            form[f"{prefix}-text"] = form.get(f"{prefix}-text", "").strip() or place.name
            form[f"{prefix}-centroid-lon"] = str(place.lon)
            form[f"{prefix}-centroid-lat"] = str(place.lat)


def empty(form: Form, fields: Sequence[Field]) -> bool:
    """Is nothing filled in at all?"""
    return not any(value for value in flat.from_form(fields, form).values() if _says(value))


def _says(value: object) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)
