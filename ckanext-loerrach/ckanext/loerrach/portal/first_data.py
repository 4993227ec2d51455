"""Harvest sources and the first data: live feeds, or the project's samples where no net is."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import configuration, feedserver, ports
from .errors import BadSources, PortalError
from .home import Home
from .progress import Report, Screen, step
from .settings import Settings

if TYPE_CHECKING:
    from ckanext.loerrach.harvesters._core.errors import SettingError
    from ckanext.loerrach.harvesters._core.source import SourceEntry

DEMO, LIVE = "demo", "live"
#: seconds for one try to reach the internet, and how many hosts are tried
TRY, TRIES = 2.0, 4


class HoldsLiveData(PortalError):
    """A portal with live data is not mixed with samples."""

    def __init__(self, home: Home) -> None:
        super().__init__(
            f"The portal in {home.folder} holds live data; start a demo in a folder of its own "
            "(LOERRACH_HOME), or empty this one with `loerrach reset`."
        )


class UnknownHarvestSource(PortalError):
    """There is no harvest source of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no source {name!r}; there are: {', '.join(known) or 'none'}.")


def decide(home: Home, settings: Settings, demo: bool, report: Report) -> str:
    """Live or sample data; once decided it stays. Raises HoldsLiveData and FeedsMissing."""
    kind = home.state().get("data")
    if kind == LIVE and demo:
        raise HoldsLiveData(home)
    if kind is None:
        kind = DEMO if demo else _by_internet(report)
    if kind == DEMO:
        feedserver.folder(settings.feeds)
    home.remember(data=kind)
    return str(kind)


def _by_internet(report: Report) -> str:
    good, _ = _declared()
    if is_online(urlsplit(entry.url).hostname or "" for entry in good if entry.enabled):
        return LIVE
    report("say", text="There is no internet: the portal starts with sample data.")
    return DEMO


def is_online(hosts: Iterable[str]) -> bool:
    """Does any of the first few hosts take a connection?"""
    for host in list(dict.fromkeys(hosts))[:TRIES]:
        try:
            socket.create_connection((host, 443), timeout=TRY).close()
        except OSError:
            continue
        return True
    return False


def address(home: Home) -> str:
    """Where the sample feeds are served."""
    return f"http://{ports.LOOPBACK}:{ports.remembered(home, 'feeds')}"


def sources_version(kind: str, base: str) -> str:
    """Changes when the sources or the address of the samples do."""
    from ckanext.loerrach.harvesters import SOURCES

    text = SOURCES.read_bytes() + f"{kind} {base}".encode()
    return hashlib.sha256(text).hexdigest()[:16]


def register(base: str, report: Report) -> None:
    """Make or correct the harvest sources; `base` is where samples are, "" for live ones.

    One that is declared wrongly is said and left as it is; the others are there.
    """
    from ckanext.loerrach.harvest.sources import ensure_sources

    def leave_out(problem: object) -> None:
        report("say", text=f"  Left out: {problem}")

    good, wrong = _declared()
    for error in wrong:
        leave_out(error)
    ensure_sources(good, demo_base_url=base or None, leave_out=leave_out)


def _declared() -> tuple[list[SourceEntry], list[SettingError]]:
    """The declared sources, and what is wrong with others; BadSources where the file is none."""
    from ckanext.loerrach import harvesters
    from ckanext.loerrach.harvesters._core.errors import SettingError

    try:
        return harvesters.declared()
    except SettingError as error:
        raise BadSources(str(error)) from error


def harvest_all(report: Report) -> None:
    """Harvest every source once. One that fails is said, and tried again when it is due."""
    from ckan import model
    from ckanext.loerrach.harvest.run import run_source

    names = _names()
    for name in names:
        with step(report, f"Harvest {name}"):
            result = run_source(name, partial(_tell, report))
            model.Session.remove()
        if not result.ok:
            report("say", text=f"  {result.summary()}")


def _tell(report: Report, what: str, done: int, total: int) -> None:
    report("progress", done=done, total=total, text=what)


def _names() -> list[str]:
    from ckan import model
    from ckanext.harvest.model import HarvestSource

    rows = (
        model.Session.query(model.Package.name)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .filter(HarvestSource.active, HarvestSource.type == "loerrach")
        .order_by(model.Package.name)
    )
    return [name for (name,) in rows]


@dataclass(frozen=True)
class Orders:
    """What the operator asks of one harvest; see `run_source`."""

    dry_run: bool = False
    full: bool = False
    confirm: bool = False


@dataclass(frozen=True)
class Harvest:
    """What came of one harvest, for people and for programs."""

    lines: list[str]
    facts: dict[str, Any]
    failed: bool
    #: records that were not taken, and those whose archiving waits for a person
    refused: int
    waiting: int


def harvest_one(home: Home, name: str, screen: Screen | None, orders: Orders) -> Harvest:
    """Harvest one source in this process. Raises UnknownHarvestSource."""
    report: Report = screen or _silent
    with step(report, "CKAN"):
        application = configuration.load(home)
    from ckanext.loerrach.harvest import freshness
    from ckanext.loerrach.harvest.errors import UnknownSource
    from ckanext.loerrach.harvest.run import run_source
    from ckanext.loerrach.harvesters._core.errors import HarvestError

    def show_plan(plan: Any) -> None:
        report("say", text=f"  {name}: {plan.sentence()}")

    with application._wsgi_app.test_request_context(), step(report, f"Harvest {name}"):
        try:
            result = run_source(name, partial(_tell, report), show_plan=show_plan, **asdict(orders))
        except UnknownSource as error:
            raise UnknownHarvestSource(name, _names()) from error
        except HarvestError as error:
            raise PortalError(str(error)) from error
        late = [] if result.busy else [f"late     {one}" for one in freshness.complaints(name)]
    return Harvest(
        [result.summary(), *_details(result), *late], result.as_dict(), bool(result.failure),
        len(result.refused), len(result.waiting),
    )  # fmt: skip


def _details(result: Any) -> list[str]:
    """Each refused record with field, reason and mending; what waits; what is worth a look."""
    refused = [f"refused  {one}" for one in result.refused]
    waiting = [
        f"gone     {record}: waits for --confirm to be archived" for record in result.waiting
    ]
    return [*refused, *waiting, *(f"note     {notice}" for notice in result.notices)]


def _silent(event: str, **facts: Any) -> None:
    """Nobody watches."""
