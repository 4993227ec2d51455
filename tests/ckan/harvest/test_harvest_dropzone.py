"""A department's folder on a disk, from the first delivery to the day its drive is away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

DESCRIPTION = (
    "titel: Plätze in Kitas\nbeschreibung: Plätze je Ortsteil\nschluessel: [Jahr, Ortsteil]\n"
)


@pytest.fixture
def deliver(tmp_path: Path, town: Any) -> Callable[[str], Path]:
    """Lays a table into the released folder as it was saved an hour ago; gives the zone."""
    tk.config["ckanext.loerrach.harvest.folders"] = [f"kitas={tmp_path / 'zone'}", "nonsense"]

    def make(table: str) -> Path:
        folder = tmp_path / "zone/plaetze-in-kitas"
        folder.mkdir(parents=True, exist_ok=True)
        hour = time.time() - 3600
        for name, text in (("dataset.yaml", DESCRIPTION), ("plaetze.csv", table)):
            (folder / name).write_text(text, encoding="cp1252" if name != "dataset.yaml" else None)
            os.utime(folder / name, (hour, hour))
        return tmp_path / "zone"

    return make


def test_a_department_delivers(deliver: Any, source: Any, portal: Any) -> None:
    zone = deliver("Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;52\n")
    kitas = source(
        "ablage", harvester="dropzone", url="https://www.loerrach.de/kitas",
        settings={"folder": "kitas"}, field="youth-education", licences="either",
    )  # fmt: skip
    assert list(kitas.run().added) == ["plaetze-in-kitas"]
    dataset = kitas.dataset("plaetze-in-kitas")
    assert dataset["title"] == "Plätze in Kitas"
    (table,) = dataset["resources"]

    def rows() -> list[tuple[Any, ...]]:
        found = helpers.call_action("datastore_search", resource_id=table["id"], sort="jahr")
        return [(row["jahr"], row["ortsteil"], row["plaetze"]) for row in found["records"]]

    assert rows() == [(2024, "Stetten", 48), (2025, "Stetten", 52)]
    assert kitas.run().untouched
    deliver("Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;53\n")
    assert list(kitas.run().tables) == ["plaetze-in-kitas"]
    assert rows()[1] == (2025, "Stetten", 53)
    # another layout: told, and the table stays
    deliver("Jahr;Träger;Plätze\n2024;Stadt;1\n")
    (refusal,) = kitas.run().refused
    assert "„Träger“" in str(refusal)
    assert "erhöhen Sie „aufbau“" in str(refusal)
    assert rows()[1] == (2025, "Stetten", 53)
    # the drive is away: the dataset stays
    zone.rename(zone.with_name("away"))
    assert "is its drive connected?" in kitas.run(full=True).failure
    assert list(portal()) == [dataset["name"]]
