"""`loerrach doctor`: is all well, and if not, what is to be done?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from . import status
from .errors import LATER_NEEDED, NotYours, PortalError, size
from .finding import Finding
from .home import Home
from .servers import Servers
from .settings import Settings


def examine(settings: Settings, repair: bool = False) -> list[Finding]:
    """Look at everything; what cannot be reached is a finding, not an error."""
    home = Home(settings.home)
    try:
        home.look()
    except NotYours:
        todo = "use the commands as the user who started the portal"
        return [Finding("Folder", False, f"{home.folder} is closed to us", todo)]
    findings = [_disk(home), _folder(home)]
    embedded = settings.embedded_postgres or settings.embedded_valkey
    if embedded and not home.holder():
        todo = "`loerrach up`, then ask again"
        return [*findings, Finding("Processes", False, "the portal is not running", todo)]
    if home.holder():
        findings += _processes(home)
    findings.append(_own_servers(home, settings))
    if home.ini.exists() and all(finding.ok for finding in findings[-1:]):
        findings += _inside(home, repair)
    return findings


def _disk(home: Home) -> Finding:
    free = shutil.disk_usage(home.folder).free
    ok = free >= LATER_NEEDED
    todo = "" if ok else f"make room: at least {size(LATER_NEEDED)}"
    return Finding("Disk", ok, f"{size(free)} free", todo)


def _folder(home: Home) -> Finding:
    private = [home.folder, home.secret_file, home.ini]
    # 0711 where PostgreSQL of root could not enter otherwise: others pass through, and read nothing
    open_ones = [str(path) for path in private if path.exists() and path.stat().st_mode & 0o066]
    foreign = home.folder.stat().st_uid != os.geteuid()
    if foreign:
        todo = "use the commands as the user who started the portal"
        return Finding("Folder", False, f"{home.folder} belongs to another user", todo)
    if open_ones:
        todo = f"chmod go-rwx {' '.join(open_ones)}"
        return Finding("Folder", False, "others may read what is secret", todo)
    return Finding("Folder", True, f"{home.folder} is closed to others")


def _processes(home: Home) -> Iterator[Finding]:
    found = status.status(home)
    for name, one in found["services"].items():
        ok = one["state"] == "running"
        text = one["state"] + (f", restarted {one['restarts']} times" if one["restarts"] else "")
        last = f"; the last time it {one['last_end']}" if one["last_end"] else ""
        yield Finding(name, ok, text + last, "" if ok else f"see `loerrach logs {name}`")
    yield Finding("Memory", True, size(found["memory"]))


def _own_servers(home: Home, settings: Settings) -> Finding:
    """Servers of one's own answer; the embedded ones are among the processes."""
    embedded = settings.embedded_postgres and settings.embedded_valkey
    if embedded:
        return Finding("Servers", True, "embedded")
    try:
        Servers(home, settings).check_own()
    except PortalError as error:
        return Finding("Servers", False, str(error), "start the server or correct its address")
    return Finding("Servers", True, "your own answer")


def _inside(home: Home, repair: bool) -> list[Finding]:
    """What only CKAN knows, asked in a process of its own."""
    command = [sys.executable, "-m", "ckanext.loerrach.portal.checkup", str(home.ini)]
    done = subprocess.run(
        [*command, *(["--repair"] if repair else [])], check=False, capture_output=True, text=True
    )
    try:
        return [Finding(**facts) for facts in json.loads(done.stdout.splitlines()[-1])]
    except (ValueError, IndexError, TypeError):
        lines = done.stderr.strip().splitlines() or ["it ended without a word"]
        return [
            Finding("CKAN", False, f"it does not start: {lines[-1]}", "see `loerrach logs setup`")
        ]
