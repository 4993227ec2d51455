"""A department's folder on a disk, from the first delivery to the day its drive is away."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.harvest import downloads, originals

DESCRIPTION = (
    "titel: Plätze in Kitas\nbeschreibung: Plätze je Ortsteil\nschluessel: [Jahr, Ortsteil]\n"
)


@pytest.fixture
def deliver(tmp_path: Path, town: Any) -> Callable[..., Path]:
    """Lays a table into the released folder as it was saved an hour ago; gives the zone."""
    tk.config["ckanext.loerrach.harvest.folders"] = [f"kitas={tmp_path / 'zone'}", "nonsense"]

    def make(table: str, more: str = "") -> Path:
        folder = tmp_path / "zone/plaetze-in-kitas"
        folder.mkdir(parents=True, exist_ok=True)
        hour = time.time() - 3600
        for name, text in (("dataset.yaml", DESCRIPTION + more), ("plaetze.csv", table)):
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


def test_the_file_itself_is_offered(
    deliver: Any, source: Any, app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deliver(first := "Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;52\n")
    kitas = source(
        "ablage", harvester="dropzone", url="https://www.loerrach.de/kitas",
        settings={"folder": "kitas"}, field="youth-education", licences="either",
    )  # fmt: skip
    assert kitas.run(dry_run=True).added == ["plaetze-in-kitas"]
    assert kitas.run().added == ["plaetze-in-kitas"]
    dataset = kitas.dataset("plaetze-in-kitas")
    (table,) = dataset["resources"]
    page = f"/dataset/{dataset['name']}/resource/{table['id']}"

    def offered() -> bytes:
        return bytes(app.get(f"{page}/original").data)

    answer = app.get(f"{page}/original")
    assert answer.data == first.encode("cp1252")
    assert answer.headers["Content-Disposition"] == "attachment; filename=plaetze.csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "text/csv"
    app.get(f"{page}/original", headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    shown = app.get(page).body
    assert f'href="{page}/original"' in shown
    assert "Originaldatei: plaetze.csv" in shown
    # nothing of a run is left beside
    assert not list(tmp_path.glob("loerrach-harvest-*"))

    # other bytes with the same rows, and a delivery that is refused
    deliver(second := first.replace("\n2025", "\r\n2025"))
    assert kitas.run().failure is None
    assert offered() == second.encode("cp1252")
    deliver("Jahr;Träger;Plätze\n2024;Stadt;1\n")
    assert len(kitas.run().refused) == 1
    assert offered() == second.encode("cp1252")

    # who may not see the dataset gets no file, and what is not wanted any more goes
    context = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    helpers.call_action("package_patch", context=dict(context), id=dataset["id"], private=True)
    app.get(f"{page}/original", status=404)
    helpers.call_action("package_patch", context=dict(context), id=dataset["id"], private=False)
    deliver(second, "original: nein\n")
    assert kitas.run().failure is None
    app.get(f"{page}/original", status=404)
    assert "Originaldatei" not in app.get(page).body
    app.get(f"/dataset/other/resource/{table['id']}/original", status=404)


def test_the_file_goes_with_its_resource(deliver: Any, source: Any) -> None:
    deliver("Jahr;Ortsteil;Plätze\n2024;Stetten;48\n")
    kitas = source(
        "ablage", harvester="dropzone", url="https://www.loerrach.de/kitas",
        settings={"folder": "kitas"}, field="youth-education", licences="either",
    )  # fmt: skip
    kitas.run()
    dataset = kitas.dataset("plaetze-in-kitas")
    id = dataset["resources"][0]["id"]
    assert originals.find(id)
    assert id not in downloads.forget_gone()
    helpers.call_action("dataset_purge", id=dataset["id"], context={"ignore_auth": True})
    model.Session.rollback()
    assert id in downloads.forget_gone()
    assert originals.find(id) is None
