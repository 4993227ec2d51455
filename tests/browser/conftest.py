"""One real portal with the sample data and two datasets more, for all tests of this folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
COMMAND = str(Path(sys.executable).with_name("loerrach"))
#: variables of the machine's own portals must not lead ours
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("LOERRACH_")}

#: no contact and no privacy notice that could be linked; the rest of the footer is there
OWN_INI = """\
ckanext.loerrach.town = Stadt Lörrach (Test)
ckanext.loerrach.imprint_url = https://www.loerrach.de/impressum
ckanext.loerrach.privacy_url = javascript:alert(1)
ckanext.loerrach.accessibility_url = /about
"""

LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
SQUARE = [[7.60, 47.58], [7.72, 47.58], [7.72, 47.66], [7.60, 47.66], [7.60, 47.58]]

RADZAEHLER = {
    "name": "radzaehler", "strategy_field": "mobility", "personal_data": "none",
    "owner_org": "stadt-loerrach",
    "title_translated": {"de": "Radzählstellen an der Wiese", "fr": "Compteurs de vélos"},
    "notes_translated": {
        "de": "Wie viele Räder **fuhren**.<script>alert(1)</script>"
        "\n\n![ein Rad](https://example.org/rad.png)\n\n# Grenzen\n\nNachts zählt niemand."
    },
    "tags_translated": {"de": ["Radverkehr"]},
    "mobility_theme": ["car-parking-availability"],
    "frequency": "http://publications.europa.eu/resource/authority/frequency/5MIN",
    "temporal_coverage": [{"start": "2026-01", "end": "2026-11-22"}],
    "spatial_coverage": [
        {"text": "Innenstadt", "geom": {"type": "Polygon", "coordinates": [SQUARE]}}
    ],
    "resources": [
        {
            "name_translated": {"de": "Zählwerte", "fr": "Comptages"}, "format": "JSON",
            "url": "https://example.org/p.json", "license": LICENCE,
            "licenseAttributionByText": "Stadt Lörrach",
        },
        {
            "name_translated": {"de": "Foto"}, "format": "PNG", "license": LICENCE,
            "url": "https://example.org/foto.png", "licenseAttributionByText": "Stadt Lörrach",
        },
    ],
}  # fmt: skip

SCHULEN = {
    "name": "schulen", "strategy_field": "youth-education", "personal_data": "none",
    "owner_org": "stadt-loerrach",
    "title_translated": {"de": "Schulen"}, "notes_translated": {"de": "Alle Schulen."},
}  # fmt: skip

FIELDS = [
    {"id": "name", "type": "text", "info": {"label": "Ort", "label_fr": "Lieu"}},
    {"id": "bikes", "type": "int", "info": {"label": "Räder", "unit": "1", "notes": "Gezählt"}},
    {"id": "share", "type": "numeric", "info": {"label": "Anteil", "unit": "%"}},
    {"id": "zip", "type": "int", "info": {"label": "Postleitzahl"}},
    {"id": "url", "type": "text", "info": {"label": "Website"}},
    {"id": "at", "type": "timestamptz", "info": {"label": "Stand"}},
    {"id": "open", "type": "bool"},
]

ROWS: list[dict[str, Any]] = [
    {
        "name": "<b>Markt</b>", "bikes": 1234, "share": 94.5, "zip": 79539, "open": True,
        "url": "https://example.org/markt", "at": "2026-11-22T17:45:00+00:00",
    },
    *({"name": f"Zähler {n:02}", "bikes": n, "share": n} for n in range(30)),
]  # fmt: skip


class Portal:
    """The portal as its visitors see it, and as its administrator fills it."""

    def __init__(self, home: Path) -> None:
        self.home, self.token = home, ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        #: paths of the pages of the resources of RADZAEHLER
        self.table = self.picture = ""

    def run(self, *arguments: str) -> str:
        """Run `loerrach …` to its end; what it printed."""
        more = {"LOERRACH_HOME": str(self.home), "LOERRACH_PORT": str(self.port)}
        done = subprocess.run(
            [COMMAND, *arguments], env=ENVIRONMENT | more, cwd=self.home.parent, text=True,
            capture_output=True, check=False, timeout=400, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def action(self, name: str, /, **data: Any) -> Any:
        """The result of an action of CKAN's API, as the administrator."""
        answer = requests.post(
            f"{self.url}/api/3/action/{name}", json=data, timeout=60,
            headers={"Authorization": self.token},
        )  # fmt: skip
        assert answer.ok, answer.text
        return answer.json()["result"]

    def fill(self) -> None:
        """Two datasets beside the harvested samples, one with a table."""
        self.token = self.run("ckan", "user", "token", "add", "admin", "tests").split()[-1]
        resource, picture = (
            one["id"] for one in self.action("package_create", **RADZAEHLER)["resources"]
        )
        self.action(
            "datastore_create", resource_id=resource, force=True, fields=FIELDS, records=ROWS
        )
        self.action("package_create", **SCHULEN)
        self.table = f"/dataset/radzaehler/resource/{resource}"
        self.picture = f"/dataset/radzaehler/resource/{picture}"


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running portal; tests may add to it and take away what they added."""
    one = Portal(tmp_path_factory.mktemp("portal") / "home")
    one.home.mkdir(mode=0o700)
    (one.home / "own.ini").write_text(OWN_INI, "utf-8")
    try:
        one.run("up", "--demo", "--detach")
        one.fill()
        yield one
    finally:
        one.run("down")
        shutil.rmtree(one.home, ignore_errors=True)


@pytest.fixture(scope="session")
def page(portal: Portal) -> Callable[..., Tag]:
    """Read a page: ``page("/dataset/schulen", status=200)`` gives its HTML as a tree."""

    def read(path: str, status: int = 200, **headers: str) -> Tag:
        answer = requests.get(portal.url + path, headers=headers, timeout=60)
        assert answer.status_code == status, answer.text[:2000]
        return BeautifulSoup(answer.text, "html.parser")

    return read


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser, the one that the machine has."""
    if not CHROMIUM:
        pytest.skip("no Chromium is installed (apt: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A browser tab that writes down what must not happen."""

    def __init__(self, tab: Page, url: str) -> None:
        self.tab, self.url = tab, url
        self.complaints: list[str] = []
        tab.on("console", self._console)
        tab.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        tab.on("requestfailed", self._failed)
        tab.on("request", lambda request: self._host(request.url))
        tab.on(
            "response",
            lambda answer: (
                self.complaints.append(f"{answer.status}: {answer.url}")
                if answer.status >= 400
                else None
            ),
        )

    def _console(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.complaints.append(f"console: {message.text}")  # type: ignore[attr-defined]

    def _failed(self, request: object) -> None:
        # who leaves a page before it is complete breaks its requests off
        if request.failure != "net::ERR_ABORTED":  # type: ignore[attr-defined]
            self.complaints.append(f"failed: {request.url}")  # type: ignore[attr-defined]

    def _host(self, address: str) -> None:
        if urlsplit(address).netloc != urlsplit(self.url).netloc:
            self.complaints.append(f"another host: {address}")

    def open(self, path: str) -> Page:
        self.tab.goto(self.url + path, wait_until="networkidle")
        return self.tab


@pytest.fixture
def watch(portal) -> Callable[[Page], Watched]:
    """Make a tab a watched one."""
    return lambda tab: Watched(tab, portal.url)


@pytest.fixture
def browse(chromium, portal) -> Iterator[Watched]:
    """A tab of a desktop; whatever a test does in it, nothing may go wrong behind the scenes."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    watched = Watched(context.new_page(), portal.url)
    yield watched
    context.close()
    assert watched.complaints == []
