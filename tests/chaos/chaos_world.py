"""What three neighbours publish, step by step: the truth that the portal is held against.

Every text of a record names its version, so that a dataset of two halves gives itself away.
"""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"
BIRTH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Neighbour:
    """The records of one source, and every version that it ever served."""

    name: str
    #: record -> version that is served now
    records: dict[str, int] = field(default_factory=dict)
    #: record -> versions that were served at some time
    served: dict[str, set[int]] = field(default_factory=dict)
    #: how often it has changed
    step: int = 0

    def begin(self, rng: random.Random, records: int) -> None:
        """The first records; of a parking feed, car parks."""
        for _ in range(records):
            self._add(rng)
        self._note()

    def change(self, rng: random.Random) -> None:
        """A fifth of the records changes, some are new, some vanish, some come back."""
        self.step += 1
        names = sorted(self.records)
        for name in rng.sample(names, len(names) // 5):
            self.records[name] = self.step
        for name in rng.sample(names, rng.randint(0, 3)):
            del self.records[name]
        gone = sorted(self.served.keys() - self.records.keys())
        for name in rng.sample(gone, min(len(gone), rng.randint(0, 2))):
            self.records[name] = self.step
        for _ in range(rng.randint(0, 2)):
            self._add(rng)
        self._note()

    def _add(self, rng: random.Random) -> None:
        self.records[str(uuid.UUID(int=rng.getrandbits(128), version=4))] = self.step

    def _note(self) -> None:
        for name, version in self.records.items():
            self.served.setdefault(name, set()).add(version)


def title(name: str, version: int) -> str:
    """Title of a record: the same beginning for ever, then its version."""
    return f"Zählung {name[:8]}, Stand {version}"


def notes(version: int) -> str:
    """Description of a record."""
    return f"Gezählt wurde bis Stand {version}."


def urls(name: str, version: int) -> list[str]:
    """Addresses of the resources, in their order; every third version has one more."""
    count = 3 if version % 3 == 0 else 2
    return [f"https://neighbour.example/{name}/{n}-stand-{version}.csv" for n in range(count)]


def moment(version: int) -> str:
    """When a version came into being."""
    return (BIRTH + timedelta(minutes=version)).strftime("%Y-%m-%dT%H:%M:%S")


# --- a CKAN -----------------------------------------------------------------------------------


def package(name: str, version: int) -> dict[str, Any]:
    """A record as package_search of a CKAN gives it."""
    return {
        "id": name,
        "name": f"zaehlung-{name}",
        "title": title(name, version),
        "notes": notes(version),
        "type": "dataset",
        "state": "active",
        "private": False,
        "license_id": "cc-zero",
        "license_url": LICENCE,
        "metadata_modified": moment(version) + ".000001",
        "organization": {"name": "kreis", "title": "Landkreis Lörrach"},
        "maintainer": "Landratsamt",
        "maintainer_email": "daten@kreis.example",
        "groups": [{"name": "tran", "title": "Verkehr"}],
        "tags": [{"name": "zaehlung", "display_name": "zaehlung"}],
        "extras": [{"key": "identifier", "value": f"https://ckan.example/zaehlung/{name}"}],
        "resources": [
            {
                "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{number}")),
                "name": f"Datei {number}, Stand {version}",
                "url": url,
                "format": "CSV",
                "license": LICENCE,
            }
            for number, url in enumerate(urls(name, version))
        ],
    }


# --- a catalogue in DCAT ----------------------------------------------------------------------

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(records: dict[str, int]) -> str:
    """Records as datasets of a catalogue."""
    return PREFIXES + "".join(_node(name, version) for name, version in sorted(records.items()))


def _node(name: str, version: int) -> str:
    uri = f"https://dcat.example/set/{name}"
    files = " , ".join(f"<{uri}/{n}>" for n in range(len(urls(name, version))))
    head = f"""
<{uri}> a dcat:Dataset ;
    dct:title "{title(name, version)}"@de ; dct:description "{notes(version)}"@de ;
    dct:identifier "{uri}" ; dct:modified "{moment(version)}+00:00"^^xsd:dateTime ;
    dct:publisher [ a foaf:Organization ; foaf:name "Stadt Weil am Rhein" ] ;
    dcat:contactPoint [ a vcard:Kind ; vcard:fn "Rathaus" ;
        vcard:hasEmail <mailto:d@weil.example> ] ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/TRAN> ;
    dcat:distribution {files} .
"""
    return head + "".join(
        f"""<{uri}/{n}> a dcat:Distribution ; dct:title "Datei {n}, Stand {version}"@de ;
    dcat:accessURL <{url}> ; dct:license <{LICENCE}> ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .
"""
        for n, url in enumerate(urls(name, version))
    )


# --- car parks --------------------------------------------------------------------------------


def lots(records: dict[str, int], step: int) -> bytes:
    """Car parks in the format of ParkAPI 1."""
    moment = BIRTH + timedelta(minutes=step)
    return json.dumps(
        {
            "last_updated": moment.strftime("%Y-%m-%dT%H:%M:%S"),
            "last_downloaded": moment.strftime("%Y-%m-%dT%H:%M:%S"),
            "data_source": "https://parken.example",
            "lots": [
                {
                    "id": name, "name": lot(name, step), "lot_type": "Parkhaus", "state": "open",
                    "total": 100 + version, "free": (version * 7) % 100, "forecast": False,
                    "coords": {"lat": 47.6 + version / 1e4, "lng": 7.66}, "address": "Lörrach",
                }
                for name, version in sorted(records.items())
            ],
        }
    ).encode()  # fmt: skip


def lot(name: str, step: int) -> str:
    """Name of a car park: all rows of a table name the same step."""
    return f"Parkhaus {name[:8]}, Stand {step}"


def row(name: str, version: int, step: int) -> tuple[str, str, int, int]:
    """Id, name, capacity and free spaces of a car park in the table."""
    return name, lot(name, step), 100 + version, (version * 7) % 100
