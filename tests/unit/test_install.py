"""bin/install: what it installs is pinned to the byte, and what it lacks it says first."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+) \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+)", re.M)


def pins(lock: str) -> dict[str, str]:
    """Package -> version, of those that have hashes."""
    return {name: version for name, version, _ in PIN.findall((ROOT / lock).read_text())}


def named(lock: str) -> int:
    """How many packages the file names at all."""
    lines = (ROOT / lock).read_text().splitlines()
    return sum(bool(line) and line[0] not in " #" for line in lines)


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
)
def test_every_package_has_its_version_and_hashes(lock: str) -> None:
    assert len(pins(lock)) == named(lock) > 3


def test_what_builds_is_what_stays() -> None:
    """Of two versions of setuptools in a row one would be a surprise."""
    build, stays = pins("requirements-build.lock"), pins("requirements.lock")
    assert {name: stays[name] for name in build if name in stays} == {
        name: version
        for name, version in build.items()
        if name not in ("setuptools-scm", "vcs-versioning")
    }


def test_a_python_without_venv_is_said_before_half_of_it_is_made(tmp_path: Path) -> None:
    """As on Debian without python3.11-venv, which has the module ensurepip."""
    hidden, programs = tmp_path / "hidden", tmp_path / "bin"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError\n")
    programs.mkdir()
    for name in ("sh", "env"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    done = subprocess.run(
        ["sh", ROOT / "bin" / "install", sys.executable, tmp_path / "venv", "requirements.lock"],
        env={"PATH": str(programs), "PYTHONPATH": str(hidden)},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Python's venv is missing; install it (Debian, Ubuntu: apt-get ")
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()
