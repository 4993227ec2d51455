"""Commands of CKAN's command line: `ckan loerrach-schema`."""

from __future__ import annotations

import click

__all__ = ["schema"]


@click.group("loerrach-schema", short_help="The schema of the town's datasets.")
def schema() -> None:
    """The schema of the town's datasets."""


@schema.command()
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def migrate(dry_run: bool) -> None:
    """Bring stored datasets to the schema of today."""
    from .logic import migration

    for sentence in migration.migrate(dry_run).sentences():
        click.echo(sentence)
