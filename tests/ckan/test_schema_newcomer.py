"""What a newcomer does: add a few lines to a field's YAML, and have them everywhere."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

PACKAGE = "ckanext.loerrach.schemas"
#: modules; the package has functions of the same names
COMPOSE, STRATEGY, VOCABULARY, CHOICES = (
    importlib.import_module(f"{PACKAGE}.{name}")
    for name in ("compose", "strategy", "vocabulary", "choices")
)
CACHES = (
    STRATEGY.strategy_fields, COMPOSE.as_url, COMPOSE._presets, VOCABULARY.vocabulary,
    VOCABULARY.vocabularies, CHOICES.vocabulary_choices,
)  # fmt: skip

LINES = """
  - field_name: surface
    preset: some_of
    vocabulary: surface
    required: true
    label: {de: Belag, fr: Revêtement, en: Surface}
    help_text:
      de: Woraus besteht der Weg?
      fr: De quoi le chemin est-il fait ?
      en: What is the path made of?
"""
TERMS = """uri\tde\tfr\ten
https://example.org/surface/gravel\tKies\tgravier\tgravel
https://example.org/surface/asphalt\tAsphalt\tasphalte\tasphalt
"""

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("edited", "with_plugins", "clean_db"),
]


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ckan_config: Any) -> Iterator[None]:
    """The folder schemas/ with a field more in mobility.yaml and a file more in vocabularies/."""
    folder = tmp_path / "schemas"
    shutil.copytree(Path(COMPOSE.FOLDER), folder)
    with (folder / "mobility.yaml").open("a", encoding="utf-8") as file:
        file.write(LINES)
    (folder / "vocabularies/surface.tsv").write_text(TERMS, encoding="utf-8")
    monkeypatch.setattr(COMPOSE, "FOLDER", folder)
    monkeypatch.setattr(STRATEGY, "FOLDER", folder)
    monkeypatch.setattr(VOCABULARY, "FOLDER", folder / "vocabularies")
    _forget()
    monkeypatch.setitem(ckan_config, "scheming.dataset_schemas", COMPOSE.as_url())
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cache in CACHES:
        cache.cache_clear()


def test_the_field_is_in_the_schema_asked_for_checked_and_kept():
    schema = helpers.call_action("scheming_dataset_schema_show", type="dataset")
    field = next(f for f in schema["dataset_fields"] if f["field_name"] == "surface")
    assert field["strategy_fields"] == ["mobility"]
    assert field["label"]["de"] == "Belag"
    assert field["choices"][0] == {
        "value": "https://example.org/surface/gravel",
        "label": {"de": "Kies", "fr": "gravier", "en": "gravel"},
    }
    path = {
        "name": "wege", "strategy_field": "mobility", "personal_data": "none",
        "title_translated": {"de": "Wege"}, "notes_translated": {"de": "Alle Wege."},
        "mobility_theme": ["pedestrian-network-data"],
        "owner_org": factories.Organization(name="stadt")["id"],
    }  # fmt: skip
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("package_create", **path)
    assert caught.value.error_dict == {"surface": ["Belag: Die Angabe fehlt. Bitte ergänzen."]}
    shown = helpers.call_action("package_create", **path, surface="Kies")
    assert shown["surface"] == ["https://example.org/surface/gravel"]
