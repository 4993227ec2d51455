"""What a portal has to do before it passes: asked over HTTP through nginx, as people do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import machine
import requests
from containers import config
from image import IMAGE, Buildah
from stack import OWNER, ROLES, Stack

TITLE = "Baustellen im Straßenraum"
NAME = "baustellen-im-strassenraum"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


class Wrong(Exception):
    """The portal does not do what it has to."""


def expect(condition: object, complaint: str) -> None:
    """Raises Wrong where the condition does not hold."""
    if not condition:
        raise Wrong(complaint)


def image(buildah: Buildah) -> None:
    """The image says who it is, runs as nobody special and watches itself."""
    found = config(buildah, IMAGE)
    expect(found["User"] == f"{OWNER}:{OWNER}", f"the image runs as {found['User']!r}")
    expect(found["Entrypoint"] == ["loerrach"], f"its entry point is {found['Entrypoint']}")
    expect(found["Healthcheck"]["Test"][0] == "CMD", "it has no health check")
    labels = found["Labels"]
    expect(labels["org.opencontainers.image.licenses"] == "AGPL-3.0-or-later", "no licence label")


def contents(stack: Stack) -> None:
    """No compiler, no package installer, our package from a wheel, nothing to be written to."""
    for program in ("cc", "gcc", "make", "pip", "git"):
        found = stack.container.run("sh", "-c", f"command -v {program}")
        expect(found.returncode, f"the image has {program}")
    where = "import ckanext.loerrach, sys; print(ckanext.loerrach.__file__, sys.version_info[:2])"
    printed = stack.container.run("python", "-c", where).stdout
    expect(printed.startswith("/opt/loerrach/lib/"), f"the package comes from {printed}")
    expect("(3, 11)" in printed, f"Python is {printed}")
    test = "touch /opt/loerrach/x || touch /etc/x || touch /x"
    expect(stack.container.run("sh", "-c", test).returncode, "the image can be changed from inside")


def token(stack: Stack) -> str:
    """An API token of the portal's administrator."""
    done = stack.call(
        "setup", "loerrach", "ckan", "user", "token", "add", "admin", "docker-test", "-q"
    )
    lines = done.stdout.split()
    expect(done.returncode == 0 and lines, f"no token:\n{done.stdout[-2000:]}")
    return lines[-1]


def action(stack: Stack, name: str, key: str = "", /, **data: Any) -> Any:
    """Result of an action of CKAN's API. Raises Wrong with what the portal said."""
    headers = {"Authorization": key} if key else {}
    url = f"{stack.url}/api/3/action/{name}"
    answer = requests.post(url, json=data, headers=headers, timeout=60)
    expect(answer.ok, f"{name} answers {answer.status_code}: {answer.text[:500]}")
    return answer.json()["result"]


def dataset(stack: Stack, key: str) -> None:
    """Create a dataset through the API and find it, by one of its words, without an account."""
    organisation = action(stack, "organization_list")[0]
    action(
        stack, "package_create", key, name=NAME, title=TITLE, notes="Alle Baustellen der Stadt.",
        strategy_field="administration", owner_org=organisation,
        resources=[
            {
                "name": "Liste", "url": f"{stack.url}/b.csv", "format": "CSV",
                "license": LICENCE, "licenseAttributionByText": "Stadt Lörrach",
            }
        ],
    )  # fmt: skip
    found = action(stack, "package_search", q="Baustelle")
    names = [package["name"] for package in found["results"]]
    expect(names == [NAME], f"the search for „Baustelle“ finds {names}")
    expect(action(stack, "package_search", q="Schwimmbad")["count"] == 0, "the search finds all")
    page = requests.get(f"{stack.url}/dataset/{NAME}", timeout=60)
    expect(page.ok and TITLE in page.text, f"its page answers {page.status_code}")


def job(stack: Stack) -> None:
    """The worker does a job of CKAN's queue."""
    done = stack.call("worker", "loerrach", "ckan", "jobs", "test")
    expect(done.returncode == 0, f"no job could be queued:\n{done.stdout[-2000:]}")
    log = stack.running["worker"].log
    until("the worker has done the job", lambda: "has finished job" in log.read_text())


