"""Build the image with buildah: chroot isolation and the vfs driver need no daemon."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import machine

BASE, IMAGE = "localhost/loerrach-test-base", "localhost/loerrach-test"
#: the base that the Dockerfile names
DOCKERFILE = (Path(__file__).parents[1] / "Dockerfile").read_text("utf-8")
REGISTRY = re.findall(r"^ARG BASE=(\S+)$", DOCKERFILE, re.M)[0]
CERTIFICATE = "/run/build-ca.crt"


class Buildah:
    """buildah with a storage of its own, so that nothing of it stays behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.command = [
            "buildah", "--root", str(folder / "images"), "--runroot", str(folder / "run"),
            "--storage-driver", "vfs",
        ]  # fmt: skip

    def __call__(self, *arguments: object, **options: object) -> str:
        return machine.run(*self.command, *arguments, **options)

    def base(self) -> str:
        """Name of the base image: the registry's, or one made by debootstrap."""
        if os.environ.get("DOCKER_TEST_BASE") != "debootstrap":
            if self._pull():
                return REGISTRY
            print("   no image registry is reachable: the base is made by debootstrap", flush=True)
        self._debootstrap()
        return BASE

    def _pull(self) -> bool:
        """A registry that does not answer in five minutes is as good as none."""
        try:
            pulled = subprocess.run(
                [*self.command, "pull", "--quiet", REGISTRY],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return pulled.returncode == 0

    def _debootstrap(self) -> None:
        context, root = self.folder / "base", self.folder / "base" / "root"
        root.mkdir(parents=True)
        sources = machine.sources()
        mirror = next(line.split()[1] for line in sources if f" {machine.RELEASE} " in line)
        with (self.folder / "debootstrap.log").open("w") as log:
            done = subprocess.run(
                ["debootstrap", "--variant=minbase", machine.RELEASE, root, mirror],
                stdout=log, stderr=log, check=False,
            )  # fmt: skip
        if done.returncode:
            tail = (self.folder / "debootstrap.log").read_text().splitlines()[-3:]
            raise machine.Missing("debootstrap failed: " + " / ".join(tail))
        (root / "etc/apt/sources.list").write_text("\n".join(sources) + "\n")
        (root / "etc/apt/apt.conf.d/90machine").write_text(machine.apt_settings())
        if bundle := machine.certificates():
            (root / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
            (root / "etc/ssl/certs/ca-certificates.crt").write_bytes(bundle.read_bytes())
        for deb in (root / "var/cache/apt/archives").glob("*.deb"):
            deb.unlink()
        (context / "Dockerfile").write_text('FROM scratch\nCOPY root /\nCMD ["/bin/sh"]\n')
        self("build", "--isolation", "chroot", "--quiet", "-t", BASE, context)
        machine.run("rm", "-rf", "--one-file-system", context)

    def build(self, project: Path, base: str) -> None:
        """Build the project's image on this base."""
        settings, folders = machine.pip_settings(CERTIFICATE)
        secret = self.folder / "pip.conf"
        secret.write_text(settings)
        options = ["--secret", f"id=pip.conf,src={secret}"]
        if bundle := machine.certificates():
            options += ["--secret", f"id=ca.crt,src={bundle}"]
        for folder in folders:
            options += ["--volume", f"{folder}:{folder}:ro"]
        with (self.folder / "build.log").open("w") as log:
            done = subprocess.run(
                [
                    *self.command, "build", "--isolation", "chroot", "--format", "docker",
                    "--build-arg", f"BASE={base}", *options,
                    "-t", IMAGE, "-f", project / "docker" / "Dockerfile", project,
                ],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        if done.returncode:
            tail = (self.folder / "build.log").read_text(errors="replace").splitlines()[-25:]
            raise RuntimeError("The image could not be built:\n" + "\n".join(tail))
