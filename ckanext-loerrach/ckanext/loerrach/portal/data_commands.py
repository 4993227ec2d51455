"""The commands that work inside CKAN: harvest, catalogue, ckan."""

from __future__ import annotations

import os
import sys

import click

from .command import answer_json, json_option, reachable_home
from .errors import FAILED
from .progress import Screen
from .view_commands import COMMANDS as VIEW_COMMANDS

#: exit codes of a harvest that saw its whole source
REFUSED, WAITING = 5, 6


@click.command()
@click.argument("source")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--full", is_flag=True, help="Read everything, even if nothing is said to be new.")
@click.option("--confirm", is_flag=True, help="Archive what is gone, however much that is.")
@json_option
def harvest(source: str, dry_run: bool, full: bool, confirm: bool, as_json: bool) -> int:
    """Harvest one SOURCE now: the plan first, then what came of it.

    Exit codes: 0 well, 1 failed, 5 done but records were refused, 6 done but archiving many
    datasets waits for --confirm.
    """
    from . import first_data

    home = reachable_home()
    screen = Screen() if not as_json else None
    try:
        orders = first_data.Orders(dry_run, full, confirm)
        result = first_data.harvest_one(home, source, screen, orders)
    finally:
        if screen:
            screen.close()
    if as_json:
        answer_json(result.facts)
    else:
        click.echo("\n".join(result.lines))
    if result.failed:
        return FAILED
    if result.waiting:
        return WAITING
    return REFUSED if result.refused else 0


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ckan(arguments: tuple[str, ...]) -> None:
    """Run a command of CKAN's own command line with this portal's configuration.

    For example: loerrach ckan user list
    """
    home = reachable_home()
    module = "ckanext.loerrach.portal.ckan_command"
    command = [sys.executable, "-m", module, "-c", str(home.ini), *arguments]
    os.execv(sys.executable, command)  # noqa: S606 (no shell is wanted)


COMMANDS = (harvest, *VIEW_COMMANDS, ckan)
