"""Measure harvesting beside stock ckanext-harvest and ckanext-dcat on CKAN 2.12, in one run.

    python bench/harvest/run.py [--datasets 1000] [--large 10000] [--rounds 3] [--kind dcat] …

The source's answers are written down before and served from memory to both; each side has
databases and a CKAN process of its own, and both take turns. Stock runs in process without a
queue, on a real Solr where Java and Maven are there. `--large 0` leaves out the growth, `--alone`
stock, `--kind` all catalogues but one kind; `--write` puts the table into docs/benchmarks.md.
The exit code is 1 where a ratio is below what we promise (report.LEAST), or the growth above.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "solr")]

import server as solr_server  # noqa: E402
from report import Measured, Report  # noqa: E402
from sides import OURS, STOCK, Side, Source  # noqa: E402

CORE = "harvest"
#: the one row that a poll writes: when it was, and what came of it
POLL = "loerrach_harvest_poll"
KINDS = ("ckan", "dcat")
#: what a run says that it has written, or could not
WRITES = frozenset({"added", "updated", "refused"})
#: counts that a run has to tell
Expected = dict[str, int]


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Bench:
    """Both sides, the source, and what was measured."""

    def __init__(
        self, sides: list[Side], source: Source, report: Report, kinds: Sequence[str]
    ) -> None:
        self.sides, self.source, self.report = sides, source, report
        self.kinds, self.turn = kinds, 0

    def round(self) -> None:
        for kind in self.kinds:
            # both tell of the same datasets: a portal would notice
            for side in self.sides:
                side.fresh()
            self._steps(kind)

    def _steps(self, kind: str) -> None:
        count, part = self.report.datasets, self.report.datasets // 100
        # stock writes each dataset of a DCAT catalogue again, every time
        kept = {"updated": count} if kind == "dcat" else {"unchanged": count}
        partly = {"updated": part, "unchanged": count - part} if kind == "ckan" else kept
        self._both(f"{kind} first", kind, False, {"added": count}, {"added": count})
        self._both(f"{kind} compared", kind, True, {"unchanged": count}, kept)
        self._both(f"{kind} asked", kind, False, {}, None if kind == "dcat" else {})
        self.source.change()
        self._both(f"{kind} changed", kind, True, {"updated": part}, partly)
        if kind == "ckan":
            self.source.change()
            # stock asks for changes since its last run began, which was after those before
            self._both(f"{kind} changed asked", kind, False, {"updated": part}, {"updated": part})

    def _both(
        self, what: str, kind: str, full: bool, ours: Expected, stock: Expected | None
    ) -> None:
        """Each side in turn, with what it has to find; None: it has no such way."""
        self.turn += 1
        for side in self.sides if self.turn % 2 else self.sides[::-1]:
            expected = ours if side.name == OURS else stock
            if expected is not None:
                # "1 % changed" is what our scheduler would do in any case: ask for changes
                ask = full and not (side.name == OURS and "changed" in what)
                self.report.add(what, side.name, measured(side, kind, ask, what, expected))


def measured(side: Side, kind: str, full: bool, what: str, expected: Expected) -> Measured:
    """One run, which has to have done what it should: ours writes nothing where nothing changed."""
    quiet = side.name == OURS and not WRITES & expected.keys()
    before = side("writes") if quiet else {}
    found = side("run", kind=kind, full=full)
    say(f"{what}, {side.name}: {found}")
    if quiet:
        _nothing(what, before, side("writes"))
    wanted = dict.fromkeys(WRITES, 0) | expected
    if any(found[name] != count for name, count in wanted.items()):
        raise SystemExit(f"{what}: {wanted} expected of {side.name}, {found} found")
    return found


def _nothing(what: str, before: Measured, after: Measured) -> None:
    rows = {name: count - before["rows"].get(name, 0) for name, count in after["rows"].items()}
    written = {name: count for name, count in rows.items() if count and name != POLL}
    if written or before["newest"] != after["newest"]:
        raise SystemExit(f"{what}: nothing had changed, and ours wrote {written}")


def grow(report: Report, kinds: Sequence[str]) -> None:
    """Ours with the larger catalogue."""
    source = Source(report.large)
    try:
        side = Side(OURS, source)
        try:
            side.start()
            for kind in kinds:
                side.fresh()
                for what, full, expected in (
                    ("first", False, {"added": report.large}),
                    ("compared", True, {"unchanged": report.large}),
                    ("asked", False, {}), ("changed", False, {"updated": report.large // 100}),
                ):  # fmt: skip
                    if what == "changed":
                        source.change()
                    name = f"{kind} {what}"
                    report.grown[name] = measured(side, kind, full, name, expected)
        finally:
            side.stop()
    finally:
        source.stop()


@contextlib.contextmanager
def solr() -> Iterator[str]:
    """Address of a core of a real Solr; "" where there is none."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="loerrach-bench-"))
        try:
            base = stack.enter_context(solr_server.solr(Path(folder) / "solr", [CORE]))
        except solr_server.NoSolr as reason:
            say(f"without Solr: {reason}")
            base = ""
        yield f"{base}/{CORE}" if base else ""


def compare(options: argparse.Namespace, report: Report) -> None:
    with contextlib.ExitStack() as stack:
        address = "" if options.alone else stack.enter_context(solr())
        without = "nothing: it was left out" if options.alone else "our search (no Java or Maven)"
        report.search = "a real Solr 9.8.1" if address else without
        source = Source(options.datasets)
        stack.callback(source.stop)
        sides = []
        for name in (OURS,) if options.alone else (OURS, STOCK):
            say(f"databases for {name}")
            sides.append(Side(name, source, address if name == STOCK else ""))
            stack.callback(sides[-1].stop)
            sides[-1].start()
        bench = Bench(sides, source, report, options.kind or KINDS)
        for number in range(options.rounds):
            say(f"round {number + 1} of {options.rounds}")
            bench.round()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--large", type=int, default=10_000, help="0: do not measure the growth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind")
    parser.add_argument("--alone", action="store_true", help="ours without stock")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/benchmarks.md"
    )
    options = parser.parse_args()
    report = Report(options.datasets, options.large, options.rounds, "")
    compare(options, report)
    if options.large:
        grow(report, options.kind or KINDS)
    print(report.table())
    if options.write:
        report.write(HERE.parents[1] / "docs" / "benchmarks.md")
    for missed in (short := report.missed()):
        print(missed, file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
