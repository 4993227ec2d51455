"""The commands that work inside CKAN: harvest, ckan."""

from __future__ import annotations

import os
import sys

import click

from .command import answer_json, json_option, reachable_home
from .progress import Screen


@click.command()
@click.argument("source")
@json_option
def harvest(source: str, as_json: bool) -> int:
    """Harvest one SOURCE now and show what came of it."""
    from . import first_data

    home = reachable_home()
    screen = Screen() if not as_json else None
    try:
        result = first_data.harvest_one(home, source, screen)
    finally:
        if screen:
            screen.close()
    if as_json:
        answer_json(result.facts)
    else:
        click.echo(result.sentence)
    return 0 if result.ok else 1


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


COMMANDS = (harvest, ckan)
