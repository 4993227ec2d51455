"""From a file of places to files in other formats, with what was repaired and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import files
from .checking import checked
from .crs import SURROUNDINGS, Box, accuracy
from .files import SHAPE
from .problem import Problem
from .reading import Coordinates, Shapes, read


@dataclass(frozen=True)
class Converted:
    """What became of a file."""

    rows: int
    #: by how many metres places may be wrong after the change of system
    accuracy: float
    problems: list[Problem]
    #: path of each file made -> what it cannot carry
    made: dict[Path, list[str]] = field(default_factory=dict)


def convert(
    source: Path,
    targets: Sequence[Path],
    places: Coordinates | Shapes | None = None,
    area: Box | None = SURROUNDINGS,
) -> Converted:
    """Write the rows of ``source`` to ``targets``, each in the format of its ending, in WGS 84.

    GeoError where the source cannot be read or a target is of no known format; nothing is written
    then. Rows whose place is refused are kept without one where the format can.
    """
    for target in targets:
        files.by_ending(target)
    frame = read(source, places)
    unread = frame.attrs.pop("problems", [])
    metres = accuracy(str(frame.crs))
    frame.index = frame.index + 1
    placed, problems = checked(frame[SHAPE], area=area)
    frame = frame.set_geometry(placed).reset_index(drop=True)
    made = {target: files.write(frame, target) for target in targets}
    return Converted(len(frame), metres, unread + problems, made)
