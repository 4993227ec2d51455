"""Measure the search on PostgreSQL beside a real Solr 9.8.1, over HTTP, in one run.

    python bench/search/run.py [--datasets 10000] [--rounds 60] [--home FOLDER] [--write]

The same CKAN database, the same documents (CKAN's own indexer makes them), two CKAN web processes
with the same settings but for what answers their searches. One client asks both in turn. `--home`
keeps databases and documents for the next run; `--write` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "solr")]

import corpus  # noqa: E402
import report  # noqa: E402
import server as solr_server  # noqa: E402
from ckanext.loerrach import testing  # noqa: E402
from ckanext.loerrach.portal.servers import TUNING  # noqa: E402
from questions import Questions  # noqa: E402
from web import Web, pss  # noqa: E402

CORE = "bench"
BACKEND = "ckanext.loerrach.search.backend"
BATCH = 100

Costs = dict[str, float]


class Servers(testing.Servers):
    """PostgreSQL and Valkey with the portal's own settings, in a folder that may stay."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        shutil.rmtree(self.home)
        self.fresh = not (home / "password").exists()
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        if self.fresh:
            (home / "password").write_text(self.postgres.password)
        password = (home / "password").read_text()
        self.home = home
        self.postgres = type(self.postgres)(
            home / "postgres", testing.free_port(), password, settings=TUNING
        )
        self.valkey = type(self.valkey)(home / "valkey", testing.free_port(), password)

    def _databases(self) -> None:
        if self.fresh:
            super()._databases()

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def settings(servers: Servers, base: str) -> dict[str, Path]:
    """Two configurations that differ in one option."""
    found = {}
    for backend in ("postgres", "solr"):
        ini = servers.ini("loerrach_search", f"{base}/{CORE}", f"{BACKEND} = {backend}")
        found[backend] = ini.rename(servers.home / f"{backend}.ini")
    return found


def prepare(
    servers: Servers, ini: Path, base: str, options: argparse.Namespace
) -> tuple[Costs, dict[str, Callable[[], None]]]:
    """Fill the tables and both indexes unless an earlier run has.

    Gives what indexing cost, and calls that change one dataset (indexing.changes).
    """
    from ckanext.loerrach.portal.application import load

    load(ini)
    import documents
    import indexing
    import tables

    made, indexed = servers.home / "documents.json", servers.home / "indexed.json"
    if not made.exists():
        say(f"loading {options.datasets:,} datasets into CKAN's tables")
        tables.fill(corpus.datasets(options.datasets))
        say("letting CKAN make the index documents")
        costs = {"datasets": options.datasets, "document": documents.write(servers.home)}
        made.write_text(json.dumps(costs))
    costs = json.loads(made.read_text())
    if costs["datasets"] != options.datasets:
        raise SystemExit(f"{servers.home} holds {costs['datasets']:,} datasets")
    if options.reindex or not indexed.exists() or not indexing.complete(base, options.datasets):
        say("indexing")
        indexed.write_text(json.dumps(indexing.measure(servers.home, base, BATCH)))
    return costs | json.loads(indexed.read_text()), indexing.changes(servers.home, base)


def compare(
    webs: list[Web], count: int, rounds: int, changes: dict[str, Callable[[], None]]
) -> report.Times:
    """Ask both in turn, each round one question of every kind; the first rounds do not count."""
    questions = Questions(list(corpus.datasets(count)))
    times = report.Times([web.name for web in webs])
    warm = max(3, rounds // 10)
    for number in range(warm + rounds):
        # who is asked first changes with every round
        order = webs if number % 2 else webs[::-1]
        for kind, draw in questions.kinds.items():
            question = draw()
            for web in order:
                elapsed, result = web.ask("package_search", question)
                if number >= warm:
                    times.add(kind, web.name, elapsed, result["count"])
        for web in order:
            if number >= warm:
                times.add(report.BARE, web.name, web.ask("status_show", {})[0], 0)
    # After all the others, whose counts it would take away
    for number in range(warm + rounds):
        question = questions.browse()
        for web in webs if number % 2 else webs[::-1]:
            changes[web.name]()
            elapsed, result = web.ask("package_search", question)
            if number >= warm:
                times.add(report.CHANGED, web.name, elapsed, result["count"])
    return times


@contextlib.contextmanager
def home(chosen: Path | None) -> Iterator[Path]:
    if chosen:
        yield chosen.absolute()
    else:
        with tempfile.TemporaryDirectory(prefix="loerrach-bench-") as folder:
            yield Path(folder)


def measure(options: argparse.Namespace, folder: Path) -> report.Report:
    servers = Servers(folder)
    with contextlib.ExitStack() as stack:
        stack.callback(servers.stop)
        servers.start()
        say("starting Solr")
        base = stack.enter_context(solr_server.solr(folder / "solr", [CORE]))
        inis = settings(servers, base)
        child = f"{sys.executable} -m ckanext.loerrach.portal.ckan_command -c {inis['postgres']}"
        if servers.fresh and os.system(f"{child} db upgrade > {folder}/upgrade.log 2>&1"):
            raise SystemExit(f"the migrations failed, see {folder}/upgrade.log")
        costs, changes = prepare(servers, inis["postgres"], f"{base}/{CORE}", options)
        say("starting two web processes")
        webs = [Web(name, ini, folder / f"{name}.log") for name, ini in inis.items()]
        for web in webs:
            stack.callback(web.stop)
            web.wait()
        say(f"asking, {options.rounds} rounds")
        times = compare(webs, options.datasets, options.rounds, changes)
        assert servers.postgres.process
        memory = {
            "PostgreSQL": pss(servers.postgres.process.pid),
            "Solr": pss(solr_server.running[-1]),
            **{f"web process on {web.name}": web.memory() for web in webs},
        }
    return report.Report(options.datasets, options.rounds, times, costs, memory)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--reindex", action="store_true", help="index again what --home keeps")
    parser.add_argument("--home", type=Path, help="keep databases and documents here")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/benchmarks.md"
    )
    options = parser.parse_args()
    reason = solr_server.missing()
    if reason:
        say(f"skipped: {reason}; the bench compares with a real Solr")
        return 0
    with home(options.home) as folder:
        try:
            found = measure(options, folder)
        except solr_server.NoSolr as failure:
            say(f"skipped: {failure}")
            return 0
    print(found.table())
    if options.write:
        found.write(HERE.parents[1] / "docs" / "benchmarks.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
