"""The commands that ask the gate: check, selftest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from . import gate_work
from .command import answer_json, json_option, reachable_home
from .progress import Screen

#: names that end so are files, not datasets
ENDINGS = (".ttl", ".rdf", ".xml", ".jsonld", ".json", ".nt", ".nq", ".trig", ".n3")
#: as in catalogue.gate.consumers, which is loaded only by the command that needs it
CONSUMERS = click.Choice(["govdata", "ckan", "opendata-swiss", "data-europa"])


@click.command()
@click.argument("subject", metavar="DATASET|FILE|URL", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="Every public dataset of the portal.")
@click.option("--online", is_flag=True, help="Also ask whether addresses answer.")
@click.option(
    "--shacl/--no-shacl", default=None,
    help="Run the SHACL shapes, too.  [default: for one, not with --all]",
)  # fmt: skip
@json_option
def check(subject: str, everything: bool, online: bool, shacl: bool | None, as_json: bool) -> int:
    """Check a dataset of the portal, or the datasets in a file or at an address.

    Four layers: schema, DCAT-AP.de, GovData's conventions, forecast of data.europa.eu's score.
    A file is RDF in any serialisation, or a dataset as CKAN's JSON; it needs no running portal.

    Exit code 0: nothing keeps anything out of the feed. 1: something does. 2: it cannot be checked.
    3: no portal is running.
    """
    if bool(subject) == everything:
        raise click.UsageError("Give either a dataset, file or address, or --all.")
    screen = None if as_json else Screen()
    try:
        found = _look(subject, online, shacl, screen)
    finally:
        if screen:
            screen.close()
    if as_json:
        answer_json([one.as_dict() for one in found])
    else:
        _show(found)
    return 0 if all(one.result.publishable for one in found) else 1


def _look(subject: str, online: bool, shacl: bool | None, screen: Screen | None) -> list[Any]:
    if not subject:
        return gate_work.check_all(reachable_home(), online, bool(shacl), screen)
    with_shapes = shacl is not False
    if subject.startswith(("http://", "https://")):
        return gate_work.check_content(subject, *gate_work.fetch(subject), online, with_shapes)
    path = Path(subject)
    if path.exists():
        return gate_work.check_content(subject, *gate_work.read(path), online, with_shapes)
    if "/" in subject or path.suffix in ENDINGS:
        raise gate_work.NotChecked(f"There is no file {subject}.")
    home = reachable_home()
    return [gate_work.check_stored(home, subject, online, with_shapes, screen)]


def _show(found: list[Any]) -> None:
    console = Console(highlight=False)
    if not found:
        console.print("There is no public dataset.")
    elif len(found) <= SINGLE:
        for one in found:
            _show_one(console, one)
    else:
        _show_many(console, found)


#: reports that are shown in full
SINGLE = 3


def _show_one(console: Console, report: Any) -> None:
    result = report.result
    console.print(f"\n[bold]{_plain(report.title or report.name)}[/]  {_plain(report.name)}")
    table = Table("severity", "layer", "field", "resource", "finding")
    for finding in result.findings:
        at = finding.resource_id if finding.resource is None else str(finding.resource + 1)
        cells = (str(finding.severity), str(finding.layer), finding.field, at, finding.sentence())
        table.add_row(*map(_plain, cells))
    if result.findings:
        console.print(table)
    counts = result.counts()
    verdict = "[green]nothing keeps it out[/]" if result.publishable else "[red]kept out[/]"
    console.print(
        f"{verdict}: {counts['must']} must, {counts['should']} should, {counts['may']} may"
    )
    if result.score:
        _show_score(console, result.score)


def _show_score(console: Console, score: Any) -> None:
    unknown = f", {score.unknown} not known" if score.unknown else ""
    console.print(
        f"data.europa.eu: {score.points} of {score.most} points ({score.rating}){unknown}"
    )
    for _, name, points, not_known, most in score.by_dimension():
        more = f" ({not_known} not known)" if not_known else ""
        console.print(f"  {name}: {points} of {most}{more}")


def _show_many(console: Console, found: list[Any]) -> None:
    table = Table("dataset", "must", "should", "may", "points", "what keeps it out")
    for one in found:
        counts = one.result.counts()
        numbers = (counts["must"], counts["should"], counts["may"])
        score = one.result.score.points if one.result.score else ""
        reasons = "; ".join(str(f.message) for f in one.result.findings if f.severity == "must")
        table.add_row(_plain(one.name), *map(str, numbers), str(score), _plain(reasons))
    console.print(table)
    out = sum(not one.result.publishable for one in found)
    console.print(f"{len(found)} checked, {out} kept out of the feed.")


def _plain(text: str) -> str:
    """Foreign text in rich's markup, and without what moves a terminal's cursor."""
    visible = "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    return visible.replace("[", r"\[")


@click.command()
@click.argument("dataset", required=False, default="")
@click.option("--consumer", type=CONSUMERS, required=True, help="Whom to ask.")
@json_option
def selftest(dataset: str, consumer: str, as_json: bool) -> int:
    """Say whether somebody would take a DATASET of this portal, or all of them, and why not.

    Exit code 0: everything would be taken. 1: something would not. 2: there is no such dataset.
    3: no portal is running.
    """
    home = reachable_home()
    screen = None if as_json else Screen()
    try:
        found = gate_work.ask_consumer(home, consumer, dataset, screen)
    finally:
        if screen:
            screen.close()
    if as_json:
        answer_json([{"dataset": name, **verdict.as_dict()} for name, verdict in found])
    else:
        _show_verdicts(found)
    return 0 if all(verdict.takes for _, verdict in found) else 1


def _show_verdicts(found: list[Any]) -> None:
    console = Console(highlight=False)
    table = Table("dataset", "field", "why not")
    for name, verdict in found:
        for finding in verdict.refusals:
            table.add_row(_plain(name), _plain(finding.field), _plain(finding.sentence()))
    if table.row_count:
        console.print(table)
    wishes = Counter(str(wish.message) for _, verdict in found for wish in verdict.wishes)
    for wish, count in wishes.most_common(10):
        console.print(f"  {count} × {_plain(wish)}")
    taken = sum(verdict.takes for _, verdict in found)
    console.print(f"{taken} of {len(found)} datasets would be taken.")


COMMANDS = (check, selftest)
