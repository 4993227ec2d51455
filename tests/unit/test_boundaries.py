"""What only reads calls no action that writes: search and catalogue take datasets as they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "ckanext-loerrach/ckanext/loerrach"
#: how actions of CKAN are named that change nothing
READS = ("_show", "_list", "_search")


def actions(folder: Path) -> dict[str, str]:
    """Each `get_action(…)` below a folder: place -> name of the action, "" if it is computed."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _called(node.func) == "get_action":
                argument = node.args[0]
                name = argument.value if isinstance(argument, ast.Constant) else ""
                found[f"{path.relative_to(PACKAGE)}:{node.lineno}"] = str(name)
    return found


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("part", ["search", "catalogue"])
def test_who_reads_calls_no_action_that_writes(part: str) -> None:
    found = actions(PACKAGE / part)
    assert {place: name for place, name in found.items() if not name.endswith(READS)} == {}


def test_the_look_would_find_one() -> None:
    """The harvest engine writes; and the catalogue does ask for datasets."""
    assert any(name.endswith("_create") for name in actions(PACKAGE / "harvest").values())
    assert "package_show" in actions(PACKAGE / "catalogue").values()
