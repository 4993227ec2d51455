"""What all commands of `loerrach` share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from . import settings, status
from .home import Home

F = TypeVar("F", bound=Callable[..., Any])


def chosen_home() -> Home:
    """The folder that the environment names."""
    return Home(settings.load().home)


def reachable_home() -> Home:
    """The folder, when CKAN's servers can be reached: the portal runs, or they are one's own.

    Raises NotRunning and NeverStarted.
    """
    chosen = settings.load()
    home = Home(chosen.home)
    if chosen.embedded_postgres or chosen.embedded_valkey:
        status.running(home)
    else:
        home.look()
    return home


def json_option(command: F) -> F:
    """`--json`: for programs."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
    return option(command)


def answer_json(content: Any) -> None:
    """Write JSON for a program."""
    click.echo(json.dumps(content, indent=1, ensure_ascii=False))
