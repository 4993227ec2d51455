"""Read the YAML files of this folder; what is wrong with one is said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .errors import SchemaError

FOLDER = Path(__file__).parent
LANGUAGES = {"de", "fr", "en"}
#: the safe loader; that of libyaml, where it is there, is ten times as fast
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: what a field of the schema may say, in the words of ckanext-scheming and a few of ours
#: (https://github.com/ckan/ckanext-scheming#field-keys)
KNOWN = frozenset(
    """
    field_name preset label help_text required vocabulary choices group shown validators
    output_validators form_snippet display_snippet form_placeholder form_attrs upload_field
    upload_clear upload_label repeating_subfields repeating_label repeating_once not_before kept
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; SchemaError says what is wrong with it."""
    try:
        facts = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except UnicodeDecodeError:
        raise SchemaError(path.name, "the file is not in UTF-8") from None
    except yaml.YAMLError as error:
        raise SchemaError(path.name, f"the file is no YAML ({_where(error)})") from error
    if not isinstance(facts, dict):
        raise SchemaError(path.name, "names with values are needed, as 'field: mobility'")
    return facts


def check_field(file: str, field: Any) -> None:
    """SchemaError names the first thing wrong with a field as it stands in its file."""
    if not isinstance(field, Mapping) or not isinstance(field.get("field_name"), str):
        raise SchemaError(file, f"a field without 'field_name': {str(field)[:60]}")
    name = field["field_name"]
    if unknown := sorted(set(map(str, field)) - KNOWN):
        raise SchemaError(file, f"field '{name}' says '{unknown[0]}', which is unknown")
    check_texts(file, f"'label' of field '{name}'", field.get("label"))
    if "help_text" in field:
        check_texts(file, f"'help_text' of field '{name}'", field["help_text"])
    for choice in field.get("choices", ()):
        check_texts(file, f"a label of the choices of field '{name}'", choice.get("label"))
    for inner in field.get("repeating_subfields", ()):
        check_field(file, inner)


def check_texts(file: str, what: str, texts: Any) -> None:
    """SchemaError where the texts are not there in all three languages."""
    if not isinstance(texts, Mapping) or set(texts) != LANGUAGES or not all(texts.values()):
        raise SchemaError(file, f"{what} is needed in de, fr and en")


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "cannot be read"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
