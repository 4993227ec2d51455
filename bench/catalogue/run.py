"""Measure the feed beside stock ckanext-dcat on CKAN 2.12, over HTTP, in one run.

    python bench/catalogue/run.py [--datasets 1000] [--whole 10000] [--edits 1000] [--write]

One database, two gunicorn workers: one with the feed, one with ckanext-dcat alone, which has no
fragments to join. One client asks both in turn. Then the whole catalogue, and edits with and
without the plugin `loerrach_catalogue` in two databases, also in turn. `--write` puts the table
into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg2
from ckanext.loerrach import testing

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "benchmarks.md"
OURS = "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
WITHOUT = "loerrach_search loerrach scheming_datasets dcat"
STOCK = "loerrach_search scheming_datasets dcat"
STOCK_SCHEMA = """\
scheming.dataset_schemas = ckanext.dcat.schemas:dcat_ap_full.yaml
scheming.presets = ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml
"""
FORMATS = ("ttl", "rdf", "jsonld", "nt")
#: datasets that are edited in one go before the other side has its turn
TURN = 25


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Actor:
    """A CKAN process that obeys; see actor.py."""

    def __init__(self, ini: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "actor.py"), str(ini)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=ini.with_suffix(".err").open("w"),
        )  # fmt: skip

    def __call__(self, do: str, **order: Any) -> dict[str, float]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith('{"seconds"'):
                return dict(json.loads(line))
        raise SystemExit(f"{do} failed, see the .err files of {self.process.args}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Web:
    """One gunicorn with one worker, and one connection to it that stays open."""

    def __init__(self, ini: Path) -> None:
        self.port, self.log = testing.free_port(), ini.with_suffix(".log")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--workers=1", "--worker-class=gthread",
             "--threads=4", f"--bind=127.0.0.1:{self.port}", "--timeout=300", "--keep-alive=300",
             f"--chdir={HERE.parent / 'search'}", "wsgi:application"],
            env={**os.environ, "BENCH_INI": str(ini)}, stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        while True:
            try:
                self.get("/api/3/action/status_show")
            except OSError:
                self.connection.close()
                if self.process.poll() is not None:
                    raise SystemExit(self.log.read_text()[-3000:]) from None
                time.sleep(0.5)
            else:
                return

    def get(self, path: str, expected: int = 200, **headers: str) -> tuple[float, Any, int]:
        """Milliseconds until the whole answer is here, its headers, its size."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        size = 0
        while piece := answer.read(2**16):
            size += len(piece)
        elapsed = (time.perf_counter() - begun) * 1000
        if answer.status != expected:
            raise SystemExit(f"{answer.status} to {path}, see {self.log}")
        return elapsed, answer.headers, size

    def memory(self) -> float:
        """Proportional set size of the worker, in MB."""
        parent = psutil.Process(self.process.pid)
        return sum(child.memory_full_info().pss for child in parent.children()) / 2**20

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def highest(web: Web) -> Iterator[list[float]]:
    """The highest memory of a web process within a `with` block, as a list of one."""
    found, over = [web.memory()], threading.Event()

    def look() -> None:
        while not over.wait(0.03):
            found[0] = max(found[0], web.memory())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


class Database:
    """A PostgreSQL and Valkey of their own, with configurations."""

    def __init__(self) -> None:
        self.servers = testing.Servers()
        self.servers.start()

    def ini(self, name: str, plugins: str, more: str = "") -> Path:
        made = self.servers.ini(plugins, "http://127.0.0.1:9/solr/none", more)
        return made.rename(self.servers.home / f"{name}.ini")

    def migrate(self, ini: Path, *plugins: str) -> None:
        ckan = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", str(ini)]
        for more in ([], *(["-p", plugin] for plugin in plugins)):
            subprocess.run([*ckan, "db", "upgrade", *more], check=True, capture_output=True)

    def run(self, *statements: str) -> None:
        password = self.servers.postgres.password
        with psycopg2.connect(self.servers.postgres.url("ckan", "ckan", password)) as connection:
            for statement in statements:
                connection.cursor().execute(statement)
        connection.close()


