"""Rows of a form that are added, taken away, and numbered anew; without scripts."""

from __future__ import annotations

from collections.abc import Iterable

from . import flat
from .flat import Form
from .kinds import Field, kind

#: more rows than this nobody types; a request that asks for more is no form of ours
MOST = 200


def compact(form: Form, fields: Iterable[Field]) -> Form:
    """The form without its empty rows, the others numbered from 0: as the errors will count."""
    for field in _with_rows(fields):
        numbers = flat.row_numbers(form, field)
        given = [n for n in numbers if any(_values(form, field, n))]
        _renumber(form, field, given[:MOST])
    return form


def add(form: Form, fields: Iterable[Field], name: str) -> None:
    """One empty row more for the field of this name."""
    for field in _with_rows(fields):
        if field["field_name"] == name and len(numbers := flat.row_numbers(form, field)) < MOST:
            number = max(numbers, default=-1) + 1
            form[f"{name}-{number}-{field['repeating_subfields'][0]['field_name']}"] = ""


def remove(form: Form, fields: Iterable[Field], name: str, number: int) -> None:
    """Take one row away."""
    for field in _with_rows(fields):
        if field["field_name"] == name:
            left = [n for n in flat.row_numbers(form, field) if n != number]
            _renumber(form, field, left)


def _with_rows(fields: Iterable[Field]) -> list[Field]:
    return [field for field in fields if kind(field) == "rows"]


def _values(form: Form, field: Field, number: int) -> list[str]:
    start = f"{field['field_name']}-{number}-"
    return [v.strip() for key in form if key.startswith(start) for v in form.getlist(key)]


def _renumber(form: Form, field: Field, kept: list[int]) -> None:
    name = field["field_name"]
    new = {str(number): str(position) for position, number in enumerate(kept)}
    moved = {}
    for key in [key for key in form if key.startswith(f"{name}-")]:
        number, dash, rest = key.removeprefix(f"{name}-").partition("-")
        if number.isascii() and number.isdigit() and dash:
            values = form.poplist(key)
            if number in new:
                moved[f"{name}-{new[number]}-{rest}"] = values
    for key, values in moved.items():
        form.setlist(key, values)