def until(what: str, done: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something. Raises Wrong after so many seconds."""
    deadline = time.monotonic() + seconds
    while not done():
        expect(time.monotonic() < deadline, f"after {seconds:.0f} s still not so: {what}")
        time.sleep(1)


def login(stack: Stack) -> None:
    """The administrator's link lets in once."""
    done = stack.call("web", "loerrach", "login-link")
    link = done.stdout.split()[-1] if done.stdout else ""
    expect(link.startswith(stack.url), f"no login link:\n{done.stdout[-2000:]}")
    session = requests.Session()
    session.get(link, timeout=60)
    page = session.get(f"{stack.url}/user/admin", timeout=60)
    expect(page.ok, f"after the login link the own page answers {page.status_code}")
    again = requests.get(link, timeout=60).status_code
    expect(again == 403, f"the login link answers {again} the second time")


def proxy(stack: Stack) -> None:
    """nginx adds headers, packs, keeps style sheets, and says no to what is too large."""
    page = requests.get(f"{stack.url}/dataset", timeout=60)
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Content-Encoding": "gzip",
        "Server": "nginx",
    }.items():
        expect(page.headers.get(name) == value, f"{name} is {page.headers.get(name)!r}")
    name = page.headers.get("X-Request-ID", "")
    expect(name and "," not in name, f"answers carry no request id, or two: {name!r}")
    log = stack.running["web"].log
    until("the web server logs the id of nginx", lambda: name in log.read_text())
    styles = [part for part in page.text.split('"') if part.startswith("/webassets/")]
    expect(styles, "the page of datasets names no style sheet")
    style = styles[0]
    sheet = requests.get(stack.url + style, timeout=60)
    expect(sheet.ok and "max-age=86400" in sheet.headers["Cache-Control"], f"{style} is not kept")
    expect("Set-Cookie" not in sheet.headers, f"{style} sets a cookie")
    hidden = requests.get(f"{stack.url}/metrics", timeout=60).status_code
    expect(hidden == 404, f"nginx answers /metrics with {hidden}")
    address = f"{stack.url}/api/3/action/status_show"
    large = requests.post(address, headers={"Content-Length": "200000000"}, data=b"", timeout=60)
    expect(large.status_code == 413, f"200 MB are answered with {large.status_code}")


def roles(stack: Stack) -> None:
    """Every role is healthy, ends when asked to, and is unhealthy thereafter."""
    for role in ROLES:
        expect(stack.healthy(role), f"{role} is not healthy:\n{stack.running[role].tail()}")
    for role in ROLES:
        expect(stack.running[role].stop(), f"{role} does not end on SIGTERM")
        code = stack.running[role].process.returncode
        expect(code == 0, f"{role} ends with code {code}:\n{stack.running[role].tail()}")
        expect(not stack.healthy(role), f"{role} is called healthy although it ended")


def restored(stack: Stack) -> None:
    """A dataset that was lost after a backup is there again after a restore."""
    file = "/var/lib/loerrach/test.backup"
    show = ("loerrach", "ckan", "dataset", "show", NAME)
    for command, code in (
        (("loerrach", "backup", file), 0),
        (("loerrach", "ckan", "dataset", "purge", NAME), 0),
        (show, 1),
        (("loerrach", "restore", "--force", file), 0),
        (("loerrach", "setup"), 0),
        (show, 0),
    ):
        done = stack.call("setup", *command)
        said = f"`{' '.join(command)}` ends with {done.returncode}:\n{done.stdout[-2000:]}"
        expect(done.returncode == code, said)


def well(stack: Stack) -> None:
    """The doctor finds nothing wrong; whether the feeds can be reached is another matter."""
    said = stack.call("setup", "loerrach", "doctor").stdout
    wrong = [line for line in said.splitlines() if line.startswith("✗")]
    others = [line for line in wrong if not line.startswith("✗ Harvest ")]
    expect("✓ Search" in said and not others, f"the doctor says:\n{said[-2000:]}")


def untouched(stack: Stack) -> None:
    """What ran wrote nothing outside its volume and /tmp: a read-only file system will do."""
    places = [stack.container.root / name for name in ("etc", "opt", "usr", "var")]
    marker = stack.folder / "started"
    changed = machine.run("find", *places, "-newer", marker, "-type", "f").split()
    expect(not changed, f"written outside the volume: {' '.join(changed[:5])}")
