"""What a template draws: one control per field, with value, words, errors and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ..pages import language, licence
from . import flat, places
from .findings import Finding
from .flat import Form
from .kinds import Field, Kind, kind

#: a list with more values than this is searched, a shorter one is read
MOST_READ = 12
LICENCES = "http://dcat-ap.de/def/licenses/"
#: the licences that are offered first: those that the open data guides of the Länder name
FIRST_LICENCES = ("dl-zero-de/2.0", "dl-by-de/2.0", "cc-zero", "cc-by/4.0")


@dataclass(frozen=True)
class Option:
    """One value of a list."""

    value: str
    label: str
    selected: bool = False
    #: other words by which it is found
    words: str = ""
    #: what it means
    note: str = ""
    #: a licence that wants the source named
    attribution: bool = False


@dataclass(frozen=True)
class Control:
    """One field of the form."""

    name: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    placeholder: str = ""
    value: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    rows: list[list[Control]] = field(default_factory=list)
    #: an empty row for scripts to copy; its number is "NUMBER"
    blank: list[Control] = field(default_factory=list)
    row_label: str = ""
    once: bool = False
    kept: str = ""
    errors: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    shown: bool = False
    group: str = ""

    @property
    def id(self) -> str:
        return f"field-{self.name}"

    @property
    def first_id(self) -> str:
        """The input that a link to the field leads to."""
        ends = {
            "translated_text": "-de", "translated_long": "-de", "translated_words": "-de",
            "box": "-west", "point": "-lon", "radios": "-0", "licence": "-0",
        }  # fmt: skip
        if self.kind == "choices" and len(self.options) <= MOST_READ:
            return f"{self.id}-0"
        return self.id + ends.get(self.kind, "")

    @property
    def described_by(self) -> str:
        """Ids of help text, errors and findings, for ``aria-describedby``."""
        parts = (("help", self.help), ("error", self.errors), ("finding", True))
        return " ".join(f"{self.id}-{part}" for part, there in parts if there)

    @property
    def filled(self) -> bool:
        given = (self.value, *self.texts.values(), *(o.selected for o in self.options))
        return any(given) or any(one.filled for row in self.rows for one in row)

    @property
    def attention(self) -> bool:
        """Is there something to look at?"""
        rows = (one.attention for row in self.rows for one in row)
        urgent = any(finding.severity != "may" for finding in self.findings)
        return bool(self.errors) or urgent or any(rows)


def controls(
    fields: Sequence[Field], form: Form, errors: Mapping[str, Any], findings: Sequence[Finding]
) -> list[Control]:
    """A control for each field, in the order of the schema."""
    found = []
    for one in fields:
        name = one["field_name"]
        own = [finding for finding in findings if finding.field.split(".")[0] == name]
        found.append(_control(one, name, form, errors.get(name), own))
    return found


def _control(
    one: Field, name: str, form: Form, errors: Any, findings: list[Finding] | None = None
) -> Control:
    what = kind(one)
    parts: dict[str, Any] = {}
    if what.startswith("translated"):
        parts["texts"] = {c: form.get(f"{name}-{c}", "") for c in flat.languages(form, name)}
    elif what in ("box", "point"):
        names = places.SIDES if what == "box" else places.AXES
        parts["texts"] = {part: form.get(f"{name}-{part}", "") for part in names}
    elif what == "rows":
        parts |= _rows(one, name, form, errors if isinstance(errors, list) else [])
    elif what in ("choice", "radios", "choices", "licence", "organization", "format"):
        parts["options"] = _options(one, what, form.getlist(name))
    return Control(
        name=name,
        kind=what,
        label=language.text(one.get("label")) or one["field_name"],
        help=language.text(one.get("help_text")),
        required=bool(one.get("required")),
        placeholder=str(one.get("form_placeholder") or ""),
        value=form.get(name, ""),
        row_label=language.text(one.get("repeating_label") or one.get("label")),
        once=bool(one.get("repeating_once")),
        errors=sentences(errors),
        findings=findings or [],
        shown=bool(one.get("shown")),
        group="own" if one.get("strategy_fields") else str(one.get("group") or "technical"),
        **parts,
    )


def sentences(errors: Any) -> list[str]:
    """The sentences of a field's errors; those of rows belong to the rows."""
    if isinstance(errors, str):
        return [errors]
    return [one for one in errors or [] if isinstance(one, str) and one]


def _rows(one: Field, name: str, form: Form, errors: list[Any]) -> dict[str, Any]:
    numbers = flat.row_numbers(form, one) or [0]
    return {
        "rows": [_row(one, f"{name}-{n}", form, _nth(errors, n)) for n in numbers],
        "blank": _row(one, f"{name}-NUMBER", form, {}),
    }


def _nth(errors: list[Any], number: int) -> Mapping[str, Any]:
    found = errors[number] if number < len(errors) else {}
    return found if isinstance(found, Mapping) else {}


def _row(one: Field, prefix: str, form: Form, errors: Mapping[str, Any]) -> list[Control]:
    """The controls of one row; what the form does not show of it comes last, hidden."""
    shown = [
        _control(sub, f"{prefix}-{sub['field_name']}", form, errors.get(sub["field_name"]))
        for sub in one["repeating_subfields"]
        if kind(sub) not in ("kept", "rows")
    ]
    kept = form.get(f"{prefix}-{flat.KEPT}", "")
    return [*shown, Control(f"{prefix}-{flat.KEPT}", "kept", "", kept=kept)] if kept else shown


def _options(one: Field, what: str, chosen: list[str]) -> list[Option]:
    if what == "organization":
        return _organizations(chosen)
    found = [_option(choice, chosen) for choice in one.get("choices", ())]
    if what == "licence":
        found = [_licence(option) for option in found]
        found.sort(key=_licence_order)
    known = {option.value for option in found}
    # a value that is not on the list stays visible, with the error about it
    return found + [Option(v, v, selected=True) for v in chosen if v and v not in known]


def _option(choice: Mapping[str, Any], chosen: list[str]) -> Option:
    value, label = str(choice["value"]), choice["label"]
    shown = language.text(label)
    others = [str(text) for text in label.values()] if isinstance(label, Mapping) else []
    others.append(value.rstrip("/").rsplit("/", 1)[-1])
    words = " ".join(dict.fromkeys(text for text in others if text != shown))
    return Option(value, shown, value in chosen, words)


def _licence(option: Option) -> Option:
    terms = licence.of_resource({"license": option.value})
    return Option(
        option.value, option.label, option.selected, option.words, terms.words,
        licence.wants_attribution(option.value),
    )  # fmt: skip


def _licence_order(option: Option) -> int:
    code = option.value.removeprefix(LICENCES)
    return FIRST_LICENCES.index(code) if code in FIRST_LICENCES else len(FIRST_LICENCES)


def _organizations(chosen: list[str]) -> list[Option]:
    mine = tk.h.organizations_available("create_dataset")
    return [
        Option(one["id"], str(one["display_name"]), one["id"] in chosen or one["name"] in chosen)
        for one in mine
    ]
