"""The long kill test: `make chaos`.

    python tests/chaos/run.py [--kills 200] [--round 20] [--seed 1] [--records 30] [--write]

Starts a portal in a temporary folder, with three neighbours on this machine, and kills one of its
processes at a random moment, again and again. A table says what each round brought. Exit code 1
where something differed; the folder then stays, with its logs. `--write` puts the result into
docs/harvesting.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from chaos_game import Game, Round  # noqa: E402
from chaos_kills import VICTIMS  # noqa: E402

DOCS = HERE.parents[1] / "docs" / "harvesting.md"
BEGIN, END = "<!-- chaos begin -->\n", "<!-- chaos end -->\n"
HEAD = [
    "round", *VICTIMS, "during a run", "again after", "clean after", "datasets", "archived",
    "differ",
]  # fmt: skip


def cells(one: Round) -> list[str]:
    """One line of the table."""
    return [
        str(one.number), *(str(one.kills.get(name, 0)) for name in VICTIMS), str(one.during),
        f"{one.mended:.0f} s", f"{one.clean:.0f} s", str(one.datasets), str(one.archived),
        str(len(one.differences)),
    ]  # fmt: skip


def written(rounds: list[Round], told: str) -> str:
    """The result for the docs, as Markdown."""
    rows = [HEAD, ["--:"] * len(HEAD), *map(cells, rounds)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    cores = len(os.sched_getaffinity(0))
    return f"Measured on {datetime.now(UTC).date()} with {cores} cores: {told}.\n\n{table}\n"


def line(parts: list[str]) -> str:
    return "  ".join(part.rjust(len(name)) for part, name in zip(parts, HEAD, strict=True))


def say(text: str) -> None:
    """Progress, where somebody watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text[:100]}", end="", file=sys.stderr, flush=True)


def play(game: Game, kills: int, each: int) -> list[Round]:
    """All rounds, each printed as it ends."""
    print(line(HEAD))
    rounds = []
    while kills > 0:
        rounds.append(game.play(len(rounds) + 1, min(each, kills)))
        kills -= each
        say("")
        print(line(cells(rounds[-1])), flush=True)
        for difference in rounds[-1].differences:
            print(f"  ! {difference}", flush=True)
        if rounds[-1].differences:
            break
    return rounds


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--round", type=int, default=20, help="kills a round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the result into the docs")
    parser.add_argument("--records", type=int, default=30, help="records of a neighbour at first")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="loerrach-chaos-"))
    print(f"seed {options.seed}, {options.kills} kills in rounds of {options.round}, in {folder}")
    began = time.monotonic()
    with Game(folder, options.seed, options.records, say, reading=False) as game:
        rounds = play(game, options.kills, options.round)
    wrong = [one for one in rounds if one.differences]
    told = (
        f"{sum(sum(one.kills.values()) for one in rounds)} kills, "
        f"{sum(one.during for one in rounds)} of them during a run, {len(rounds)} rounds in "
        f"{time.monotonic() - began:.0f} s, seed {options.seed}: "
        + (f"differences in round {wrong[0].number}" if wrong else "no difference")
    )
    print(f"{told}; logs in {folder}" if wrong else told)
    if options.write and not wrong:
        before, _, rest = DOCS.read_text().partition(BEGIN)
        DOCS.write_text(f"{before}{BEGIN}{written(rounds, told)}{END}{rest.partition(END)[2]}")
    if not wrong:
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
