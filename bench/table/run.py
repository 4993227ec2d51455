"""Measure loading a table beside CKAN's datastore_upsert, in one process and one run.

    python bench/table/run.py [--rows 100000] [--write]

A PostgreSQL of its own with the settings of the portal; both ways fill a DataStore table of ten
columns with a key, in turn. datastore_upsert gets its rows in calls of 5,000, as loaders of CKAN's
own documentation do; after loading, the tables are compared row by row. Before the clock runs, both
have loaded a table of one row, ours with the libraries of large tables (half a second in a new
process), and PostgreSQL has done what the last load left it to do. `--write` puts the table into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.loerrach import testing
from ckanext.loerrach.harvesters._core.record import Column, Table

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
CALL = 5000
CONTEXT: dict[str, Any] = {"ignore_auth": True}
COLUMNS = [
    Column("station"), Column("at", "timestamp"), Column("cars", "integer"),
    Column("bikes", "integer"), Column("pm10", "number", unit="ug/m3"),
    Column("no2", "number", unit="ug/m3"), Column("temperature", "number", unit="Cel"),
    Column("valid", "boolean"), Column("day", "date"), Column("remark"),
]  # fmt: skip
#: what the DataStore calls the types of ours
TYPES = {
    "text": "text", "integer": "int8", "number": "float8", "boolean": "bool",
    "timestamp": "timestamptz", "date": "date",
}  # fmt: skip


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def rows(count: int) -> list[list[Any]]:
    """Quarter hours of twenty stations, the same ones each time."""
    chance = random.Random(1860)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    found: list[list[Any]] = []
    for number in range(count):
        at = begin + timedelta(minutes=15 * (number // 20))
        found.append([
            f"station-{number % 20:02}", at, chance.randrange(900), chance.randrange(300),
            chance.uniform(1, 80), chance.uniform(1, 120), chance.uniform(-15, 38),
            chance.random() > 0.02, at.date(), chance.choice(["", "Baustelle", "Sensor getauscht"]),
        ])  # fmt: skip
    return found


def rested() -> None:
    """PostgreSQL has no work left of what was loaded before: neither way pays for the other."""
    from ckanext.datastore.backend.postgres import get_write_engine

    with get_write_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def timed(work: Callable[[], object]) -> float:
    rested()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Stock:
    """A table filled by CKAN's own actions."""

    def __init__(self, resource: str) -> None:
        import ckan.plugins.toolkit as tk

        self.resource, self.act = resource, tk.get_action

    def create(self) -> None:
        fields = [{"id": column.name, "type": TYPES[column.type]} for column in COLUMNS]
        self.act("datastore_create")(dict(CONTEXT), {
            "resource_id": self.resource, "force": True, "fields": fields,
            "primary_key": ["station", "at"],
        })  # fmt: skip

    def upsert(self, table: list[list[Any]], method: str = "upsert") -> None:
        names = [column.name for column in COLUMNS]
        for start in range(0, len(table), CALL):
            records = [
                {**dict(zip(names, row, strict=True)), "at": row[1].isoformat(),
                 "day": row[8].isoformat()}
                for row in table[start : start + CALL]
            ]  # fmt: skip
            self.act("datastore_upsert")(dict(CONTEXT), {
                "resource_id": self.resource, "force": True, "method": method, "records": records,
                # the count of rows once, at the end
                "calculate_record_count": start + CALL >= len(table),
            })  # fmt: skip


def content(resource: str) -> str:
    """A hash of all rows of a table, whatever their order."""
    from ckanext.datastore.backend.postgres import get_write_engine

    names = ", ".join(f'"{column.name}"' for column in COLUMNS)
    query = f"""SELECT md5(string_agg(ROW({names})::text, '' ORDER BY station, at)), count(*),
        count(_full_text) FROM "{resource}" """
    with get_write_engine().connect() as connection:
        return str(tuple(connection.exec_driver_sql(query).one()))


