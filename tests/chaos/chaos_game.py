"""One game: a portal, three neighbours, people who write, and a killer; in rounds."""

from __future__ import annotations

import configparser
import importlib.util
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import chaos_checks as checks
import psycopg2
import redis
import requests
from chaos_feeds import Feed, serving, source
from chaos_kills import Killer
from chaos_town import Clerk, Town, press

_spec = importlib.util.spec_from_file_location(
    "portal_conftest", Path(__file__).parents[1] / "portal" / "conftest.py"
)
assert _spec
assert _spec.loader
_conftest = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_conftest)

ORGANIZATION = "stadt-loerrach"
#: what an operator may set: nothing waits for a person, neighbours are on this machine
OWN_INI = """\
ckanext.loerrach.harvest.allowed_hosts = {hosts}
ckanext.loerrach.harvest.archive_grace = 0
ckanext.loerrach.harvest.archive_share = 100
ckanext.loerrach.harvest.archive_count = 1000
"""
#: harvested datasets that somebody in the town edits
EDITED = 3
#: seconds at most until everything runs again, until a clean run is through, and until the feed
#: is written
MENDED, CLEAN, SETTLED = 150.0, 300.0, 60.0


class Subject(_conftest.Portal):  # type: ignore[misc, name-defined]
    """The portal that is tried, with a look into its databases."""

    def start(self, feeds: dict[str, Feed]) -> None:
        """Start it and give it the three sources, and no others."""
        self.folder.mkdir(parents=True)
        samples = self.folder.with_name("samples")
        samples.mkdir()
        (samples / "none.json").write_text("{}")
        self.environment["LOERRACH_FEEDS"] = str(samples)
        hosts = " ".join(feed.host for feed in feeds.values())
        (self.folder / "own.ini").write_text(OWN_INI.format(hosts=hosts))
        self.up()
        self.new_token()
        for one in self.result("harvest_source_list"):
            self.result("harvest_source_delete", id=one["id"])
        organization = self.result("organization_show", id=ORGANIZATION)["id"]
        for feed in feeds.values():
            self.result("harvest_source_create", **source(feed, organization))

    def option(self, name: str) -> str:
        parser = configparser.RawConfigParser()
        parser.read(self.folder / "ckan.ini")
        return parser.get("app:main", name)

    def database(self, name: str = "sqlalchemy.url") -> checks.Database:
        return checks.Database(self.option(name))

    def harvesting(self) -> bool:
        """Is a source being harvested now?"""
        try:
            main = self.database()
        except psycopg2.Error:
            return False
        try:
            return bool(main(HARVESTING))
        except psycopg2.Error:
            return False
        finally:
            main.close()

    def mended(self) -> bool:
        """Does everything run again?"""
        services = self.noted().get("services", {})
        if not services or any(one["state"] != "running" for one in services.values()):
            return False
        try:
            return bool(requests.get(f"{self.url}/readyz", timeout=10).status_code == 200)
        except requests.RequestException:
            return False


HARVESTING = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND ((classid::bigint << 32) | objid::bigint) IN
        (SELECT hashtextextended('loerrach harvest ' || id, 0) FROM harvest_source)
"""
STALE = "SELECT package_id FROM loerrach_catalogue_stale"
POLLED = """
    SELECT source.name, failures, failure, answered_at > to_timestamp(%(since)s) AS clean,
        EXISTS (
            SELECT FROM harvest_job WHERE source_id = source.id AND status <> 'Finished'
        ) AS open
    FROM package AS source LEFT JOIN loerrach_harvest_poll AS poll ON poll.source_id = source.id
    WHERE source.name LIKE 'chaos-%%'
