"""`loerrach sources`: the declared sources, and what they give at this moment."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .command import answer_json, json_option
from .errors import FAILED, BadSources, PortalError, size

if TYPE_CHECKING:
    from .trying import Tried


class UnknownEntry(PortalError):
    """No source of that name is declared."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no source {name!r}; there are: {', '.join(known) or 'none'}.")


@click.group()
def sources() -> None:
    """The sources that are declared in harvesters/sources.yaml."""


@sources.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--enabled", is_flag=True, help="Only sources that are harvested.")
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another file of sources.",
)  # fmt: skip
@click.option(
    "--allow", multiple=True, metavar="HOST:PORT",
    help="An inner address that may be asked; may be repeated.",
)  # fmt: skip
@json_option
def check(
    names: tuple[str, ...], enabled: bool, path: Path | None, allow: tuple[str, ...], as_json: bool
) -> int:
    """Try sources (all, or those named) and say what each gives; nothing is written.

    One after the other and once each, with a pause between two questions to one host; of a large
    catalogue only the first 500 records are read. Needs no portal, but the internet.

    Exit codes: 0 all can be harvested, 1 at least one cannot.
    """
    from ckanext.loerrach import harvesters
    from ckanext.loerrach.harvesters._core.dial import Guard
    from ckanext.loerrach.harvesters._core.errors import SettingError

    from .trying import Tried, attempts

    try:
        declared, wrong = harvesters.declared(path or harvesters.SOURCES)
    except SettingError as error:
        raise BadSources(str(error)) from error
    known = [*(entry.name for entry in declared), *(error.source for error in wrong)]
    for name in names:
        if name not in known:
            raise UnknownEntry(name, known)
    chosen = [one for one in declared if one.name in names or not names]
    undeclared = [Tried.undeclared(one) for one in wrong if one.source in names or not names]
    asked = [one for one in chosen if one.enabled or not enabled]
    done = []
    for tried in chain(undeclared, attempts(asked, Guard(frozenset(allow)))):
        done.append(tried)
        if not as_json:
            click.echo("\n".join(lines(tried)))
    if as_json:
        answer_json([one.facts() for one in done])
    else:
        click.echo(f"{sum(one.good for one in done)} of {len(done)} sources can be harvested.")
    return 0 if all(one.good for one in done) else FAILED


def lines(tried: Tried, now: datetime | None = None) -> list[str]:
    """What a source gave, for people."""
    state = "on" if tried.enabled else "off"
    looked = "verified" if tried.verified else "not verified"
    head = f"{'ok  ' if tried.good else 'FAIL'} {tried.name} ({state}, {looked})"
    answer = [f"status {tried.status}"] if tried.status else []
    if tried.answers:
        asked = "answer" if tried.answers == 1 else "answers"
        answer.append(f"{tried.answers} {asked}, {size(tried.bytes)}, {tried.seconds} s")
    if tried.modified:
        age = (now or datetime.now(UTC)) - tried.modified
        answer.append(f"last modified {tried.modified:%Y-%m-%d %H:%M} UTC, {_age(age.days)}")
    found = [head, *([f"     {'; '.join(answer)}"] if answer else [])]
    if tried.problem:
        found.append(f"     {tried.problem}")
    if tried.records or tried.refused:
        least = "at least " if tried.more else ""
        licences = ", ".join(tried.licences) or "none"
        found.append(
            f"     {least}{tried.records} records with {tried.rows} rows, {tried.refused} refused;"
            f" licence {licences}"
        )
    found += [f"     refused  {one}" for one in tried.examples]
    found += [f"     note     {count} x {kind}" for kind, count in tried.notices.items()]
    return found


def _age(days: int) -> str:
    return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


COMMANDS = (sources,)
