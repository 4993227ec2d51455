"""`loerrach dropzone`: folders of departments, tried and begun. Needs no running portal."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .command import answer_json, json_option
from .errors import FAILED, PortalError

if TYPE_CHECKING:
    from ckanext.loerrach.harvesters._dropzone.trial import Tried

#: what is said around the sentences about a folder
SAID = {
    "de": ("in Ordnung", "so nicht zu veröffentlichen", "Zeilen", "Schlüssel", "Hinweis",
           "{good} von {all} Ordnern können veröffentlicht werden."),
    "fr": ("en ordre", "ne peut être publié ainsi", "lignes", "clé", "remarque",
           "{good} dossiers sur {all} peuvent être publiés."),
    "en": ("good", "cannot be published like this", "rows", "key", "note",
           "{good} of {all} folders can be published."),
}  # fmt: skip
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class NothingThere(PortalError):
    """The path holds no folder of a dataset."""

    exit_code = 2

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} holds no folders with data: each dataset is a folder with a dataset.yaml."
        )


class NotBegun(PortalError):
    """A folder that cannot be begun."""

    exit_code = 2


@click.group()
def dropzone() -> None:
    """Folders in which departments publish their tables (docs/dropzone.md)."""


@dropzone.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--small", type=click.IntRange(2, 1000), help="Threshold of small counts.")
@click.option(
    "--language", type=click.Choice(sorted(SAID)), default="de", show_default=True,
    help="Language of what is said about the folders.",
)  # fmt: skip
@json_option
def check(folder: Path, small: int | None, language: str, as_json: bool) -> int:
    """Say what the portal would make of FOLDER: a whole drop zone, or the folder of one dataset.

    Nothing is written and nothing is sent. Exit codes: 0 all can be published, 1 at least one
    cannot, 2 there is no folder with data.
    """
    from ckanext.loerrach.harvesters._dropzone.trial import NoZone, trial

    done = []
    try:
        for one in trial(folder, small or 0, language):
            done.append(one)
            if not as_json:
                click.echo("\n".join(lines(one, language)))
    except NoZone as error:
        raise NothingThere(str(folder)) from error
    good = sum(one.record is not None for one in done)
    if as_json:
        answer_json([one.facts() for one in done])
    else:
        click.echo(SAID[language][-1].format(good=good, all=len(done)))
    return 0 if good == len(done) else FAILED


@dropzone.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> int:
    """Begin the folder of a dataset: a description to fill in, an example, and how to go on.

    Exit codes: 0 it is there, 2 it cannot be made; what is there already stays.
    """
    if not NAME.fullmatch(folder.name):
        raise NotBegun(
            f"{folder.name!r} is no name of a dataset: small letters, digits and single hyphens."
        )
    template = resources.files("ckanext.loerrach.harvesters") / "_dropzone" / "template"
    with resources.as_file(template) as path:
        try:
            shutil.copytree(path, folder, copy_function=shutil.copyfile)
        except FileExistsError as error:
            raise NotBegun(f"{folder} is there already; nothing was changed.") from error
        except OSError as error:
            raise NotBegun(f"{folder} cannot be made: {error.strerror}.") from error
    for name in sorted(one.name for one in folder.iterdir()):
        click.echo(folder / name)
    return 0


def lines(tried: Tried, language: str) -> list[str]:
    """What became of a folder, for people."""
    from ckanext.loerrach.harvesters._dropzone.words import LANGUAGES, TYPES

    good, bad, rows, key, note, _ = SAID[language]
    found = [f"{tried.name}: {good if tried.record else bad}"]
    for one in tried.record.resources if tried.record else ():
        if one.table is None:
            continue
        labels = {column.name: column.label[language] for column in one.table.columns}
        keys = f", {key}: {', '.join(labels[name] for name in one.table.key)}"
        title = one.title.get(language) or one.title["de"]
        found.append(f"  {title}: {len(one.table.rows)} {rows}{keys if one.table.key else ''}")
        width = min(40, max(map(len, labels.values())))
        for column in one.table.columns:
            type = TYPES[column.type][LANGUAGES.index(language)]
            unit = f" [{column.unit}]" if column.unit else ""
            found.append(f"    {labels[column.name]:{width}}  {type}{unit}")
    found += [f"  ! {one}" for one in tried.problems]
    return found + [f"  {note}: {one}" for one in tried.notices]


COMMANDS = (dropzone,)
