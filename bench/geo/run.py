"""Measure a million points with ten columns on their way from CSV to three formats.

    python bench/geo/run.py [--points 1000000] [--write]

The CSV is in EPSG:25832, made up around Lörrach, the same one each time. Measured is the command
that users have, `loerrach convert`, as a process of its own: seconds from start to end, and the
largest memory it had (resident, of the operating system's own count). `--write` puts the table into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
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
FORMATS = ("gpkg", "parquet", "fgb")
KINDS = ("Linde", "Ahorn", "Rosskastanie", "Stieleiche", "Hainbuche", "Platane")
HEADER = "nummer;art;strasse;hoehe;umfang;gepflanzt;vitalitaet;gesund;rechts;hoch"


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def write_csv(path: Path, points: int) -> None:
    """Trees with a number, three texts, three numbers, a day, and a place."""
    chance = random.Random(25832)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(points):
            file.write(
                f"{number:08d};{chance.choice(KINDS)};Straße {chance.randrange(900)};"
                f"{chance.uniform(2, 40):.1f};{chance.randrange(20, 400)};"
                f"{chance.randrange(1900, 2026)}-0{chance.randrange(1, 10)}-15;"
                f"{chance.randrange(5)};{chance.choice(('ja', 'nein'))};"
                f"{chance.uniform(390_000, 410_000):.2f};{chance.uniform(5.265e6, 5.285e6):.2f}\n"
            )


def convert(source: Path, targets: list[Path]) -> tuple[float, float]:
    """Seconds and megabytes of one run of the command."""
    command = [
        sys.executable, "-m", "ckanext.loerrach.portal.cli", "convert", str(source),
        *map(str, targets), "--x", "rechts", "--y", "hoch", "--crs", "EPSG:25832",
    ]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the conversion ended with status {status}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def table(points: int) -> str:
    """The measured table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "points.csv"
        say(f"{points:,} points are written to CSV")
        write_csv(source, points)
        rows = [row(source, formats) for formats in (*([one] for one in FORMATS), [*FORMATS])]
        size = source.stat().st_size / 1e6
    day = datetime.now(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y")
    about = (
        f"{points:,} points with ten columns from CSV ({size:.0f} MB, EPSG:25832) to WGS 84, "
        f"{day}, {os.cpu_count()} cores."
    )
    head = ["| to | seconds | most memory | size |", "| --- | --- | --- | --- |"]
    return "\n".join([about, "", *head, *rows])


def row(source: Path, formats: list[str]) -> str:
    targets = [source.parent / f"points.{one}" for one in formats]
    seconds, megabytes = convert(source, targets)
    size = sum(target.stat().st_size for target in targets) / 1e6
    name = {"gpkg": "GeoPackage", "parquet": "GeoParquet", "fgb": "FlatGeobuf"}
    title = name[formats[0]] if len(formats) == 1 else "all three in one run"
    say(f"{title}: {seconds:.1f} s, {megabytes:.0f} MB")
    return f"| {title} | {seconds:.1f} | {megabytes:.0f} MB | {size:.0f} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    text = table(options.points)
    print(text)
    if options.write:
        between = r"(<!-- geo begin -->\n).*(<!-- geo end -->)"
        docs = re.sub(between, lambda m: f"{m[1]}{text}\n{m[2]}", DOCS.read_text(), flags=re.S)
        DOCS.write_text(docs)


if __name__ == "__main__":
    main()
