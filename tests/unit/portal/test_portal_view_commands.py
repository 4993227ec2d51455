"""`loerrach catalogue losses` and the list of views."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ckanext.loerrach.catalogue.views.loss import Loss
from ckanext.loerrach.portal import data_commands, view_commands
from rich.console import Console


def test_the_command_knows_all_views() -> None:
    """It names them itself, so that asking for help needs no CKAN."""
    from ckanext.loerrach.catalogue.views import VIEWS

    assert tuple(VIEWS) == view_commands.SLUGS


class One:
    """A dataset with its losses, as the survey gives it."""

    def __init__(self, name: str, taken: bool, *losses: Loss) -> None:
        self.name, self.taken, self.losses = name, taken, losses


def test_losses_are_shown_by_dataset_and_counted_by_field(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: list[Any] = [
        One("baeume", True, Loss("license", "x" * 90, "terms_by", "0123456789")),
        One("parken", True), One("theater", False),
    ]  # fmt: skip
    view_commands._show(Console(width=200), "dcat-ap-ch", found)
    shown = capsys.readouterr().out
    assert re.search(r"license +01234567 +x{59}… +terms_by", shown)
    assert "1 of 2 datasets lose license" in shown
    assert "1 of 2 datasets are whole in dcat-ap-ch." in shown
    assert "1 datasets are not in it" in shown


def test_the_command_is_plugged_in() -> None:
    assert view_commands.catalogue in data_commands.COMMANDS
