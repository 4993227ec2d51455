"""Measure a German CSV read by tabular.reading and by pandas, side by side.

    python bench/reading/run.py [--rows 1000000] [--write]

The file is made up, the same one each time: keys with leading zeros, texts, whole numbers with
thousands points, decimal commas, days as 31.12.2025, signs in place of values. Each reading is a
process of its own; told are seconds without the start of Python and its imports, and the largest
memory the process had beyond what it had after its imports. pandas is told everything about the
file: once its reader does all, and signs become nothing; once it comes to what ours comes to, with
the signs in columns of their own and what does not fit counted. Ours is told the same (a kept
correction does that) and, in a line of its own, finds it out. Times compare with the first line.
Afterwards both must have the same sums. `--write` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEADER = "AGS;Ort;Straße;Tag;Einwohner;Fläche (ha);Anteil in %;Betrag in EUR;Art;Bemerkung"
PLACES = ("Lörrach", "Weil am Rhein", "Rheinfelden (Baden)", "Schopfheim", "Steinen")

OURS = """
import pickle
from ckanext.loerrach.tabular import reading
from ckanext.loerrach.tabular.reading import understanding
# pyarrow imports pandas with its first array, where it is installed
import pandas, pyarrow, pyarrow.compute as pc, pyarrow.csv
known = pickle.load(open(sys.argv[2], "rb")) if sys.argv[2] != "-" else None
begin()
known = known or reading.understand(sys.argv[1])
rows, sums = 0, [0.0] * 4
for portion in reading.read(sys.argv[1], known):
    rows += portion.batch.num_rows
    for at, name in enumerate(("einwohner", "flaeche", "anteil", "betrag")):
        sums[at] += pc.sum(portion.batch.column(name)).as_py() or 0
end(rows, sums)
"""
PANDAS = """
import pandas
begin()
table = pandas.read_csv(
    sys.argv[1], sep=";", decimal=",", thousands=".", encoding="utf-8",
    dtype={"AGS": "string", "Ort": "string", "Straße": "string", "Art": "string",
           "Bemerkung": "string"},
    parse_dates=["Tag"], date_format="%d.%m.%Y", na_values=["-", ".", "x", "/", "k. A."],
)
names = ("Einwohner", "Fläche (ha)", "Anteil in %", "Betrag in EUR")
end(len(table), [float(table[name].sum()) for name in names])
"""
SAME = """
import pandas
SIGNS = ["-", ".", "x", "/", "k. A."]
begin()
table = pandas.read_csv(sys.argv[1], sep=";", dtype="string", keep_default_na=False)
sums, misfits = [], 0
for name in ("Einwohner", "Fläche (ha)", "Anteil in %", "Betrag in EUR"):
    text = table[name]
    bare = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    table[name] = pandas.to_numeric(bare, errors="coerce")
    rest = table[name].isna() & text.ne("")
    signs = rest & text.isin(SIGNS)
    table[name + ": Zeichen"] = text.where(signs)
    misfits += int((rest & ~signs).sum())
    sums.append(float(table[name].sum()))
days = pandas.to_datetime(table["Tag"], format="%d.%m.%Y", errors="coerce")
misfits += int((days.isna() & table["Tag"].ne("")).sum())
table["Tag"] = days
end(len(table), sums)
"""
FRAME = """
import json, sys, time
def memory(kind):
    for line in open("/proc/self/status"):
        if line.startswith(kind):
            return int(line.split()[1]) * 1024
def begin():
    global start, before
    before, start = memory("VmRSS"), time.perf_counter()
def end(rows, sums):
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, memory("VmHWM") - before, rows, sums]))
"""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def write_csv(path: Path, rows: int) -> None:
    chance = random.Random(8336050)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(rows):
            people = (
                "x" if number % 97 == 3 else f"{chance.randrange(1, 60_000):,}".replace(",", ".")
            )
            share = "-" if number % 89 == 5 else f"{chance.uniform(0, 100):.1f}".replace(".", ",")
            amount = f"{chance.uniform(0, 90_000):,.2f}".translate(str.maketrans(",.", ".,"))
            area = f"{chance.uniform(0, 99):.2f}".replace(".", ",")
            file.write(
                f"0{8336000 + number % 900};{chance.choice(PLACES)};Tumringer Straße {number};"
                f"{1 + number % 28:02d}.{1 + number % 12:02d}.{2000 + number % 26};{people};{area};"
                f"{share};{amount};{chance.choice(('Wohnen', 'Gewerbe', 'Wald'))};"
                f"Erhebung der Stadt im Bezirk {number % 40}\n"
            )


def measure(program: str, *arguments: str) -> tuple[float, float, int, list[float]]:
    """Seconds, bytes of memory, rows and sums of one process."""
    command = [sys.executable, "-c", FRAME + program, *arguments]
    seconds, memory, rows, sums = json.loads(subprocess.check_output(command))
    return seconds, memory, rows, sums


def table(rows: int, rounds: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        source, known = Path(name) / "tabelle.csv", Path(name) / "known"
        write_csv(source, rows)
        size = source.stat().st_size
        say(f"{rows:,} rows, {size / 1e6:.0f} MB")
        keep = (
            "import pickle,sys; from ckanext.loerrach.tabular.reading import understand; "
            "pickle.dump(understand(sys.argv[1]), open(sys.argv[2], 'wb'))"
        )
        subprocess.check_call([sys.executable, "-c", keep, str(source), str(known)])
        runs = {
            "pandas, told everything, signs lost": (PANDAS, "-"),
            "pandas, signs kept, misfits counted": (SAME, "-"),
            "ours, told everything": (OURS, str(known)),
            "ours, finding it out first": (OURS, "-"),
        }
        best: dict[str, tuple[float, float]] = {}
        agreed: list[list[float]] = []
        for _ in range(rounds):
            for title, (program, told) in runs.items():
                seconds, memory, count, sums = measure(program, str(source), told)
                say(f"{title}: {seconds:.2f} s, {memory / 1e6:.0f} MB")
                agreed.append([count, *(round(one, 1) for one in sums)])
                one = best.get(title, (seconds, memory))
                best[title] = min(one[0], seconds), max(one[1], memory)
    if any(
        abs(a - b) > 1e-6 * abs(b) for one in agreed for a, b in zip(one, agreed[0], strict=True)
    ):
        raise SystemExit(f"the readings differ: {agreed}")
    return report(rows, size, best)


def report(rows: int, size: int, best: dict[str, tuple[float, float]]) -> str:
    day = datetime.now(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y")
    about = f"{rows:,} rows of ten columns ({size / 1e6:.0f} MB), {day}, {os.cpu_count()} cores."
    lines = [
        "| reading | seconds | pandas takes | memory | of the file |",
        "| --- | --- | --- | --- | --- |",
    ]
    slow = next(iter(best.values()))[0]
    for title, (seconds, memory) in best.items():
        times = f"{slow / seconds:.1f} ×"
        lines.append(
            f"| {title} | {seconds:.2f} | {times} | {memory / 1e6:.0f} MB | {memory / size:.1f} × |"
        )
    return "\n".join([about, "", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    text = table(options.rows, options.rounds)
    print(text)
    if options.write:
        between = r"(<!-- reading begin -->\n).*(<!-- reading end -->)"
        docs = re.sub(between, lambda m: f"{m[1]}{text}\n{m[2]}", DOCS.read_text(), flags=re.S)
        DOCS.write_text(docs)


if __name__ == "__main__":
    main()
