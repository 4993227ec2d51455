"""CONTRIBUTING.md, "Add a harvester": doing what the page says gives a harvester that works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ckanext.loerrach.harvesters import harvesters

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
#: what stands before a block, and the block
BLOCK = re.compile(r"(.*?):\n\n    ```\w+\n(.*?)\n    ```\n", re.DOTALL)
NAME = re.compile(r"`(\w+/[\w/]+\.\w+)`")
#: the new module and source stand beside those that are there, as if they were of the same folder
PLUGIN = """
from ckanext.loerrach import harvesters
from pathlib import Path
here = Path({root!r})
harvesters.__path__.append(str(here / "harvesters"))
harvesters.sources.__defaults__ = (here / "harvesters/sources.yaml",)
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a test of a harvester needs of the project, with the page's files put in."""
    tests = tmp_path / "tests/unit/harvesters"
    tests.mkdir(parents=True)
    for name in ("conftest.py", "test_conformance.py", "test_conformance_changes.py"):
        shutil.copy(HERE / name, tests / name)
    for name, text in blocks().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = (ROOT / name).read_text() if (ROOT / name).exists() else ""
        path.write_text(f"{before}\n{text}" if before else text)
    (tmp_path / "as_if_there.py").write_text(PLUGIN.format(root=str(tmp_path)))
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    return tmp_path


def blocks() -> dict[str, str]:
    """The page's files: the name that stands before each block, and the block."""
    page = (ROOT / "CONTRIBUTING.md").read_text().partition("## Add a harvester")[2]
    return {
        NAME.findall(before)[-1]: "\n".join(line[4:] for line in text.split("\n")) + "\n"
        for before, text in BLOCK.findall(page)
    }


def test_the_page_names_every_file() -> None:
    assert list(blocks()) == [
        "harvesters/bakeries.py",
        "harvesters/sources.yaml",
        "tests/feeds/bakeries.json",
        "tests/feeds/broken/bakeries.json",
        "tests/unit/harvesters/test_bakeries.py",
    ]


def test_doing_what_the_page_says(clone: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "as_if_there", "-p", "no:ckan",
         "-p", "no:ckan_fixtures", "-p", "no:cacheprovider", "-k", "bakeries or baeckereien",
         "tests/unit/harvesters"],
        cwd=clone, env={**os.environ, "PYTHONPATH": str(clone)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    # two of its own, two of the harvester, ten of the source
    assert re.search(r"\b1[0-9] passed", done.stdout), done.stdout


def test_the_module_is_as_the_gate_wants_it(clone: Path) -> None:
    """Ruff's rules hold for the page too."""
    files = [str(clone / name) for name in blocks() if name.endswith(".py")]
    ruff = str(Path(sys.executable).with_name("ruff"))
    # the folder of the copy is no package; that of the project is
    rules = ["--config", str(ROOT / "pyproject.toml"), "--extend-ignore", "INP001"]
    done = subprocess.run([ruff, "check", *rules, *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_docs_name_every_harvester() -> None:
    for page in ("README.md", "docs/harvesting.md"):
        text = (ROOT / page).read_text()
        assert [name for name in harvesters() if f"`{name}`" not in text] == [], page
