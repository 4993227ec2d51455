"""The commands of containers: `loerrach setup`, `loerrach run ROLE`, `loerrach alive ROLE`."""

from __future__ import annotations

import click

from . import settings
from .progress import Screen

ROLE = click.Choice(settings.ROLES)


@click.command()
def setup() -> None:
    """Prepare servers of your own: tables, organisation, groups; for containers.

    Makes the folder LOERRACH_HOME with keys and ckan.ini, and ends. Can be repeated; after an
    update it brings the tables up to date.
    """
    from . import roles

    screen = Screen()
    try:
        roles.setup(settings.load(), screen)
    finally:
        screen.close()


@click.command()
@click.argument("role", type=ROLE)
def run(role: str) -> None:
    """Be one process of the portal until told to stop; for containers.

    Needs servers of your own and a folder that `loerrach setup` has made.
    """
    from . import roles

    roles.run(role, settings.load())


@click.command()
@click.argument("role", type=ROLE)
def alive(role: str) -> None:
    """Say whether a process runs and reaches its servers; for health checks of containers.

    Exit code 0 if so, 1 with the reason if not.
    """
    from . import roles

    roles.alive(role, settings.load())


COMMANDS = (setup, run, alive)
