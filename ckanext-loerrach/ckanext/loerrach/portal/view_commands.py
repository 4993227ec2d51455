"""The commands about the views of the catalogue: catalogue losses."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from . import configuration
from .command import answer_json, json_option, reachable_home
from .errors import PortalError
from .progress import Report, Screen, step

#: as in catalogue.views, which is loaded only by the command that needs it
SLUGS = ("dcat-ap-de-3", "dcat-ap-de-2", "dcat-ap-3", "dcat-ap-ch", "mobility-dcat-ap")
#: longer values are cut on the screen; --json has them whole
WIDTH = 60


class NoDataset(PortalError):
    """A dataset was asked for that is not there."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no dataset {name!r}.")


@click.group()
def catalogue() -> None:
    """The catalogue that neighbours read."""


@catalogue.command()
@click.argument("view", type=click.Choice(SLUGS))
@click.argument("dataset", required=False, default="")
@json_option
def losses(view: str, dataset: str, as_json: bool) -> int:
    """List what VIEW cannot carry of each public dataset, or of one DATASET.

    Compared with the default view, DCAT-AP.de 3.0, which carries everything.
    """
    screen = None if as_json else Screen()
    try:
        found = _survey(view, dataset, screen)
    finally:
        if screen:
            screen.close()
    if as_json:
        answer_json([asdict(one) for one in found])
    else:
        _show(Console(highlight=False), view, found)
    return 0


def _survey(view: str, dataset: str, screen: Screen | None) -> list[Any]:
    home = reachable_home()
    report: Report = screen or _silent
    with step(report, "CKAN"):
        application = configuration.load(home)
    with application._wsgi_app.test_request_context(), step(report, "Compare"):
        import ckan.plugins.toolkit as tk
        from ckanext.loerrach.catalogue.views.survey import survey

        found: list[Any] = []
        try:
            for total, one in survey(view, dataset):
                found.append(one)
                report("progress", done=len(found), total=total, text=one.name[:40])
        except tk.ObjectNotFound as error:
            raise NoDataset(dataset) from error
        return found


def _silent(event: str, **facts: Any) -> None:
    """Nobody watches."""


def _show(console: Console, view: str, found: list[Any]) -> None:
    taken = [one for one in found if one.taken]
    for one in taken:
        if one.losses:
            _show_one(console, one)
    fields = Counter(name for one in taken for name in {loss.field for loss in one.losses})
    for name, count in fields.most_common():
        console.print(f"{count:6} of {len(taken)} datasets lose {name}")
    whole = sum(not one.losses for one in taken)
    console.print(f"{whole} of {len(taken)} datasets are whole in {view}.")
    if len(taken) < len(found):
        console.print(f"{len(found) - len(taken)} datasets are not in it: it is not about them.")


def _show_one(console: Console, one: Any) -> None:
    table = Table(title=one.name, title_justify="left", box=None)
    for name in ("field", "resource", "said", "in its place"):
        table.add_column(name)
    for loss in one.losses:
        table.add_row(loss.field, loss.resource[:8], _cut(loss.value), _cut(loss.instead) or "-")
    console.print(table)


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


COMMANDS = (catalogue,)
