"""The portal of compose.yaml on this machine: real servers, then every role in its container."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any

import composed
from ckanext.loerrach.portal.ports import free
from ckanext.loerrach.portal.postgres import Postgres, bin_folder
from ckanext.loerrach.portal.valkey import Valkey
from containers import Container, Running
from image import IMAGE, Buildah

ROLES = ("web", "worker", "gather", "fetch", "scheduler")
#: user and group of the image
OWNER = 10001


class Stack:
    """PostgreSQL, Valkey, set-up, five roles and nginx; `close` ends all of it."""

    def __init__(self, folder: Path, project: Path, buildah: Buildah, base: str) -> None:
        self.folder, self.docker, self.buildah, self.base = (
            folder,
            project / "docker",
            buildah,
            base,
        )
        self.postgres = Postgres(folder / "postgres", free(), secrets.token_urlsafe(16))
        env = subprocess.run(
            ["sh", self.docker / "new-env"], stdout=subprocess.PIPE, text=True, check=True
        )
        self.values = composed.read_env(env.stdout)
        self.valkey = Valkey(folder / "valkey", free(), self.values["VALKEY_PASSWORD"])
        self.web_port, self.port = free(), free()
        self.url = self.values["SITE_URL"] = f"http://127.0.0.1:{self.port}"
        self.services = composed.services(self.docker / "compose.yaml", self.values)
        self.running: dict[str, Running] = {}
        self.volume = folder / "portal"
        self.volume.mkdir()
        os.chown(self.volume, OWNER, OWNER)

    def servers(self) -> None:
        """Start PostgreSQL and Valkey, and make the databases with the script of production."""
        # PostgreSQL runs as another user than root, who has to find the way to its folder
        self.folder.chmod(0o711)
        self.postgres.init()
        self.postgres.start()
        self.valkey.start()
        names = ("CKAN_PASSWORD", "DATASTORE_WRITE_PASSWORD", "DATASTORE_READ_PASSWORD")
        env = {
            "PATH": f"{bin_folder()}:{os.environ['PATH']}", "PGHOST": "127.0.0.1",
            "PGPORT": str(self.postgres.port), "PGPASSWORD": self.postgres.password,
        } | {name: self.values[name] for name in names}  # fmt: skip
        subprocess.run(["sh", self.docker / "postgres" / "10-databases.sh"], env=env, check=True)

    def environment(self, service: str) -> dict[str, str]:
        """What compose.yaml gives a service, with the addresses of this machine."""
        places = {
            "@postgres/": f"@127.0.0.1:{self.postgres.port}/",
            "@valkey:6379/": f"@127.0.0.1:{self.valkey.port}/",
        }
        found = {}
        for name, value in self.services[service]["environment"].items():
            for inside, here in places.items():
                value = str(value).replace(inside, here)
            found[name] = value
        if "LOERRACH_PORT" in found:
            found |= {"LOERRACH_HOST": "127.0.0.1", "LOERRACH_PORT": str(self.web_port)}
        return found

    def make_container(self) -> Container:
        """The container that all roles run in, each as a process of its own."""
        self.container = Container(self.buildah, IMAGE)
        return self.container

    def call(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, as in the container of a service."""
        return self.container.run(*command, **self._options(service))

    def start(self, role: str) -> None:
        """Start a role as compose.yaml does."""
        command = ["loerrach", *self.services[role]["command"]]
        log = self.folder / f"{role}.log"
        self.running[role] = self.container.start(log, *command, **self._options(role))

    def healthy(self, role: str) -> bool:
        """What the health check of compose.yaml says."""
        return self.call(role, *self.services[role]["healthcheck"]["test"][1:]).returncode == 0

    def wait_healthy(self, role: str, seconds: float = 300) -> None:
        """Wait for a role. Raises RuntimeError with the end of its log."""
        deadline = time.monotonic() + seconds
        while not self.healthy(role):
            running = self.running[role]
            if running.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{role} does not get healthy:\n{running.tail()}")
            time.sleep(1)

    def start_nginx(self) -> None:
        """nginx with our configuration, in a container of the base image, not as root."""
        self.proxy = Container(self.buildah, self.base)
        done = self.proxy.run(
            "sh", "-c",
            "apt-get update -qq && DEBIAN_FRONTEND=noninteractive "
            "apt-get install -y -qq --no-install-recommends nginx-light",
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"nginx could not be installed:\n{done.stdout[-2000:]}")
        text = (self.docker / "nginx.conf").read_text("utf-8")
        for theirs, here in {
            "${NGINX_LOCAL_RESOLVERS}": "127.0.0.1",
            "http://web:5000": f"http://127.0.0.1:{self.web_port}",
            "listen 8080": f"listen 127.0.0.1:{self.port}",
            # here a file of root's, in Docker a pipe of nginx's
            "/dev/stdout": "/tmp/access.log",
        }.items():
            if theirs not in text:
                raise RuntimeError(f"docker/nginx.conf has no {theirs!r} any more")
            text = text.replace(theirs, here)
        (self.proxy.root / "tmp/nginx.conf").write_text(text)
        command = ["nginx", "-c", "/tmp/nginx.conf", "-g", "daemon off;"]
        log = self.folder / "nginx.log"
        self.running["nginx"] = self.proxy.start(log, *command, user="www-data")

    def close(self) -> None:
        """End all that was started; nothing stays behind."""
        for running in reversed(self.running.values()):
            running.kill()
        self.valkey.stop()
        self.postgres.stop()

    def _options(self, service: str) -> dict[str, Any]:
        return {
            "env": self.environment(service),
            "volumes": {self.volume: "/var/lib/loerrach"},
        }
