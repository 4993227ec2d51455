"""What counts as a change, and what does not."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.fingerprint import digest

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_the_same_in_every_process() -> None:
    """Hash seeds differ from process to process."""
    program = (
        "from ckanext.loerrach.harvesters._core.fingerprint import digest;"
        "print(digest({'title': {'de': 'ö', 'fr': 'é'}, 's': {'b', 'a'}}))"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(prints) == 1
    assert len(prints.pop().strip()) == 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"de": "Titel", "fr": "Titre"}, {"fr": "Titre", "de": "Titel"}),
        (["a", "b"], ("a", "b")),
        (AT, AT.astimezone(timezone(timedelta(hours=1)))),
    ],
)
def test_the_same_value(one: Any, other: Any) -> None:
    assert digest([one]) == digest([other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["x", "y"], ["y", "x"]),
        (AT, AT + timedelta(seconds=1)),
        ("1", 1),
        ("\ud800", "\ud801"),
        ([], None),
    ],
)
def test_another_value(one: Any, other: Any) -> None:
    assert digest([one]) != digest([other])


def test_what_has_no_place_in_a_record() -> None:
    with pytest.raises(TypeError, match="object has no place in a record"):
        digest({"x": object()})
