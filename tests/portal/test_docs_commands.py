"""Every curl command of the documentation answers as it promises, on a running portal."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
#: an indented command, with the lines that belong to it
COMMAND = re.compile(r"^    (curl .*(?:\n     .*)*)", re.MULTILINE)
COMMANDS = [
    pytest.param(command, id=f"{page}: {command.splitlines()[0][:60]}")
    for page in ("api.md", "neighbours.md")
    for command in COMMAND.findall((DOCS / page).read_text("utf-8"))
]


@pytest.fixture(scope="module")
def places(town: Any) -> dict[str, str]:
    """What stands in the commands, and what it is in this portal."""
    dataset = town.result("package_search", q="parkplatz")["results"][0]
    table = next(part["id"] for part in dataset["resources"] if part["datastore_active"])
    return {
        "http://127.0.0.1:5000": town.url,
        "/NAME": f"/{dataset['name']}",
        "=NAME": f"={dataset['name']}",
        "/ID": f"/{table}",
        "=ID": f"={table}",
        "TOKEN": town.token,
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_docs_is_answered(command: str, places: dict[str, str], town: Any) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed here")
    for stands, means in places.items():
        command = command.replace(stands, means)
    done = subprocess.run(
        ["sh", "-c", command.replace("curl", "curl --silent --fail-with-body", 1)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if "package_create" in command:
        town.result("dataset_purge", id="baustellen")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(('{"help"', "@prefix", "_id,")), done.stdout[:200]
    assert '"success": false' not in done.stdout


def test_there_are_commands_in_the_docs() -> None:
    assert len(COMMANDS) >= 12