"""


@dataclass
class Round:
    """What one round brought."""

    number: int
    kills: dict[str, int] = field(default_factory=dict)
    during: int = 0
    #: seconds until everything ran again, and until the clean run was through
    mended: float = 0
    clean: float = 0
    datasets: int = 0
    archived: int = 0
    own: int = 0
    differences: list[str] = field(default_factory=list)


class Game:
    """Plays rounds on one portal; every random choice comes from the seed.

    ``reading``: somebody reads the feed at the end of a round; otherwise the portal has to bring it
    up to date by itself.
    """

    def __init__(
        self, folder: Path, seed: int, records: int, say: Callable[[str], None], reading: bool
    ) -> None:
        self.seed, self.records, self.say, self.reading = seed, records, say, reading
        self.random = random.Random(f"kills {seed}")
        self.world = random.Random(f"world {seed}")
        self.portal = Subject(folder / ".portal")
        self.stack = ExitStack()
        self.feeds: dict[str, Feed] = {}

    def __enter__(self) -> Game:
        with ExitStack() as stack:
            self.feeds = stack.enter_context(serving())
            stack.callback(self.portal.kill)
            for feed in self.feeds.values():
                feed.neighbour.begin(self.world, self.records)
            self.portal.start(self.feeds)
            self.town = Town(self.portal, _conftest.dataset, f"town {self.seed}")
            self.town.create()
            assert self._clean(time.time()) == []
            self._adopt()
            # whatever ends the start, nothing goes on running
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *problem: Any) -> None:
        self.stack.__exit__(*problem)

    def play(self, number: int, kills: int) -> Round:
        """So many kills, then peace, one clean run of each source, and a look at everything."""
        town = self._hire()
        clerk = Clerk(self.portal, list(self.feeds.values()), self.world)
        killer = Killer(self.portal, list(self.feeds.values()), self.random)
        for thread in (town, clerk):
            thread.start()
        try:
            for count in range(kills):
                self.say(f"round {number}, kill {count + 1} of {kills}: {killer.strike()}")
        finally:
            for thread in (town, clerk):
                thread.done.set()
            for thread in (town, clerk):
                thread.join(120)
        if town.failure:
            raise town.failure
        round = Round(number, killer.killed, killer.during)
        self._mend(round)
        began = time.time()
        round.differences += [f"{name}: no clean run" for name in self._clean(began)]
        round.clean = time.time() - began
        self._look(round)
        return round

    def _hire(self) -> Town:
        """A thread runs once only; what was written stays known."""
        town = Town(self.portal, _conftest.dataset, f"town {self.seed} {self.random.random()}")
        town.own, town.edits, town.number = self.town.own, self.town.edits, self.town.number
        self.town = town
        return town

    def _adopt(self) -> None:
        """Somebody edits a few harvested datasets."""
        main = self.portal.database()
        known = main(checks.STATE, source="chaos-ckan")
        main.close()
        ids = sorted(row["package_id"] for row in known)
        self.town.adopt(self.world.sample(ids, EDITED))

    def _mend(self, round: Round) -> None:
        began = time.monotonic()
        while not self.portal.mended():
            if time.monotonic() - began > MENDED:
                round.differences.append(f"not running again: {checks.plain(self.portal.noted())}")
                return
            time.sleep(0.2)
        round.mended = time.monotonic() - began

    def _clean(self, since: float) -> list[str]:
        """One good run of every source after a moment, and no job open; those that have none."""
        deadline = time.monotonic() + CLEAN
        main = self.portal.database()
        try:
            while True:
                polled = main(POLLED, since=since)
                for one in polled:
                    if not one["clean"] and not one["open"]:
                        press(self.portal, one["name"])
                late = [one["name"] for one in polled if not one["clean"] or one["open"]]
                if not late or time.monotonic() > deadline:
                    return late
                time.sleep(0.5)
        finally:
            main.close()

    def _look(self, round: Round) -> None:
        main, store = self.portal.database(), self.portal.database("ckan.datastore.write_url")
        valkey = redis.Redis.from_url(self.portal.option("ckan.redis.url"))
        try:
            self._settled(main)
            found = checks.datasets(main)
            round.datasets = len(found)
            round.archived = sum(1 for row in found.values() if row["archived"])
            round.own = len(self.town.own)
            round.differences += self._differences(main, store, valkey, found)
        finally:
            main.close()
            store.close()
            valkey.close()

    def _settled(self, main: checks.Database) -> None:
        """The worker writes the feed; a run of the scheduler, which finds nothing new, may end."""
        deadline = time.monotonic() + SETTLED
        while time.monotonic() < deadline and any(map(main, (HARVESTING, checks.LOCKS, STALE))):
            if self.reading:
                # a reader does not wait for the worker
                requests.get(f"{self.portal.url}/catalog.ttl", timeout=60)
            time.sleep(0.2)

    def _differences(
        self, main: checks.Database, store: checks.Database, valkey: Any, found: Any
    ) -> Iterator[str]:
        for feed in self.feeds.values():
            yield from checks.harvested(main, found, feed, self.town)
        yield from checks.own(found, self.town)
        yield from checks.strangers(main, found, self.town)
        yield from checks.rows(main)
        yield from checks.search(main, self.portal, found)
        yield from checks.feed(main, self.portal, found)
        yield from checks.tables(main, store, self.feeds["chaos-parking"])
        yield from checks.books(main)
        yield from checks.queues(valkey)
