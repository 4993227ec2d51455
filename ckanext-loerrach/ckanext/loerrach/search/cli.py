"""`ckan loerrach-search`: compare the search with the database, and put it right."""

import click

from . import check, schema


@click.group("loerrach-search", short_help="Search on PostgreSQL")
def command() -> None:
    """Compare the search with the database, and put it right."""


@command.command("init")
def init() -> None:
    """Make the tables of the search (they are made at first use, too)."""
    import ckan.model as model

    schema.ensure(model.Session.connection().engine)
    click.echo(f"The schema {schema.SCHEMA} is there (version {schema.VERSION}).")


@command.command("check")
def check_command() -> None:
    """Say which datasets differ; exit code 1 if any does."""
    found = check.compare()
    click.echo(found.summary())
    for what in ("missing", "stale", "orphans", "pending"):
        for package_id in getattr(found, what):
            click.echo(f"{what}\t{package_id}")
    raise SystemExit(bool(found))


@command.command("repair")
def repair_command() -> None:
    """Index what differs, and take away what is in the search alone."""
    found = check.compare()
    click.echo(found.summary())
    left = check.repair(found)
    if left:
        click.echo(f"Left: {left.summary()}", err=True)
    raise SystemExit(bool(left))
