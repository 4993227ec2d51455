"""Values that are in our fields already, made to fit what the schema says of each field.

The schema (``schemas/``) is asked, so that a new field of it is read without a line here. A value
that does not fit is left out and counted: one wrong address is no reason to refuse a dataset.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ckanext.loerrach.catalogue import terms
from ckanext.loerrach.catalogue.geometry import well_known_text
from ckanext.loerrach.schemas import compose, vocabulary

from . import readers, values, words
from .readers import Reader
from .tally import Tally

Field = Mapping[str, Any]
#: xsd:duration (XML Schema 1.1 part 2, section 3.3.6)
DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
NUMBER = re.compile(r"\d{1,12}([.,]\d{1,9})?")
CHECKSUM = re.compile(r"[0-9a-f]{32,128}")
#: values of one list in one field, after which somebody has made a mistake
MANY = 200


class Fitter:
    """Fits the fields of one record; ``strategy`` is its field of the strategy."""

    def __init__(self, tally: Tally, record: str, strategy: str) -> None:
        self.tally, self.record, self.strategy = tally, record, strategy

    def fit(self, part: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What can be kept; ``part`` is dataset_fields or resource_fields."""
        known = fields(part)
        found = {}
        for name, value in given.items():
            if value in (None, "", [], {}):
                continue
            field = known.get(name)
            if field is None or self.strategy not in field.get("strategy_fields", [self.strategy]):
                self._note("field left out", name, "not in the schema of this kind of dataset")
            elif (fitted := self._field(field, name, value)) not in (None, "", [], {}):
                found[name] = fitted
        return found

    def completed(self, given: dict[str, Any]) -> dict[str, Any]:
        """With "other" in the fields that this kind of dataset must have and its source has not."""
        for name, field in fields("dataset_fields").items():
            if not field.get("required") or self.strategy not in field.get("strategy_fields", ()):
                continue
            other = [c["value"] for c in field.get("choices", ()) if c["value"].endswith("/other")]
            if name not in given and other:
                self._note("'other' in place of a missing value", name, "")
                given[name] = other if "some_of" in str(field["validators"]) else other[0]
        return given

    def _field(self, field: Field, name: str, value: Any) -> Any:
        if "repeating_subfields" in field:
            several = self._several(name, value)
            return [made for one in several if (made := self._group(field, name, one))]
        checks = set(str(field.get("validators", "")).split())
        if "scheming_multiple_text" in checks:
            reader = _reader(checks - {"loerrach_text"}, field)
            return list(dict.fromkeys(self._each(name, self._several(name, value), reader)))
        return next(self._each(name, [value], _reader(checks, field)), None)

    def _group(self, field: Field, name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._note("value left out", name, value)
            return {}
        found = {}
        for sub in field["repeating_subfields"]:
            inner = value.get(sub["field_name"])
            if inner not in (None, "", [], {}):
                made = self._field(sub, f"{name}.{sub['field_name']}", inner)
                if made not in (None, "", [], {}):
                    found[sub["field_name"]] = made
            if sub.get("required") and sub["field_name"] not in found:
                self._note(f"left out without its {sub['field_name']}", name, "")
                return {}
        return found

    def _several(self, name: str, value: Any) -> list[Any]:
        found = _list(value)
        if len(found) > MANY:
            self._note(f"left out: more than {MANY}", name, found[MANY])
        return found[:MANY]

    def _each(self, name: str, given: list[Any], reader: Reader) -> Iterator[Any]:
        for value in given:
            made = readers.read(self.tally, reader, value, name, self.record)
            if made is not None:
                yield made

    def _note(self, kind: str, field: str, value: Any) -> None:
        self.tally.note(kind, field, value, self.record)


@cache
def fields(part: str) -> dict[str, Field]:
    """Fields of the schema by their names."""
    return {field["field_name"]: field for field in compose()[part]}


def names(text: str) -> frozenset[str]:
    """Names of fields that stand in a text, with space between them."""
    return frozenset(text.split())


def _reader(checks: set[str], field: Field) -> Reader:
    """How a value is read, by the field's validators; a text where they say nothing special."""
    if field.get("vocabulary") == "licences":
        return Reader(_licence)
    choices = _choices(field)
    if checks & {"loerrach_one_of", "loerrach_some_of"}:
        return Reader(lambda value: choices.get(values.text(value).lower()))
    if "loerrach_term_or_address" in checks:
        known = frozenset(choices.values())
        return Reader(
            lambda value: choices.get(values.text(value).lower()) or values.address(value),
            # a word of our list in place of another catalogue's is no repair
            lambda given, kept: "" if kept in known else readers.changed(given, kept),
        )
    return next((reader for check, reader in READERS.items() if check in checks), readers.TEXT)


def _choices(field: Field) -> dict[str, str]:
    """Words for the choices of a field, in small letters -> choice; former words included."""
    found = {str(one["value"]).lower(): str(one["value"]) for one in field.get("choices", ())}
    if name := field.get("vocabulary"):
        for term in vocabulary(name):
            for word in (*term.formerly, term.code, term.uri.replace("http://", "https://")):
                found.setdefault(word.lower(), term.uri)
    return found


def _licence(value: Any) -> str:
    """A licence, in any of its words; "" also for a vague one, which would not say whose it is."""
    told = values.text(value)
    found = words.licence(told)
    return found if found not in words.VAGUE or terms.licence(told) == found else ""


def _matching(pattern: re.Pattern[str]) -> Reader:
    def read(value: Any) -> str:
        found = values.text(value)
        return found if pattern.fullmatch(found) else ""

    return Reader(read)


def _shape(value: Any) -> dict[str, Any] | None:
    return dict(value) if isinstance(value, Mapping) and well_known_text(dict(value)) else None


def _list(value: Any) -> list[Any]:
    """The values of a list, of the JSON text of one, or a single value."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return list(value) if isinstance(value, list | tuple) else [value]


#: validator of the schema -> how a value is read that it is to take
READERS: dict[str, Reader] = {
    "loerrach_web_addresses": readers.ADDRESS,
    "loerrach_web_address": readers.ADDRESS,
    "loerrach_series": readers.ADDRESS,
    "loerrach_email": readers.MAIL,
    "loerrach_telephone": readers.TELEPHONE,
    "loerrach_date": readers.MOMENT,
    "loerrach_duration": _matching(DURATION),
    "loerrach_number": Reader(lambda value: _matching(NUMBER).read(value).replace(",", ".")),
    "loerrach_checksum": Reader(lambda value: _matching(CHECKSUM).read(values.text(value).lower())),
    "loerrach_media_type": Reader(lambda value: terms.media_type(values.text(value))),
    "loerrach_geometry": Reader(_shape),
    "loerrach_point": Reader(_shape),
    "int_validator": Reader(values.whole),
    "loerrach_text": readers.PARAGRAPHS,
}
