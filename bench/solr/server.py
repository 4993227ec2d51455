"""A real Solr 9.8.1 with CKAN's schema, from Maven artifacts: to compare with, not to run.

    python bench/solr/server.py [FOLDER] [--port 8983] [--core ckan]

Needs Java 17 or later and Maven; the first start fetches 139 jars (83 MB) into the folder
`LOERRACH_SOLR_JARS` or `~/.cache/ckanext-loerrach/solr-9.8.1`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ckanext.loerrach.portal import ports

HERE = Path(__file__).parent
JARS = Path(
    os.environ.get("LOERRACH_SOLR_JARS")
    or Path("~/.cache/ckanext-loerrach/solr-9.8.1").expanduser()
)
#: seconds that Java may take until the cores answer
PATIENCE = 90


#: process ids of the Solr servers of this process, the last one started last
running: list[int] = []


class NoSolr(Exception):
    """Solr cannot run here; the message says why, for a skipped test."""


def missing() -> str:
    """Why Solr cannot run here; empty if it can."""
    for program, what in (("java", "Java 17"), ("mvn", "Maven")):
        if not shutil.which(program):
            return f"{what} is not installed ({program} is not on the PATH)"
    return ""


def fetch_jars() -> Path:
    """Folder with all jars; Maven fetches them once."""
    done = JARS / "complete"
    if not done.exists():
        JARS.mkdir(parents=True, exist_ok=True)
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        fetched = subprocess.run(
            [*command, f"-DoutputDirectory={JARS}", "-DincludeScope=runtime"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if fetched.returncode:
            raise NoSolr(f"Maven could not fetch Solr: {fetched.stdout.strip()[-300:]}")
        done.touch()
    return JARS


def make_home(folder: Path, cores: Sequence[str]) -> None:
    """Write a Solr home with one folder for each core, with the schema of the installed CKAN."""
    spec = importlib.util.find_spec("ckan")
    if spec is None or spec.origin is None:
        raise NoSolr("CKAN is not installed, and the schema is CKAN's")
    schema = Path(spec.origin).parent / "config" / "solr" / "schema.xml"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "solr.xml").write_text("<solr/>\n")
    for core in cores:
        conf = folder / core / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (folder / core / "core.properties").write_text(f"name={core}\n")
        shutil.copy(schema, conf / "schema.xml")
        shutil.copy(HERE / "solrconfig.xml", conf / "solrconfig.xml")
        for empty in ("protwords.txt", "synonyms.txt", "stopwords.txt"):
            (conf / empty).touch()


@contextmanager
def solr(folder: Path, cores: Sequence[str], port: int = 0, heap: str = "1g") -> Iterator[str]:
    """Run Solr with its data in `folder`; yields its address, the cores are below it."""
    reason = missing()
    if reason:
        raise NoSolr(reason)
    jars, port = fetch_jars(), port or ports.free()
    make_home(folder / "home", cores)
    command = ["java", f"-Xmx{heap}", f"-Dsolr.install.dir={folder}", f"-Dsolr.log.dir={folder}"]
    program = ["-cp", f"{jars}/*", str(HERE / "SolrMain.java"), str(folder / "home"), str(port)]
    log = folder / "solr.log"
    with log.open("w") as output:
        process = subprocess.Popen([*command, *program], stdout=output, stderr=subprocess.STDOUT)
    running.append(process.pid)
    try:
        base = f"http://127.0.0.1:{port}/solr"
        _wait(process, [f"{base}/{core}/schema/name" for core in cores], log)
        yield base
    finally:
        running.remove(process.pid)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], addresses: Sequence[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not all(map(_answers, addresses)):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace").strip()[-400:]
            raise NoSolr(f"Solr did not start: {tail}")
        time.sleep(0.3)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def main() -> int:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, help="data folder, kept; default: temporary"
    )
    parser.add_argument("--port", type=int, default=8983)
    parser.add_argument("--core", action="append", help="may be given more than once")
    options = parser.parse_args()
    cores = options.core or ["ckan"]
    with tempfile.TemporaryDirectory() as temporary:
        try:
            with solr((options.folder or Path(temporary)).absolute(), cores, options.port) as base:
                print("\n".join(f"{base}/{core}" for core in cores), flush=True)
                while True:
                    time.sleep(3600)
        except KeyboardInterrupt:
            return 0
        except NoSolr as reason:
            print(reason, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
