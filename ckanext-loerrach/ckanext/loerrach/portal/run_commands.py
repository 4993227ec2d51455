"""The commands that start, stop and show: up, down, status, logs, login-link."""

from __future__ import annotations

import click
import redis
from rich.console import Console
from rich.table import Table

from . import detach, logs, settings, status, tokens
from .command import answer_json, chosen_home, json_option, reachable_home
from .configuration import read_option
from .errors import UnknownUser, size
from .home import Home
from .progress import Report, Screen


@click.command()
@click.option("--detach", "background", is_flag=True, help="Return when the portal is ready.")
@click.option("--demo", is_flag=True, help="Sample data: needs no internet.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"Port of the web server. [{settings.PORT}]"
)
@click.option("--host", default="", help=f"Address to listen on. [{settings.HOST}]")
def up(background: bool, demo: bool, port: int | None, host: str) -> None:
    """Start the portal: servers, tables, first data, web server, workers.

    The first start takes a minute or two, later ones seconds. Ctrl-C stops everything.
    """
    from .portal import Portal

    chosen = settings.load(port=port, host=host)
    screen = Screen()

    def work(report: Report) -> None:
        Portal(chosen, report, demo).run()

    try:
        if background:
            home = Home(chosen.home)
            home.open()
            detach.detached(work, home.log("portal"), screen)
        else:
            work(screen)
    finally:
        screen.close()


@click.command()
def down() -> None:
    """Stop the portal and wait until all its processes are gone."""
    stopped = status.down(chosen_home())
    click.echo("The portal is stopped." if stopped else "No portal was running.")


@click.command(name="status")
@json_option
def show_status(as_json: bool) -> int:
    """Say whether the portal runs and is ready, and how its processes are.

    Exit code 0 when ready, 3 when not running, 4 when running but not ready.
    """
    found = status.status(chosen_home())
    if as_json:
        answer_json(found)
    else:
        _print(found)
    return status.exit_code(found)


def _print(found: dict[str, object]) -> None:
    console = Console(highlight=False)
    if not found["running"]:
        console.print("The portal is not running.")
        return
    console.print(f"{'Ready' if found['ready'] else 'Not ready'}: {found['url']}")
    datasets = "unknown" if found["datasets"] is None else found["datasets"]
    samples = " (sample data)" if found["sample_data"] else ""
    console.print(f"Datasets: {datasets}{samples}; memory: {size(int(str(found['memory'])))}")
    table = Table("service", "state", "process", "restarts", "last end")
    services = found["services"]
    assert isinstance(services, dict)
    for name, one in services.items():
        cells = (one["state"], one["pid"] or "", one["restarts"], one["last_end"])
        table.add_row(name, *map(str, cells))
    console.print(table)


@click.command(name="logs")
@click.argument("service", required=False, default="")
@click.option("-f", "--follow", is_flag=True, help="Go on until Ctrl-C.")
@click.option("-n", "--lines", type=click.IntRange(0), default=50, show_default=True)
def show_logs(service: str, follow: bool, lines: int) -> None:
    """Show what the processes wrote: all, or one SERVICE (web, worker, postgres, setup …)."""
    home = chosen_home()
    home.look()
    logs.show(logs.files(home, service), lines, follow, click.echo)


@click.command()
@click.option("--user", default="admin", show_default=True, help="Whom the link logs in.")
@json_option
def login_link(user: str, as_json: bool) -> None:
    """Make a link that logs in once, within the next half hour."""
    from . import database

    home = reachable_home()
    if not database.has_user(read_option(home, "sqlalchemy.url"), user):
        raise UnknownUser(user)
    queue = redis.Redis.from_url(read_option(home, "ckan.redis.url"))
    url = tokens.link(read_option(home, "ckan.site_url"), tokens.make(queue, user))
    queue.close()
    if as_json:
        answer_json({"url": url, "user": user, "seconds": tokens.LIFETIME})
    else:
        click.echo(url)


COMMANDS = (up, down, show_status, show_logs, login_link)
