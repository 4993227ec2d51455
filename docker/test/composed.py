"""What compose.yaml says, with the variables filled in: the test runs what production runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

#: ${NAME}, ${NAME:-default}, ${NAME:?complaint}, and $$ for a dollar sign
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


class Unset(Exception):
    """A variable that compose.yaml insists on is missing."""


def read_env(text: str) -> dict[str, str]:
    """The values of an .env file."""
    lines = (line.strip() for line in text.splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Text with its variables replaced as the compose specification says. Raises Unset."""

    def value(found: re.Match[str]) -> str:
        dollar, name, kind, rest = found.groups()
        if dollar:
            return "$"
        if values.get(name):
            return values[name]
        if kind == "?":
            raise Unset(f"{name}: {rest}")
        return rest if kind == "-" else ""

    return VARIABLE.sub(value, text)


def services(file: Path, values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The services of a compose file."""
    found: dict[str, dict[str, Any]] = _filled(yaml.safe_load(file.read_text("utf-8")), values)[
        "services"
    ]
    return found


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    return fill_in(part, values) if isinstance(part, str) else part
