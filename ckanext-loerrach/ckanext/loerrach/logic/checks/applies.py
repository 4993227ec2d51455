"""A field that belongs to one field of the strategy counts only there."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import strategy_fields
from ckanext.scheming.validation import scheming_validator

from .base import (
    Data,
    Errors,
    Field,
    Key,
    Validator,
    from_json,
    is_given,
    is_required,
    label,
    needed,
    on_missing,
    read_text,
    refuse,
)


@scheming_validator
def loerrach_applies(field: Field, schema: Any) -> Validator:
    """Ask for the value, and let it be checked, only where the dataset's strategy field wants it.

    Elsewhere the stored value stays as it is, so that changing the strategy field and back loses
    nothing; another value is refused, because nobody would see it.
    """

    def validator(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
        value = data.get(key)
        if _strategy(data) not in {strategy.name for strategy in strategy_fields()}:
            # that has its own message; without it nobody can say what applies
            raise tk.StopOnError
        if _strategy(data) in field["strategy_fields"]:
            if is_required(field, key, data, context) and not is_given(value):
                refuse(errors, key, needed(field))
            return
        stored = _stored(key, context)
        if is_given(value) and _plain(value) != _plain(stored):
            refuse(errors, key, _elsewhere(field))
        if stored is None:
            data.pop(key, None)
            raise tk.StopOnError
        data[key] = stored
        tk.get_validator("convert_to_extras")(key, data, errors, context)
        raise tk.StopOnError

    return on_missing(validator, "" if field.get("required") else "pass")


def loerrach_keep(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """A field that an update does not mention stays as it is; an empty value removes it."""
    if data.get(key, tk.missing) is tk.missing:
        stored = _stored(key, context)
        if stored is not None:
            data[key] = stored


on_missing(loerrach_keep, "pass")


@scheming_validator
def loerrach_default_theme(field: Field, schema: Any) -> Validator:
    """A dataset without EU theme has that of its strategy field."""

    def validator(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
        if not is_given(data.get(key)):
            themes = {strategy.name: strategy.themes for strategy in strategy_fields()}
            data[key] = list(themes.get(_strategy(data), ())) or tk.missing

    return validator


def _strategy(data: Data) -> str:
    value = data.get(("strategy_field",))
    return value if isinstance(value, str) else ""


def _stored(key: Key, context: dict[str, Any]) -> str | None:
    package = context.get("package")
    return (package.extras or {}).get(key[-1]) if package else None


def _plain(value: Any) -> Any:
    return (from_json(value) or value) if isinstance(value, str) else value


def _elsewhere(field: Field) -> str:
    names = [read_text(s.label) for s in strategy_fields() if s.name in field["strategy_fields"]]
    return tk._(
        "{field}: Die Angabe gibt es nur im Handlungsfeld {names}. Bitte weglassen oder das"
        " Handlungsfeld ändern."
    ).format(field=label(field), names=", ".join(names))
