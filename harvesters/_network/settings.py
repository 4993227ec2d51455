"""What a source of another catalogue says about how its records come to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.loerrach.schemas import strategy_fields

from .._core.errors import SettingError
from .._core.source import SourceEntry
from . import texts, values, words
from .foreign import Foreign

#: settings that every harvester of a catalogue has
SETTINGS = {
    "language": "language of texts that do not say theirs: de (default), fr, en or it",
    "assign": "name of a theme or group -> field of the strategy; the source's field for the rest",
}


@dataclass(frozen=True)
class Ours:
    """The settings, checked."""

    language: str
    #: word in small letters -> field of the strategy
    assign: Mapping[str, str]
    #: where what is not assigned goes
    default: str

    @classmethod
    def of(cls, source: SourceEntry) -> Ours:
        """From the source; SettingError says what is wrong."""
        language = source.settings.get("language", "de")
        if language not in (*texts.LANGUAGES, "it"):
            raise SettingError(source.name, "language", "is none of de, fr, en, it")
        assign = source.settings.get("assign", {})
        if not isinstance(assign, Mapping):
            raise SettingError(source.name, "assign", "names with fields of the strategy needed")
        fields = {field.name for field in strategy_fields()}
        for word, field in assign.items():
            if field not in fields:
                known = ", ".join(sorted(fields))
                raise SettingError(source.name, f"assign.{word}", f"is none of {known}")
        return cls(str(language), {str(w).lower(): f for w, f in assign.items()}, source.field)

    def field(self, one: Foreign, themes: Sequence[str]) -> str:
        """Field of the strategy: as assigned, else as the record says itself, else by its EU theme.

        The theme tells it where only one field has it.
        """
        told = [values.text(word).lower() for word in one.themes]
        codes = [theme.rpartition("/")[2].lower() for theme in themes]
        for word in (*told, *codes):
            if word in self.assign:
                return self.assign[word]
        if one.kin:
            return str(one.fields["strategy_field"])
        found = [field for theme in themes if (field := words.field_of(theme))]
        return found[0] if found else self.default


def needed(source: SourceEntry, name: str) -> str:
    """A setting that must be a text; SettingError otherwise."""
    value: Any = source.settings.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SettingError(source.name, name, "a text is needed")
    return value.strip()


def words_of(source: SourceEntry, name: str) -> list[str]:
    """A setting that is a text or a list of texts; [] where it is missing."""
    value: Any = source.settings.get(name, [])
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise SettingError(source.name, name, "a text or a list of texts is needed")
    return [one.strip() for one in found if one.strip()]
