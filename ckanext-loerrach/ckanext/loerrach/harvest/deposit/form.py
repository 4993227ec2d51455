"""The form in which a publisher corrects what was understood of a file: drawn, and read back.

What is said of the file (sheet, delimiter …) is kept only where a person has said it, so that the
next delivery may come from another sheet or with another encoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from .state import Deposit

#: choice → type of Frictionless, how texts are written
KINDS = {
    "text": ("string", ""), "code": ("string", "code"), "month": ("string", "month"),
    "quarter": ("string", "quarter"), "integer": ("integer", ""), "number": ("number", ""),
    "date": ("date", ""), "timestamp": ("datetime", ""), "boolean": ("boolean", ""),
}  # fmt: skip
#: a number as it is written → decimal sign, sign between thousands
NUMBERS = {
    "1.234,5": (",", "."), "1234,5": (",", ""), "1 234,5": (",", " "), "1'234,5": (",", "'"),
    "1,234.5": (".", ","), "1234.5": (".", ""), "1 234.5": (".", " "), "1'234.5": (".", "'"),
}  # fmt: skip
#: how a day is written → the pattern of Frictionless
DAYS = {
    "31.12.2025": ("d.m.y", "%d.%m.%Y"), "2025-12-31": ("y-m-d", "%Y-%m-%d"),
    "31/12/2025": ("d/m/y", "%d/%m/%Y"), "12/31/2025": ("m/d/y", "%m/%d/%Y"),
}  # fmt: skip
DELIMITERS = {";": ";", ",": ",", "tab": "\t", "|": "|"}
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16", "cp850": "DOS (850)"}
#: columns of a form at most; more are corrected by programs
MOST = 400
#: characters of one answer
LONG = 200


class Wrong(ValueError):
    """Answers that are none; ``errors``: sentences by the name of the control."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(text for texts in errors.values() for text in texts))
        self.errors = errors


def kinds() -> dict[str, str]:
    """What a column may be, in words."""
    return {
        "text": tk._("Text"), "code": tk._("Number or key with leading zeros (text)"),
        "month": tk._("Month"), "quarter": tk._("Quarter"), "integer": tk._("Whole number"),
        "number": tk._("Decimal number"), "date": tk._("Date"),
        "timestamp": tk._("Date and time"), "boolean": tk._("Yes or no"),
    }  # fmt: skip


def base(one: Deposit) -> Mapping[str, Any]:
    """What the columns are now: of the file that was read, or as they were said to be."""
    found = one.told.get("schema") or one.correction or {}
    return found if isinstance(found, Mapping) else {}


