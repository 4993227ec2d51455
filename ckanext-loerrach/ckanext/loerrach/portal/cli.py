"""The command line `loerrach`."""

from __future__ import annotations

import sys

import click

from . import settings
from .errors import PortalError
from .portal import Portal
from .progress import Screen
from .role_commands import COMMANDS as ROLE_COMMANDS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def loerrach() -> None:
    """The open data portal of the town of Lörrach."""


@loerrach.command()
@click.option("--demo", is_flag=True)
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--host", default="")
def up(demo: bool, port: int | None, host: str) -> None:
    """Start the portal."""
    screen = Screen()
    try:
        Portal(settings.load(port=port, host=host), screen, demo).run()
    finally:
        screen.close()


for command in ROLE_COMMANDS:
    loerrach.add_command(command)


def main() -> None:
    """Run the command line; an error of ours is one sentence and an exit code."""
    try:
        loerrach(standalone_mode=False)
    except PortalError as error:
        click.echo(f"loerrach: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)


if __name__ == "__main__":
    main()
