"""What this machine has: tools, Debian mirrors, package settings, certificates."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: program -> Debian package
TOOLS = {"buildah": "buildah", "debootstrap": "debootstrap"}
#: the release that the Dockerfile names
RELEASE = "bookworm"
#: settings of apt that decide whether a mirror is reached
APT = re.compile(r"^Acquire::(https?::|Retries|Check-Valid-Until|Check-Date|ForceIPv)")
BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


class Missing(Exception):
    """Something that the test needs and this machine has not."""


def run(*command: object, **options: object) -> str:
    """Standard output of a command that has to succeed; its errors go where ours go."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True, **options
    )
    return done.stdout


def install_tools() -> None:
    """See to the programs the test needs. Raises Missing."""
    if os.geteuid() != 0:
        raise Missing("The test changes the root of processes; run it as root.")
    packages = [package for program, package in TOOLS.items() if not shutil.which(program)]
    if not packages:
        return
    if not shutil.which("apt-get"):
        raise Missing(f"Please install {' and '.join(packages)}; this machine has no apt-get.")
    print(f"Installing the Debian packages {' and '.join(packages)} …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run("apt-get", "update", "-qq", env=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=quiet)
    except subprocess.CalledProcessError as error:
        raise Missing(f"apt-get could not install {' and '.join(packages)}.") from error


def sources() -> list[str]:
    """Lines of a sources.list for the release, from what this machine uses. Raises Missing."""
    if mirror := os.environ.get("DEBIAN_MIRROR"):
        return [f"deb {mirror} {RELEASE} main"]
    lines = run(
        "apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
        "Created-By: Packages",
    ).splitlines()  # fmt: skip
    wanted = re.compile(rf"^deb \S+ {RELEASE}(-updates|-security)? main$")
    found = sorted({line for line in lines if wanted.match(line)}, key=len)
    if not any(line.endswith(f" {RELEASE} main") for line in found):
        raise Missing(
            f"No image registry is reachable and apt here knows no mirror of Debian {RELEASE}; "
            "name one in DEBIAN_MIRROR."
        )
    return found


def apt_settings() -> str:
    """Proxy and patience of this machine's apt, as an apt.conf."""
    lines = run("apt-config", "dump").splitlines()
    return "\n".join(line for line in lines if APT.match(line) and not line.endswith('"";')) + "\n"


def certificates() -> Path | None:
    """The machine's bundle of certificates."""
    candidates = [*(os.environ.get(name, "") for name in BUNDLES), BUNDLE]
    return next((Path(name) for name in candidates if name and Path(name).is_file()), None)


def pip_settings(certificate: str) -> tuple[str, list[Path]]:
    """A pip.conf with what this machine's pip is told by files and environment.

    `certificate` is where the bundle lies in the build. Also gives the local folders it names.
    """
    settings: dict[str, str] = {}
    pip = [sys.executable, "-m", "pip"] if _has_pip() else [shutil.which("pip3") or "pip"]
    try:
        listed = run(*pip, "config", "list", stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        listed = ""
    # global before environment: the environment wins, as in pip
    for line in sorted(listed.splitlines(), key=lambda line: line.startswith(":env:")):
        if found := re.match(r"^(?:global|install|:env:)\.([\w-]+)='(.*)'$", line):
            settings[found[1]] = found[2].replace("\\n", " ")
    settings.pop("config-file", None)
    if "cert" in settings or certificates():
        settings["cert"] = certificate
    folders = [Path(part) for part in settings.get("find-links", "").split() if part[:1] == "/"]
    if not any(folder.is_dir() for folder in folders) and "://" not in settings.get(
        "find-links", ""
    ):
        settings.pop("find-links", None)
    config = configparser.RawConfigParser()
    config["global"] = settings
    text = "".join(f"{name} = {value}\n" for name, value in config["global"].items())
    return f"[global]\n{text}", [folder for folder in folders if folder.is_dir()]


def _has_pip() -> bool:
    import importlib.util

    return importlib.util.find_spec("pip") is not None


def workshop() -> Path | None:
    """Where to build: in memory where there is plenty, because vfs copies every layer whole.

    None leaves the choice to TMPDIR. Three gigabytes are used at most.
    """
    memory = Path("/dev/shm")
    if os.environ.get("TMPDIR") or not memory.is_dir():
        return None
    mount = os.statvfs(memory)
    forbidden = os.ST_NOEXEC | os.ST_NODEV
    available = re.search(r"^MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text(), re.M)
    room = min(mount.f_bavail * mount.f_frsize, int(available[1]) * 1024 if available else 0)
    return memory if room > 10e9 and not mount.f_flag & forbidden else None
