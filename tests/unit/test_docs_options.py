"""docs/options.md says what the declarations of the plugins say."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPTIONS = ROOT / "bin" / "options"


@pytest.fixture
def options():
    return runpy.run_path(str(OPTIONS))


def test_page_is_up_to_date():
    check = subprocess.run(
        [sys.executable, OPTIONS, "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_every_declared_option_has_its_row(options):
    declared = [
        line.split("key:")[1].strip()
        for file in (ROOT / "ckanext-loerrach").rglob("config_declaration.yaml")
        for line in file.read_text("utf-8").splitlines()
        if line.strip().startswith("- key:")
    ]
    assert declared
    for key in declared:
        assert f"| `{key}` |" in options["page"]()


def test_a_row_keeps_to_its_cells(options):
    group = {
        "options": [
            {"key": "a.b", "default": False, "type": "bool", "description": "One | two\nthree."},
            {"key": "a.c", "default": ["x", "y"], "type": "list", "example": "x"},
            {"key": "a.hidden", "internal": True},
        ]
    }
    assert list(options["rows"](group)) == [
        "| `a.b` | `false` | true or false | One \\| two three. |",
        "| `a.c` | `x y` | words |  Example: `x` |",
    ]
