"""What can go wrong around the gate, each as one sentence.

GateError
├── NoShapes        a folder of shapes holds none
├── BadFile         a file or an answer is no RDF and no dataset
├── NothingInside   it holds no dataset
└── UnknownConsumer nobody of that name is known
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class GateError(Exception):
    """Something the one who asked can put right; its text is one sentence."""


class NoShapes(GateError):
    """The option points to a folder without shapes."""

    def __init__(self, folder: str | Path) -> None:
        super().__init__(
            f"The folder {folder} holds no .ttl file; "
            "correct ckanext.loerrach.catalogue.shapes or leave it empty."
        )


class BadFile(GateError):
    """Neither RDF nor a dataset as JSON."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} cannot be read: {why}.")


class NothingInside(GateError):
    """Readable, but nothing to check in it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} describes no dcat:Dataset, dcat:DatasetSeries or dcat:DataService."
        )


class UnknownConsumer(GateError):
    """Nobody of that name is known."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no consumer {name!r}; there are: {', '.join(known)}.")
