"""What is wrong with a field in a YAML file is said in a sentence that names file and field."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.schemas.compose import _put
from ckanext.loerrach.schemas.errors import SchemaError
from ckanext.loerrach.schemas.strategy import StrategyField

TEXTS = {"de": "x", "fr": "x", "en": "x"}
SPORT = StrategyField("sport", 8, TEXTS, TEXTS, (), ())


def field(**changes: Any) -> dict[str, Any]:
    return {"field_name": "height", "preset": "text", "label": TEXTS, **changes}


def test_a_field_of_a_strategy_file_is_kept_to_it():
    fields: dict[str, Any] = {}
    _put(fields, "sport.yaml", field(), SPORT)
    assert fields["height"]["strategy_fields"] == ["sport"]
    assert fields["height"]["validators"] == "loerrach_applies loerrach_text"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"preset": "colour"}, "field 'height' wants the unknown preset 'colour'"),
        ({"vocabulary": "colours"}, "there is no such vocabulary"),
        ({"helptext": TEXTS}, "field 'height' says 'helptext', which is unknown"),
        ({"label": {"de": "Höhe"}}, "'label' of field 'height' is needed in de, fr and en"),
        ({"help_text": "Höhe"}, "'help_text' of field 'height' is needed in de, fr and en"),
        (
            {"choices": [{"value": "a", "label": {"de": "a"}}]},
            "a label of the choices of field 'height' is needed in de, fr and en",
        ),
        (
            {"preset": "contact"},
            "field 'height' has subfields, which only those of _common.yaml may have",
        ),
        ({"field_name": None}, "a field without 'field_name'"),
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any], problem: str):
    with pytest.raises(SchemaError, match=problem):
        _put({}, "sport.yaml", field(**wrong), SPORT)


def test_a_field_in_two_files_is_named():
    fields: dict[str, Any] = {}
    _put(fields, "_common.yaml", field())
    with pytest.raises(SchemaError, match=r"sport\.yaml: field 'height' is defined elsewhere"):
        _put(fields, "sport.yaml", field(), SPORT)
