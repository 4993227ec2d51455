"""A dataset or resource as the names and values of a form, and back.

Names: ``frequency``, one per language ``title_translated-de``, one per row and part
``contact-0-email``. ``from_form(fields, to_form(fields, data))`` gives ``data`` again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from . import dates, places
from .kinds import Field, kind

Form = MultiDict[str, str]
LANGUAGES = ("de", "fr", "en")
#: what a row has and the form does not show: one hidden JSON text per row
KEPT = "kept"


def to_form(fields: Iterable[Field], data: Mapping[str, Any]) -> Form:
    """What is stored, as the form's inputs show it."""
    form: Form = MultiDict()
    for field in fields:
        _fill(form, field, field["field_name"], data.get(field["field_name"]))
    return form


def from_form(fields: Iterable[Field], form: Form) -> dict[str, Any]:
    """What was typed, as CKAN's actions take it: a value for every field, "" for an empty one."""
    return {field["field_name"]: _read(form, field, field["field_name"]) for field in fields}


def _fill(form: Form, field: Field, name: str, value: Any) -> None:
    what = kind(field)
    if what.startswith("translated"):
        for code, text in _mapping(value).items():
            form[f"{name}-{code}"] = _joined(text, ", ")
    elif what == "rows":
        rows = value if isinstance(value, list) else []
        for number, row in enumerate(row for row in rows if isinstance(row, dict)):
            _fill_row(form, field, f"{name}-{number}", row)
    elif what == "choices":
        form.setlist(name, [str(one) for one in _list(value)])
    elif what in ("box", "point", "geometry"):
        _fill_place(form, what, name, value)
    elif what == "date":
        form[name] = dates.to_people(_joined(value, ""))
    else:
        form[name] = _joined(value, "\n")


def _fill_row(form: Form, field: Field, prefix: str, row: dict[str, Any]) -> None:
    hidden = {}
    for sub in field["repeating_subfields"]:
        value = row.get(sub["field_name"])
        if kind(sub) not in ("kept", "rows"):
            _fill(form, sub, f"{prefix}-{sub['field_name']}", value)
        elif value:
            hidden[sub["field_name"]] = value
    if hidden:
        form[f"{prefix}-{KEPT}"] = json.dumps(hidden, ensure_ascii=False)


def _fill_place(form: Form, what: str, name: str, value: Any) -> None:
    names = {"box": places.SIDES, "point": places.AXES}.get(what, ())
    numbers = {"box": places.sides, "point": places.axes}.get(what, lambda _: None)(value)
    if numbers:
        form.update({f"{name}-{part}": f"{one:g}" if one == round(one, 4) else repr(one)
                     for part, one in zip(names, numbers, strict=True)})  # fmt: skip
    elif value:
        form[name] = value if isinstance(value, str) else json.dumps(value)


def _read(form: Form, field: Field, name: str) -> Any:
    what = kind(field)
    if what == "translated_words":
        typed = {code: form.get(f"{name}-{code}", "") for code in languages(form, name)}
        return {c: [w.strip() for w in text.split(",") if w.strip()] for c, text in typed.items()}
    if what.startswith("translated"):
        return {code: form.get(f"{name}-{code}", "") for code in languages(form, name)}
    if what == "rows":
        rows = [_read_row(form, field, f"{name}-{n}") for n in row_numbers(form, field)]
        return [row for row in rows if any(row.values())]
    if what == "choices":
        return [value for value in form.getlist(name) if value]
    if what == "lines":
        return [line.strip() for line in form.get(name, "").splitlines() if line.strip()]
    if what in ("box", "point", "geometry"):
        return _read_place(form, what, name)
    if what == "licence":
        # a button, or the list beside the button "another licence"
        return next((value for value in form.getlist(name) if value), "")
    text = form.get(name, "").strip()
    return dates.to_iso(text) if what == "date" else text


def _read_row(form: Form, field: Field, prefix: str) -> dict[str, Any]:
    row = {}
    for sub in field["repeating_subfields"]:
        if kind(sub) not in ("kept", "rows"):
            row[sub["field_name"]] = _read(form, sub, f"{prefix}-{sub['field_name']}")
    known = {sub["field_name"] for sub in field["repeating_subfields"]} - set(row)
    hidden = places.parsed(form.get(f"{prefix}-{KEPT}", "{}"))
    if isinstance(hidden, dict):
        row.update({key: value for key, value in hidden.items() if key in known})
    return row


def _read_place(form: Form, what: str, name: str) -> Any:
    names = {"box": places.SIDES, "point": places.AXES}.get(what, ())
    typed = [form.get(f"{name}-{part}", "").strip() for part in names]
    if not any(typed):
        return places.unwrapped(form.get(name, "").strip())
    numbers = [places.number(text) for text in typed]
    given = [one for one in numbers if one is not None]
    if len(given) < len(names):
        # not a geometry: the schema's check refuses it with its own sentence
        return " / ".join(typed)
    return places.box(given) if what == "box" else places.point(given)


def languages(form: Form, name: str) -> list[str]:
    """The languages of a translated text: the form's own, and others that are stored."""
    others = (key.removeprefix(f"{name}-") for key in form if key.startswith(f"{name}-"))
    return list(dict.fromkeys([*LANGUAGES, *(code for code in others if len(code) == 2)]))


def row_numbers(form: Form, field: Field) -> list[int]:
    """The numbers of the rows of a field that the form has, empty ones included."""
    start = f"{field['field_name']}-"
    found = {key.removeprefix(start).split("-")[0] for key in form if key.startswith(start)}
    return sorted(int(number) for number in found if number.isascii() and number.isdigit())


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, str):
        read = places.parsed(value)
        return read if isinstance(read, dict) else {"de": value}
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        read = places.parsed(value)
        return read if isinstance(read, list) else [value] if value else []
    return list(value) if isinstance(value, list | tuple) else []


def _joined(value: Any, glue: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return glue.join(map(str, value))
    return "" if value is None else str(value)
