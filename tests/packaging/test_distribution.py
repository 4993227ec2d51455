"""One distribution from three folders: wheel, sdist and editable install carry the same files."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: folder of the repository -> place inside the wheel
FOLDERS = {
    "ckanext-loerrach/ckanext/loerrach": "ckanext/loerrach",
    "harvesters": "ckanext/loerrach/harvesters",
    "schemas": "ckanext/loerrach/schemas",
}


def tracked() -> list[str]:
    """Files of the work tree that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def expected() -> set[str]:
    """Where each file of the three folders has to be in the wheel."""
    return {
        target + name.removeprefix(folder)
        for name in tracked()
        for folder, target in FOLDERS.items()
        if name.startswith(folder + "/")
    }


@pytest.fixture(scope="module")
def clean_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work tree as a fresh clone has it: a stale build/ ships deleted modules."""
    target = tmp_path_factory.mktemp("tree")
    for name in tracked():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
        copy.chmod((ROOT / name).stat().st_mode)
    return target


@pytest.fixture(scope="module")
def built(clean_tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the sdist and the wheel."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", target, clean_tree],
        check=True, capture_output=True,
    )  # fmt: skip
    return target


def files_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_wheel_carries_every_file_of_the_three_folders(built: Path) -> None:
    """Nothing is missing, nothing else is in it."""
    (wheel,) = built.glob("*.whl")
    assert files_in_wheel(wheel) == expected()


def test_sdist_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    """`python -m build` makes the wheel from the sdist; a wheel made of the tree is the same."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    carried = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    missing = {
        name
        for name in tracked()
        if any(name.startswith(folder + "/") for folder in FOLDERS) and name not in carried
    }
    assert missing == set()
    assert {"setup.py", "pyproject.toml", "README.md", "LICENSE"} <= carried


INSTALLED = """
import importlib.metadata, importlib.resources, sys
import ckanext.loerrach as package
from pathlib import Path
folders = [package.__name__, package.__name__ + ".harvesters", package.__name__ + ".schemas"]
for name in folders:
    root = Path(str(importlib.resources.files(name)))
    for path in root.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and "webassets" not in path.parts:
            print(name.replace(".", "/") + "/" + str(path.relative_to(root)))
for entry in importlib.metadata.entry_points(group="ckan.plugins"):
    if entry.module.startswith(package.__name__):
        entry.load()
"""


def installed(python: Path) -> set[str]:
    listed = subprocess.run(
        [python, "-W", "error::ImportWarning", "-c", INSTALLED],
        check=True, capture_output=True, text=True, cwd="/",
    )  # fmt: skip
    return set(listed.stdout.split())


@pytest.fixture
def empty_environment(tmp_path: Path) -> Path:
    """A virtual environment that sees the libraries of this one, but not this project."""
    home = tmp_path / "venv"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, home], check=True)
    (site,) = (home / "lib").glob("python*/site-packages")
    here = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    # a real folder: an install through a link would end up in the environment of the tests
    (site / "ckanext").mkdir()
    for entry in [*here.iterdir(), *(here / "ckanext").iterdir()]:
        place = site / entry.relative_to(here)
        if "loerrach" not in entry.name and not place.exists():
            place.symlink_to(entry)
    return home / "bin" / "python"


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_installs_with_the_same_files_and_loads_its_plugins(
    built: Path, clean_tree: Path, empty_environment: Path, editable: bool
) -> None:
    """All four plugins import, and every file is where the wheel has it."""
    (wheel,) = built.glob("*.whl")
    what = ["-e", clean_tree] if editable else [wheel]
    uv = Path(sys.executable).with_name("uv")
    options = ["-q", "--python", empty_environment, "--no-deps", "--no-build-isolation"]
    subprocess.run([uv, "pip", "install", *options, *what], check=True, capture_output=True)
    assert installed(empty_environment) == expected()


def test_lock_names_no_registry_and_pins_every_package_by_hash() -> None:
    """`make lock` writes it; a lock without hashes or with an address is not ours."""
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert "://" not in text
        assert len(pinned) > 80
        assert all(line.endswith("\\") for line in pinned)
        assert not any(line.startswith("psycopg2==") for line in pinned)
