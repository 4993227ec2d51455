"""No recording of a field is left out: each is named in a test that reads it."""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = ("mobility/", "environment/", "culture/", "business/", "administration/")


def test_every_recording_is_named(samples: Path) -> None:
    with (samples / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        listed = [
            row["file"]
            for row in csv.DictReader(file, delimiter="\t")
            # schemas and lists of rules are no recordings of anything
            if row["file"].startswith(FIELDS) and not row["real_or_spec"].startswith("spec ")
            and row["real_or_spec"] != "spec"
        ]  # fmt: skip
    there = {
        str(path.relative_to(samples)) for one in FIELDS for path in (samples / one).rglob("*.*")
    }
    assert len(listed) > 60
    assert set(listed) <= there
    tests = [one for one in HERE.rglob("test_*.py") if one.name != Path(__file__).name]
    text = "\n".join(one.read_text(encoding="utf-8") for one in tests)
    unnamed = {
        one for one in listed
        if folder(one) not in text or not any(word in text for word in words(one))
    }  # fmt: skip
    assert unnamed == set()


def folder(path: str) -> str:
    return Path(path).parent.name


def words(path: str) -> list[str]:
    """What a test calls a recording: its name, or what tells it from others of its kind."""
    stem = Path(path).stem
    table, described, _ = stem.partition("_metadata_table_de")
    file, zipped, _ = stem.partition("_tablefile_de_ffcsv")
    return [
        Path(path).name, *([table] if described else []), *([file] if zipped else []),
        *([f'"{stem}"'] if path.startswith("culture/ics/") else []),
        *([f'"{stem.rpartition("__")[2]}"'] if "__resources__" in stem else []),
        *(["get-updated-nodes"] if "get-updated-nodes" in stem else []),
    ]  # fmt: skip