def measure(count: int) -> list[tuple[str, float, float]]:
    """What was done -> seconds of CKAN's action and of ours."""
    from ckanext.loerrach import tabular

    stock_id, ours = (make_resource(name) for name in ("stock", "ours"))
    stock, data = Stock(stock_id), rows(count)
    whole = Table(COLUMNS, data, ["station", "at"])

    def load(table: Table) -> None:
        tabular.load(dict(CONTEXT), ours, table)  # type: ignore[arg-type]

    warm()
    stock.create()
    found = []
    say(f"{count:,} rows, datastore_upsert")
    theirs = timed(lambda: stock.upsert(data))
    say(f"{theirs:.1f} s; COPY")
    found.append(("first load", theirs, timed(lambda: load(whole))))
    assert content(stock_id) == content(ours)
    say("again, nothing has changed")
    theirs = timed(lambda: stock.upsert(data))
    found.append(("again, nothing has changed", theirs, timed(lambda: load(whole))))
    changed = [[*row[:2], row[2] + 1, *row[3:]] if n % 100 == 0 else row
               for n, row in enumerate(data)]  # fmt: skip
    say("1 % of the rows has changed")
    theirs = timed(lambda: stock.upsert(changed))
    found.append(
        ("again, 1 % has changed", theirs, timed(lambda: load(replace(whole, rows=changed))))
    )
    assert content(stock_id) == content(ours)
    stock_id = make_resource("insert")
    stock = Stock(stock_id)
    stock.create()
    say("datastore_upsert with method=insert")
    theirs = timed(lambda: stock.upsert(data, "insert"))
    found.append(("first load, method=insert", theirs, found[0][2]))
    return found


def warm() -> None:
    """Load one row both ways, so that no import is measured."""
    from ckanext.loerrach import tabular
    from ckanext.loerrach.tabular import arrow

    stock, ours = Stock(make_resource("warm-stock")), make_resource("warm-ours")
    stock.create()
    stock.upsert(rows(1))
    one = Table(COLUMNS, rows(1), ["station", "at"])
    tabular.load(dict(CONTEXT), ours, one)  # type: ignore[arg-type]
    arrow.written([[row[0] for row in rows(1)]], ["text"])


def make_resource(name: str) -> str:
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")(dict(CONTEXT), {})["name"]
    act = {**CONTEXT, "user": user}
    made = tk.get_action("package_create")(act, {
        "name": f"table-{name}", "resources": [{"url": "https://example.org", "name": name}],
    })  # fmt: skip
    return str(made["resources"][0]["id"])


def table(found: list[tuple[str, float, float]], count: int) -> str:
    day = datetime.now(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y")
    lines = [
        f"| {what} | {theirs:.1f} | {ours:.2f} | {theirs / ours:.0f} × |"
        for what, theirs, ours in found
    ]
    head = ["| | datastore_upsert, s | ours, s | |", "| --- | --- | --- | --- |"]
    about = f"{count:,} rows of ten columns with a key, {day}, {os.cpu_count()} cores."
    return "\n".join([about, "", *head, *lines])


def run(count: int) -> str:
    """Start the servers and CKAN, and measure."""
    servers = testing.Servers()
    try:
        servers.start()
        ini = servers.ini("loerrach_search datastore", "http://127.0.0.1:9/solr/none")
        command = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", str(ini)]
        subprocess.run([*command, "db", "upgrade"], check=True, capture_output=True)
        from ckanext.loerrach.portal.application import load
        from ckanext.loerrach.portal.database import grant_datastore

        app = load(ini)
        with app._wsgi_app.test_request_context():
            from ckan.common import config

            urls = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
            grant_datastore(*(config[name] for name in urls))
            return table(measure(count), count)
    finally:
        servers.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    text = run(options.rows)
    print(text)
    if options.write:
        between = r"(<!-- table begin -->\n).*(<!-- table end -->)"
        docs = re.sub(between, lambda m: f"{m[1]}{text}\n{m[2]}", DOCS.read_text(), flags=re.S)
        DOCS.write_text(docs)


if __name__ == "__main__":
    main()
