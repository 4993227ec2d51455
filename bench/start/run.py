"""Measure how long a portal takes to start, how much memory it uses, and what it leaves behind.

    python bench/start/run.py [--write]

Clones this repository into an empty folder and runs the README's command there, twice: the first
time with everything to install and to make, the second time with all of it there. Where pip has
no packages in its cache yet, the first run also downloads them: run it again. `--write` puts the
table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "benchmarks.md"
#: what a visitor asks for before the memory of a used portal is read
VISITS = ("/", "/dataset/", "/fr/dataset/", "/api/3/action/package_search?q=parken", "/catalog.ttl")


class Start:
    """One `make portal` in a folder, until it is stopped with Ctrl-C."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        begun = time.monotonic()
        environment = os.environ | {"LOERRACH_PORT": str(port)}
        with (folder / "portal.out").open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "portal"], cwd=folder, env=environment, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        while not self.status().get("ready"):
            if self.process.poll() is not None:
                raise SystemExit((folder / "portal.out").read_text()[-3000:])
            time.sleep(0.2)
        self.seconds = time.monotonic() - begun

    def status(self) -> dict[str, object]:
        """What `loerrach status --json` says; {} while there is no such program yet."""
        program = self.folder / ".venv" / "bin" / "loerrach"
        if not program.exists():
            return {}
        said = subprocess.run(
            [program, "status", "--json"], cwd=self.folder, capture_output=True, check=False
        )
        return json.loads(said.stdout) if said.stdout else {}

    def visit(self, rounds: int) -> None:
        """Ask for pages as visitors do."""
        for _ in range(rounds):
            for path in VISITS:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                    answer.read()

    def megabytes(self) -> float:
        """PSS of all processes of the portal."""
        return float(str(self.status()["memory"])) / 2**20

    def stop(self) -> tuple[float, int]:
        """Seconds that Ctrl-C took, and how many processes it left."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait()
        return time.monotonic() - begun, sum(1 for _ in self.left())

    def left(self) -> Iterator[int]:
        """Processes whose command line names the folder."""
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = entry.read_bytes()
            except OSError:
                continue
            if str(self.folder).encode() in line:
                yield int(entry.parent.name)


def measure(folder: Path, port: int) -> str:
    """The table of both starts."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    first = Start(folder, port)
    datasets, fresh = first.status()["datasets"], first.megabytes()
    first.stop()
    second = Start(folder, port)
    second.visit(rounds=60)
    used = second.megabytes()
    ended, left = second.stop()
    rows = [
        ("fresh clone to a portal with data", f"{first.seconds:.1f} s ({datasets} datasets)"),
        ("second start", f"{second.seconds:.1f} s"),
        ("memory of all processes after the first start (PSS)", f"{fresh:.0f} MB"),
        ("memory after 300 pages of one visitor (PSS)", f"{used:.0f} MB"),
        ("Ctrl-C", f"{ended:.1f} s, {left} processes left"),
    ]
    today = datetime.now().astimezone().strftime("%d.%m.%Y")
    return "\n".join(
        [f"{today}, {os.cpu_count()} cores, packages in pip's cache.", "", "| what | measured |",
         "| --- | --- |", *(f"| {what} | {value} |" for what, value in rows)]
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="loerrach-start-") as folder:
        table = measure(Path(folder) / "clone", free_port())
    print(table)
    if options.write:
        between = r"(<!-- start begin -->\n).*(<!-- start end -->)"
        text = re.sub(
            between, lambda found: f"{found[1]}{table}\n{found[2]}", DOCS.read_text(), flags=re.S
        )
        DOCS.write_text(text)


if __name__ == "__main__":
    main()
