"""What we know of GBFS beside its schemas and its registry of systems."""

from __future__ import annotations

import json
from pathlib import Path

from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._gbfs import known


def test_members_of_the_specification_are_known(samples: Path) -> None:
    lists = {
        "station_information": ("stations", known.STATION),
        "station_status": ("stations", known.STATUS),
        "free_bike_status": ("bikes", known.VEHICLE), "vehicle_status": ("vehicles", known.VEHICLE),
        "vehicle_types": ("vehicle_types", known.TYPE),
        "system_pricing_plans": ("plans", known.PLAN),
    }  # fmt: skip
    folder, seen = samples / "mobility/gbfs-schemas", 0
    for path in sorted(folder.glob("v*/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))["properties"]["data"]
        if path.stem == "system_information":
            assert set(data["properties"]) <= set(known.SYSTEM), path
        elif path.stem in lists:
            name, ours = lists[path.stem]
            assert set(data["properties"][name]["items"]["properties"]) <= set(ours), path
            seen += 1
    assert seen == 10


def test_systems_around_loerrach_are_those_of_the_registry(samples: Path) -> None:
    """Each of our live sources is a system that the registry of GBFS lists."""
    text = (samples / "mobility/gbfs-systems/systems_de_ch_fr.csv").read_text(encoding="utf-8")
    ours = [one for one in sources() if one.harvester == "gbfs"]
    assert len(ours) == 8
    for source in ours:
        assert source.url.replace("/gbfs/v2/", "/gbfs/v3/") in text or source.url in text, (
            source.url
        )
