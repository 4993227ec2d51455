"""make docker-test: build the image and use the portal of compose.yaml in it.

Needs Linux, root and the Debian packages buildah and (where no image registry is reachable)
debootstrap, which it installs with apt-get where they are missing. Leaves nothing behind.
DOCKER_TEST_BASE=debootstrap makes the base image by debootstrap without asking a registry.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import checks
import composed
import machine
import requests
from ckanext.loerrach.portal.errors import PortalError
from image import Buildah
from stack import ROLES, Stack

#: what says in a sentence what the portal, the image or compose.yaml does not do
FAILURES = (
    checks.Wrong, composed.Unset, PortalError, RuntimeError, requests.RequestException,
)  # fmt: skip
PROJECT = Path(__file__).resolve().parents[2]


def say(text: str) -> None:
    """What happens now, with the seconds since the start."""
    print(f"{time.monotonic() - STARTED:4.0f} s  {text}", flush=True)


def test(folder: Path) -> None:
    """The whole test in an empty folder."""
    buildah = Buildah(folder)
    say("Base image")
    base = buildah.base()
    say("Image of the portal")
    buildah.build(PROJECT, base)
    checks.image(buildah)
    stack = Stack(folder, PROJECT, buildah, base)
    try:
        use(stack)
    finally:
        stack.close()


def use(stack: Stack) -> None:
    """Bring the portal up and ask of it what people do."""
    say("PostgreSQL and Valkey, with docker/postgres/10-databases.sh")
    stack.servers()
    stack.make_container()
    checks.contents(stack)
    (stack.folder / "started").touch()
    say("loerrach setup")
    done = stack.call("setup", "loerrach", "setup")
    if done.returncode:
        raise RuntimeError(f"loerrach setup failed:\n{done.stdout[-3000:]}")
    say("nginx, " + ", ".join(ROLES))
    for role in ROLES:
        stack.start(role)
    stack.start_nginx()
    for role in ROLES:
        stack.wait_healthy(role)
    say("A dataset is created through the API and found by search")
    checks.dataset(stack, checks.token(stack))
    checks.job(stack)
    checks.login(stack)
    checks.proxy(stack)
    say("Every role ends when asked to")
    checks.roles(stack)
    say("Backup and restore")
    checks.restored(stack)
    checks.well(stack)
    checks.untouched(stack)


def main() -> int:
    """Exit code 0 if all was well, 1 if not, 2 where this machine lacks something."""
    folder = Path(tempfile.mkdtemp(prefix="loerrach-docker-", dir=machine.workshop()))
    try:
        machine.install_tools()
        test(folder)
    except machine.Missing as error:
        print(f"docker-test cannot run here: {error}", file=sys.stderr)
        return 2
    except FAILURES as error:
        print(f"docker-test failed: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        print(f"docker-test failed: {command} ended with {error.returncode}", file=sys.stderr)
        return 1
    finally:
        # hundreds of thousands of small files: rm is several times faster than shutil.rmtree
        subprocess.run(["rm", "-rf", "--one-file-system", folder], check=False)
    say("docker-test passed")
    return 0


STARTED = time.monotonic()
if __name__ == "__main__":
    sys.exit(main())
