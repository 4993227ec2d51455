"""What can be wrong with the files of this folder.

SchemaError(file)             one sentence: which file, what is wrong
├── UnknownPreset             a field wants a preset that _presets.yaml does not have
├── UnknownVocabulary         there is no such file in vocabularies/
├── FieldTwice                two files define the same field
└── GroupOfOneField           a group of fields in the file of one field of the strategy
"""

from __future__ import annotations


class SchemaError(Exception):
    """A schema file that cannot be used."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"schemas/{file}: {problem}.")
        self.file, self.problem = file, problem


class UnknownPreset(SchemaError):
    """A field wants a preset that does not exist."""

    def __init__(self, file: str, field: str, preset: str) -> None:
        super().__init__(file, f"field '{field}' wants the unknown preset '{preset}'")
        self.field, self.preset = field, preset


class UnknownVocabulary(SchemaError):
    """A field wants a list of values that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"vocabularies/{name}.tsv", "there is no such vocabulary")
        self.name = name


class FieldTwice(SchemaError):
    """Two files define the same field."""

    def __init__(self, file: str, field: str) -> None:
        super().__init__(file, f"field '{field}' is defined elsewhere already")
        self.field = field


class GroupOfOneField(SchemaError):
    """A group of fields cannot belong to one field of the strategy only."""

    def __init__(self, file: str, field: str) -> None:
        super().__init__(
            file, f"field '{field}' has subfields, which only those of _common.yaml may have"
        )
        self.field = field
