"""`ckan loerrach-catalogue`: what is in the feed, what is not and why; write it anew."""

from __future__ import annotations

import json
import time
from typing import Any

import click

from . import build, fingerprint, report, store, whole
from .request import DEFAULT


@click.group("loerrach-catalogue", short_help="The catalogue that neighbours read")
def command() -> None:
    """What is in the feed, what is not and why; write it anew."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """Say per view how many datasets are in, which are not, and what was repaired."""
    found = report.status()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for view in found["views"]:
        _view(view)
    click.echo(f"{found['waiting']} datasets wait to be written")


def _view(view: dict[str, Any]) -> None:
    whole_one = "" if view["complete"] else " (not complete yet)"
    click.echo(f"{view['view']}: {view['datasets']} datasets{whole_one}, {view['deleted']} deleted")
    for one in view["left_out"]:
        click.echo(f"  left out  {one['name']}: {one['why']}")
    for one in view["repaired"]:
        click.echo(f"  repaired  {one['name']}: {one['what']}")


@command.command("build")
@click.option("--all", "everything", is_flag=True, help="Also what has not changed.")
def build_command(everything: bool) -> None:
    """Write the datasets that wait, and the files of the whole catalogue."""
    store.keep(DEFAULT)
    if everything:
        report.mark_all()
    begun = time.monotonic()
    while not build.run(5):
        done, total = store.progress(DEFAULT, fingerprint.fragments())
        click.echo(f"{done} of {total} datasets", err=True)
    whole.write_due()
    click.echo(f"The catalogue is written ({time.monotonic() - begun:.1f} s)")
