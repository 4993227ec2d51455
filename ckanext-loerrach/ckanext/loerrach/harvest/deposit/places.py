"""A file of places that somebody has uploaded or linked: a table, and files in open formats."""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ckanext.loerrach.geo import shelf as shelves
from ckanext.loerrach.geo.checking import checked
from ckanext.loerrach.geo.files import SHAPE
from ckanext.loerrach.geo.reading import read
from ckanext.loerrach.geo.rows import rows
from ckanext.loerrach.geo.table import frame
from ckanext.loerrach.harvesters._core.columns import LAT, LON
from ckanext.loerrach.harvesters._core.fingerprint import digest
from ckanext.loerrach.harvesters._core.record import Table
from ckanext.loerrach.tabular.reading import names, small_counts
from ckanext.loerrach.tabular.reading.compared import kinds_of

from .. import downloads
from .fetched import NotZipped

LEFT_OUT = {
    "de": "Orte, die ausgelassen wurden: {} ({})", "fr": "Lieux omis : {} ({})",
    "en": "Places left out: {} ({})",
}  # fmt: skip
REPAIRED = {
    "de": "Orte, die repariert wurden: {} ({})", "fr": "Lieux réparés : {} ({})",
    "en": "Places repaired: {} ({})",
}  # fmt: skip
SYSTEM = {
    "de": "Koordinatensystem der Datei: {}. Die Dateien zum Herunterladen stehen in WGS 84.",
    "fr": "Système de coordonnées du fichier : {}. Les fichiers à télécharger sont en WGS 84.",
    "en": "Coordinate system of the file: {}. The files to download are in WGS 84.",
}


class Placed:
    """What is in a file: ``table`` for the DataStore, ``problems`` of single places."""

    def __init__(self, path: Path, ending: str, name: str) -> None:
        """GeoError or NotZipped where it cannot be read; ``ending`` as geo.reading knows it."""
        if ending == ".zip" and not zipfile.is_zipfile(path):
            raise NotZipped(name)
        with tempfile.TemporaryDirectory(prefix="places-") as folder:
            # uploaded files have no ending, and geo.reading takes no other sign
            named = Path(folder) / f"{Path(name).stem[:80] or 'daten'}{ending}"
            named.symlink_to(path.resolve())
            found = read(named)
        headings = [str(one) for one in found.columns if one != SHAPE]
        titles = [names.name(one, place) for place, one in enumerate(headings, 1)]
        self._plain, self._places = rows(found, name, titles)
        #: as layout.of has it; places name no units
        found_kinds = kinds_of(self._plain)[len(self._plain.columns) - len(headings) :]
        self.layout = [[one, "", kind] for one, kind in zip(headings, found_kinds, strict=True)]
        shapes, self.problems = checked(found[SHAPE], area=None)
        self.table = _with_points(self._plain, list(shapes))

    def ready(self) -> Callable[[str], None]:
        """All that can go wrong with the places is done; what is left has their files made.

        It takes the id of the resource, and does nothing where the portal keeps no files.
        """
        table, places = self._plain, self._places
        version = digest([shelves.VERSION, places.crs, places.geometries, [*map(list, table.rows)]])
        rows = frame(table, places, None)[0] if downloads.stores() else None

        def lay(resource_id: str) -> None:
            if rows is not None and downloads.shelf(resource_id).version != version:
                downloads.shelf(resource_id).stage(version, rows)

        return lay

    def told(self) -> dict[str, Any]:
        """What people are told of the file, as plain values."""
        counts = Counter((one.problem, one.repaired) for one in self.problems)
        said = [_said(SYSTEM, self._places.crs)]
        for (problem, repaired), count in counts.most_common():
            said.append(_said(REPAIRED if repaired else LEFT_OUT, count, problem))
        return {"columns": len(self.table.columns), "sentences": said, "misfits": []}

    def small(self, threshold: int) -> list[dict[str, Any]]:
        """Columns with counts below the threshold, as small.found has them."""
        labels = {one.name: one.label.get("de", one.name) for one in self.table.columns}
        return [
            {"name": each.column, "label": labels[each.column], "count": each.number,
             "rows": list(each.rows)}
            for each in (small_counts(self.table, threshold) if threshold > 1 else ())
        ]  # fmt: skip


def _said(texts: dict[str, str], *values: object) -> dict[str, str]:
    return {language: text.format(*values) for language, text in texts.items()}


def _with_points(table: Table, shapes: list[Any]) -> Table:
    """Longitude and latitude of points as columns; of lines and areas the files alone tell."""
    there = [one for one in shapes if one is not None]
    if not there or any(one.geom_type != "Point" for one in there):
        return table
    taken = [column.name for column in table.columns]
    columns = [replace(one, name=name) for one, name in zip(
        (LON, LAT), [f"geo_{one.name}" if one.name in taken else one.name for one in (LON, LAT)],
        strict=True,
    )]  # fmt: skip
    cells = [(one.x, one.y) if one is not None else (None, None) for one in shapes]
    made = [[*row, *place] for row, place in zip(table.rows, cells, strict=True)]
    return Table([*table.columns, *columns], made, table.key)