#: more of the same fragments, as if there were more datasets
CLONE = """
INSERT INTO loerrach_catalogue_fragment (package_id, view, position, body, entry, terms, digest,
    made_by, uri, identifier, modified)
SELECT package_id || '-' || n, view, position + n * 1000000, replace(body, package_id,
    package_id || '-' || n), replace(entry, package_id, package_id || '-' || n), terms, digest,
    made_by, uri || '-' || n, identifier, modified
FROM loerrach_catalogue_fragment, generate_series(1, {times}) AS n WHERE body IS NOT NULL
"""


def pages(database: Database, count: int, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by what was asked for."""
    ours, stock = database.ini("ours", OURS), database.ini("stock", STOCK, STOCK_SCHEMA)
    database.migrate(ours, "loerrach_catalogue")
    actor = Actor(ours)
    say(f"{count} datasets")
    spent = actor("fill", **{"from": 0, "to": count})
    say(f"made in {spent['seconds']:.0f} s; their fragments")
    spent = actor("build")
    found = {"fragment": [spent["seconds"] * 1000 / count]}
    actor.stop()
    webs = [Web(ours), Web(stock)]
    try:
        last = count // 100
        for number in range(rounds):
            for page in {1, 1 + number % last, last}:
                _ask(database, *webs, page, found)
            say(f"round {number + 1} of {rounds}")
    finally:
        for web in webs:
            web.stop()
    return found


def _ask(
    database: Database, ours: Web, stock: Web, page: int, found: dict[str, list[float]]
) -> None:
    def note(what: str, elapsed: float) -> None:
        found.setdefault(what, []).append(elapsed)

    # every page that was kept is out of date, though nothing was changed
    database.run("INSERT INTO loerrach_catalogue_change (n, gone) VALUES (1, 0)")
    for ending in FORMATS:
        path = f"/catalog.{ending}?page={page}"
        elapsed, headers, size = ours.get(path)
        note(f"{ending} joined", elapsed)
        note(f"{ending} kB", size / 1000)
        elapsed, headers, _ = ours.get(path)
        note(f"{ending} unchanged", elapsed)
        note(f"{ending} 304", ours.get(path, 304, **{"If-None-Match": headers["ETag"]})[0])
        if ending in ("ttl", "rdf", "jsonld"):
            note(f"{ending} stock", stock.get(path)[0])
    gz = {"Accept-Encoding": "gzip"}
    database.run("INSERT INTO loerrach_catalogue_change (n, gone) VALUES (1, 0)")
    note("gzip joined", ours.get(f"/catalog.ttl?page={page}", **gz)[0])
    elapsed, _, size = ours.get(f"/catalog.ttl?page={page}", **gz)
    note("gzip unchanged", elapsed)
    note("gzip kB", size / 1000)
    note("bare", ours.get("/api/3/action/status_show")[0])


def whole(database: Database, count: int, datasets: int) -> dict[str, float]:
    """The whole catalogue: seconds and memory, written anew while it is sent, and as a file."""
    database.run(CLONE.format(times=max(0, count // datasets - 1)),
                 "INSERT INTO loerrach_catalogue_change (n, gone) VALUES (1, 1)")  # fmt: skip
    web = Web(database.servers.home / "ours.ini")
    try:
        web.get("/catalog.ttl")
        before = web.memory()
        with highest(web) as peak:
            anew, _, size = web.get("/catalog-full.ttl.gz")
        kept, _, _ = web.get("/catalog-full.ttl.gz")
    finally:
        web.stop()
    return {"datasets": count, "anew": anew / 1000, "kept": kept / 1000, "MB": size / 1e6,
            "memory": peak[0] - before}  # fmt: skip


def edits(count: int) -> dict[str, Any]:
    """Milliseconds an edit with and without the plugin, in turn, each in a database of its own."""
    sides = {"with": (Database(), OURS), "without": (Database(), WITHOUT)}
    actors, spent = {}, {name: [] for name in sides}
    try:
        for name, (database, plugins) in sides.items():
            ini = database.ini(name, plugins)
            database.migrate(ini, *(["loerrach_catalogue"] if name == "with" else []))
            actors[name] = Actor(ini)
            actors[name]("fill", **{"from": 0, "to": 100})
            actors[name]("edit", names=[f"station-{n:05}" for n in range(TURN)])
        say("edits")
        for turn in range(-(-count // TURN)):
            names = [f"station-{(turn * TURN + n) % 100:05}" for n in range(TURN)]
            order = list(sides) if turn % 2 else list(reversed(sides))
            for name in order:
                spent[name].append(actors[name]("edit", names=names))
        built = actors["with"]("build")
    finally:
        for actor in actors.values():
            actor.stop()
        for database, _ in sides.values():
            database.servers.stop()
    return {**spent, "built": built}


def table(found: dict[str, list[float]], file: dict[str, float], edit: dict[str, Any],
          options: argparse.Namespace) -> str:  # fmt: skip
    """What was measured, as Markdown."""
    mid = {what: median(values) for what, values in found.items()}
    today = datetime.now().astimezone().strftime("%d.%m.%Y")
    title = f"{options.datasets:,} datasets with 2 resources, {today}, {os.cpu_count()} cores;"
    bare = f"A bare action (status_show) takes {mid['bare']:.1f} ms."
    background = f"Writing a dataset's fragment in the background takes {mid['fragment']:.1f} ms."
    return "\n".join([
        f"{title} milliseconds over HTTP, medians.", "",
        "| page of 100 | stock | joined | ratio | unchanged | ratio | 304 | kB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(ending, mid) for ending in FORMATS), _row("gzip", mid), "",
        f"{bare} {background}", "",
        "| what | measured |", "| --- | --- |",
        *(f"| {what} | {value} |" for what, value in [*_whole(file), *_edits(edit, options)]),
    ])  # fmt: skip


def _row(ending: str, mid: dict[str, float]) -> str:
    stock, numbers = (
        mid.get(f"{ending} stock"),
        [mid[f"{ending} joined"], mid[f"{ending} unchanged"]],
    )
    cells = ["ttl, gzipped" if ending == "gzip" else ending, f"{stock:.0f}" if stock else "–"]
    for number in numbers:
        cells += [f"{number:.1f}", f"{stock / number:.0f}" if stock else "–"]
    same = mid.get(f"{ending} 304")
    cells += [f"{same:.1f}" if same else "–", f"{mid[f'{ending} kB']:.0f}"]
    return f"| {' | '.join(cells)} |"


def _whole(file: dict[str, float]) -> Iterator[tuple[str, str]]:
    size = f"{file['MB']:.1f} MB gzipped, {file['memory']:.0f} MB more memory"
    name = f"whole catalogue of {file['datasets']:,}"
    yield f"{name}, written while it is sent", f"{file['anew']:.1f} s, {size}"
    yield f"{name} from the file", f"{file['kept']:.2f} s"


def _edits(edit: dict[str, Any], options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    mean, middle, cpu = {}, {}, {}
    for name in ("without", "with"):
        seconds = [one["seconds"] for one in edit[name]]
        mean[name] = 1000 * sum(seconds) / (TURN * len(seconds))
        middle[name] = 1000 * median(seconds) / TURN
        cpu[name] = 1000 * sum(one["cpu"] for one in edit[name]) / (TURN * len(seconds))
        each = f"{mean[name]:.1f} ms each (median {middle[name]:.1f}, processor {cpu[name]:.1f})"
        yield f"{options.edits:,} edits in a row, {name} the plugin", each
    more = [f"{100 * (one['with'] / one['without'] - 1):+.1f} %" for one in (mean, middle, cpu)]
    yield "what the plugin adds", f"{more[0]} (median {more[1]}, processor {more[2]})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--whole", type=int, default=10_000)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    database = Database()
    try:
        found = pages(database, options.datasets, options.rounds)
        file = whole(database, options.whole, options.datasets)
    finally:
        database.servers.stop()
    text = table(found, file, edits(options.edits), options)
    print(text)
    if options.write:
        between = r"(<!-- catalogue begin -->\n).*(<!-- catalogue end -->)"
        docs = re.sub(between, lambda m: f"{m[1]}{text}\n{m[2]}", DOCS.read_text(), flags=re.S)
        DOCS.write_text(docs)


if __name__ == "__main__":
    main()
