"""The command line `loerrach`; exit codes: 0 well, 1 failed, 2 wrong usage, 3 not running, 4 not
ready, 130 interrupted."""

from __future__ import annotations

import sys

import click

from . import interrupts
from .data_commands import COMMANDS as DATA_COMMANDS
from .dropzone_commands import COMMANDS as DROPZONE_COMMANDS
from .errors import NO_ROOM, DiskFull, PortalError
from .gate_commands import COMMANDS as GATE_COMMANDS
from .geo_commands import COMMANDS as GEO_COMMANDS
from .home_commands import COMMANDS as HOME_COMMANDS
from .role_commands import COMMANDS as ROLE_COMMANDS
from .run_commands import COMMANDS as RUN_COMMANDS
from .source_commands import COMMANDS as SOURCE_COMMANDS


class InOrder(click.Group):
    """Lists the commands as one meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were added."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ckanext-loerrach")
def loerrach() -> None:
    """The open data portal of the town of Lörrach: start it, look after it, keep it.

    Everything lies in one folder, `.portal` or the one that LOERRACH_HOME names. Further
    environment variables: docs/environment.md.

    Exit codes: 0 well, 1 failed, 2 wrong usage, 3 not running, 4 running but not ready.
    """


for command in (
    *RUN_COMMANDS, *DATA_COMMANDS, *SOURCE_COMMANDS, *GATE_COMMANDS, *GEO_COMMANDS,
    *DROPZONE_COMMANDS, *HOME_COMMANDS, *ROLE_COMMANDS,
):  # fmt: skip
    loerrach.add_command(command)


def main() -> None:
    """Run the command line; an error of ours is one sentence and an exit code."""
    sys.exit(_run())


def _run() -> int:
    # whoever ends us, every command leaves as after Ctrl-C: with all it began undone
    interrupts.listen()
    try:
        code = loerrach(standalone_mode=False)
    except PortalError as error:
        return _fail(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        # `loerrach logs | head`
        return 0
    except OSError as error:
        if error.errno in NO_ROOM:
            return _fail(str(DiskFull(error.filename or ".")), 1)
        raise
    return code if isinstance(code, int) else 0


def _fail(sentence: str, code: int) -> int:
    click.echo(f"loerrach: {sentence}", err=True)
    return code


if __name__ == "__main__":
    main()