def fields(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(schema.get("schema", {}).get("fields", []))


def said(correction: Mapping[str, Any] | None) -> dict[str, str]:
    """What a person has said of the file, as the controls show it."""
    told = correction or {}
    dialect = told.get("dialect", {})
    delimiter, encoding = dialect.get("delimiter", ""), told.get("encoding", "")
    try:
        encoding = codecs.lookup(encoding).name if encoding else ""
    except LookupError:
        encoding = ""
    return {
        "sheet": dialect.get("sheetName", ""),
        "delimiter": next((key for key, one in DELIMITERS.items() if one == delimiter), delimiter),
        "encoding": encoding,
        "header": ", ".join(map(str, dialect.get("loerrach:headerRows", []))),
    }


def drawn(
    one: Deposit, sent: Mapping[str, str] | None, errors: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Values of all controls: those that were sent, or those that stand."""
    schema = base(one)
    keys = schema.get("schema", {}).get("primaryKey", [])
    found = one.told.get("schema", {})
    misfits = {each["name"]: each for each in one.told.get("misfits", ())}
    there = fields(schema)
    columns = []
    for at, field in enumerate(there if len(there) <= MOST else []):
        values = posted(sent, at) if sent else controls(field, keys)
        columns.append(values | {
            "number": at, "title": str(field.get("title") or field.get("name")),
            "misfits": misfits.get(field.get("name")),
            "errors": {
                part: errors[f"{part}-{at}"] for part in values if f"{part}-{at}" in errors
            },
        })  # fmt: skip
    file = said(one.correction)
    if sent:
        file = {name: sent.get(name, "")[:LONG] for name in file}
    return {
        "file": file, "found": found_in(found), "sheets": list(one.told.get("sheets", ())),
        "columns": columns, "too_many": len(there) > MOST, "errors": errors,
        "corrected": bool(one.correction), "kinds": kinds(), "numbers": list(NUMBERS),
        "days": list(DAYS), "delimiters": list(DELIMITERS),
        "encodings": ENCODINGS | {file["encoding"]: file["encoding"]}
        if file["encoding"] and file["encoding"] not in ENCODINGS else ENCODINGS,
    }  # fmt: skip


def found_in(schema: Mapping[str, Any]) -> dict[str, str]:
    """What was found where nobody has said anything."""
    dialect = schema.get("dialect", {})
    found = said({**schema, "dialect": {**dialect, "loerrach:headerRows": []}})
    return found | {"header": ", ".join(map(str, dialect.get("headerRows", [])))}


def controls(field: Mapping[str, Any], keys: Sequence[str] | str) -> dict[str, Any]:
    """A field of the schema as the controls show it."""
    keys = [keys] if isinstance(keys, str) else keys
    type, format = field.get("type", "string"), field.get("loerrach:format", "")
    written = format if type == "string" else ""
    decimal = field.get("decimalChar") or (format if format in (",", ".") else ",")
    signs = (decimal, field.get("groupChar", "")) if type in ("number", "integer") else ("", "")
    return {
        "name": str(field.get("name", "")),
        "kind": next((kind for kind, one in KINDS.items() if one == (type, written)), "text"),
        "written": next((shown for shown, one in NUMBERS.items() if one == signs), "1.234,5"),
        "day": next((shown for shown, one in DAYS.items() if one[0] == format), "31.12.2025"),
        "unit": str(field.get("loerrach:unit", "")),
        "key": field.get("name") in keys,
    }


def posted(sent: Mapping[str, str], at: int) -> dict[str, Any]:
    """The controls of one column as they were sent."""
    texts = ("name", "kind", "written", "day", "unit")
    values = {part: sent.get(f"{part}-{at}", "").strip()[:LONG] for part in texts}
    return values | {"key": bool(sent.get(f"key-{at}"))}


def schema_of(one: Deposit, sent: Mapping[str, str]) -> dict[str, Any]:
    """The correction that was sent; Wrong for answers that are none."""
    told = {name: sent.get(name, "").strip()[:LONG] for name in said(None)}
    rows = _rows(told["header"])
    there = fields(base(one))
    dialect: dict[str, Any] = {"sheetName": told["sheet"]} if told["sheet"] else {}
    if told["delimiter"]:
        dialect["delimiter"] = DELIMITERS.get(told["delimiter"], told["delimiter"])
    if rows:
        dialect["loerrach:headerRows"] = rows
    schema: dict[str, Any] = {"dialect": dialect}
    if told["encoding"]:
        schema["encoding"] = told["encoding"]
    # another sheet or another row of headings has other columns: they are found anew
    if said(schema) == said(one.correction) and there and len(there) <= MOST:
        schema["schema"] = _columns(there, sent)
    elif said(schema) == said(one.correction) and there:
        schema["schema"] = base(one)["schema"]
    return schema


def _rows(text: str) -> list[int]:
    """ "3", "3-4" or "3, 4" → rows."""
    if not text:
        return []
    numbers = [int(one) for one in re.findall(r"\d{1,6}", text)]
    if re.fullmatch(r"\d{1,6}\s*[-–]\s*\d{1,6}", text) and 0 <= numbers[1] - numbers[0] < 6:
        return list(range(numbers[0], numbers[1] + 1))
    if re.fullmatch(r"\d{1,6}(\s*(,|;|\+|und|et|and)\s*\d{1,6}){0,5}", text):
        return sorted(set(numbers))
    raise Wrong({"header": [tk._("Write the row as a number, like 3, or several like 3-4.")]})


def _columns(there: Sequence[Mapping[str, Any]], sent: Mapping[str, str]) -> dict[str, Any]:
    changed = tk._("Another file was read meanwhile. Please look at the columns again.")
    if sent.get("columns") != str(len(there)):
        raise Wrong({"": [changed]})
    made, keys = [], []
    for at, field in enumerate(there):
        if sent.get(f"title-{at}") != str(field.get("title") or field.get("name")):
            raise Wrong({"": [changed]})
        values = posted(sent, at)
        made.append(_field(field, values))
        if values["key"]:
            keys.append(values["name"])
    return {"fields": made, "missingValues": [""]} | ({"primaryKey": keys} if keys else {})


def _field(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    type, format = KINDS.get(values["kind"], (values["kind"], ""))
    decimal, group = NUMBERS.get(values["written"], ("?", ""))
    day, pattern = DAYS.get(values["day"], ("?", ""))
    kept = ("loerrach:signs", "loerrach:cellUnit", "loerrach:fileUnit")
    made = {
        "name": values["name"], "title": str(before.get("title") or before.get("name")),
        "type": type, **{name: before[name] for name in kept if name in before},
    }  # fmt: skip
    if type in ("number", "integer"):
        made |= {"decimalChar": decimal, "groupChar": group, "loerrach:format": decimal}
    elif type in ("date", "datetime"):
        made |= {"loerrach:format": day} | ({"format": pattern} if type == "date" else {})
    elif format:
        made["loerrach:format"] = format
    return made | ({"loerrach:unit": values["unit"]} if values["unit"] else {})


def placed(errors: Mapping[str, Sequence[str]], sent: Mapping[str, str]) -> dict[str, list[str]]:
    """Errors of the action, by the control that is wrong."""
    found: dict[str, list[str]] = {}
    for key, texts in errors.items():
        _, _, where = key.partition("schema.fields.")
        name, _, part = where.rpartition(".")
        control = {"name": "name", "type": "kind"}.get(part, "")
        at = [number for number in range(MOST) if sent.get(f"name-{number}", "").strip() == name]
        # of two columns of one name the second is the new one as a rule
        there = f"{control}-{at[-1]}" if where and control and at else ""
        found.setdefault(there, []).extend(map(str, texts))
    return {key: found[key] for key in found if key} or found
