"""The commands that look after the folder: reset, doctor, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from . import settings, status
from .command import answer_json, chosen_home, json_option
from .home import clear
from .progress import Screen


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Delete everything the portal keeps, except own.ini; the next start is a first start."""
    home = chosen_home()
    home.look()
    if not yes:
        click.confirm(f"Delete all data in {home.folder}?", abort=True)
    status.down(home)
    with home.locked():
        clear(home)
    click.echo(f"{home.folder} is empty.")


@click.command()
@json_option
@click.option("--repair", is_flag=True, help="Put right what can be put right.")
def doctor(as_json: bool, repair: bool) -> int:
    """Look whether all is well: disk, servers, tables, rights, search, queue, harvests.

    Exit code 1 when something is wrong.
    """
    from . import diagnosis

    findings = diagnosis.examine(settings.load(), repair)
    if as_json:
        answer_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            click.echo(finding.sentence())
    return 0 if all(finding.ok for finding in findings) else 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secrets", is_flag=True, help="Keys and passwords too: guard the file.")
def backup(file: Path, with_secrets: bool) -> None:
    """Write everything into one FILE: both databases, files, configuration.

    Without --with-secrets, API tokens and sessions do not survive a restore elsewhere.
    """
    from . import backup as job

    screen = Screen()
    try:
        written = job.backup(settings.load(), file.absolute(), with_secrets, screen)
    finally:
        screen.close()
    click.echo(written)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the portal that the folder holds.")
def restore(file: Path, force: bool) -> None:
    """Make the portal that was saved in FILE; start it afterwards with `loerrach up`."""
    from . import restore as job

    screen = Screen()
    try:
        restored = job.restore(settings.load(), file.absolute(), force, screen)
    finally:
        screen.close()
    click.echo(restored)


COMMANDS = (reset, doctor, backup, restore)
