"""What all commands of `loerrach` share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from . import settings
from .home import Home

F = TypeVar("F", bound=Callable[..., Any])


def chosen_home() -> Home:
    """The folder that the environment names."""
    return Home(settings.load().home)


def json_option(command: F) -> F:
    """`--json`: for programs."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
    return option(command)


def answer_json(content: Any) -> None:
    """Write JSON for a program."""
    click.echo(json.dumps(content, indent=1, ensure_ascii=False))
