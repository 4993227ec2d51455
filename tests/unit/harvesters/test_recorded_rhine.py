"""The Rhine at Basel as data.bs.ch describes it: the recorded metadata, as a catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.feed import Feed


def test_the_rhine_at_basel(
    feed_at_home: Callable[..., Feed], harvest: Callable[..., Any], samples: Path
) -> None:
    """The recording holds selected fields; here they stand where explore 2.1 has them."""
    name = "environment/basel-rhine-ods/source-metadata.json"
    seen = json.loads((samples / name).read_text())
    dataset = {
        "dataset_id": seen["dataset_id"],
        "has_records": True,
        "fields": [
            {"name": one["name"], "type": "text", "description": one["description"]}
            for one in seen["fields"]
        ],
        "metas": {
            "default": {
                "title": seen["title"],
                "description": "; ".join(one["description"] for one in seen["fields"]),
                "publisher": seen["publisher"],
                "license": seen["licence"],
                "license_url": seen["licence_url"],
                "attributions": seen["attribution"],
                "language": "de",
            }
        },
    }
    feed = feed_at_home(
        {"total_count": 1, "results": [dataset]},
        "opendatasoft",
        "https://data.bs.ch",
        field="environment",
        licences="records",
    )
    (record,), bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert (record.id, record.title) == ("100089", {"de": "Rhein Wasserstand, Pegel und Abfluss"})
    assert record.notes["de"].startswith("Datum und Uhrzeit; Abfliessende Wassermenge")
    assert record.fields["publisher"] == [{"name": "Bundesamt für Umwelt BAFU"}]
    assert [(one.key, one.format) for one in record.resources] == [
        ("export-csv", "CSV"),
        ("export-json", "JSON"),
        ("export-parquet", "Parquet"),
    ]
    assert {one.licence for one in record.resources} == {"http://dcat-ap.de/def/licenses/cc-zero"}
    assert {one.licence_attribution_by for one in record.resources} == {
        "Bundesamt für Umwelt, Hydrologische Daten und Vorhersagen"
    }
