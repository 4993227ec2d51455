"""A made-up catalogue, as a CKAN and as DCAT-AP.de tell of it: texts, the same ones each time."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

SPACE = uuid.UUID("6f1f2f44-2f0e-5b0a-8c1f-0f7a3f1c2b9d")
EU = "http://publications.europa.eu/resource/authority/"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
SITE = "https://daten.example.org"
SUBJECTS = (
    ("Baustellen", "TRAN"), ("Luftmessstellen", "ENVI"), ("Haushaltsplan", "GOVE"),
    ("Einwohner nach Ortsteil", "SOCI"), ("Schulwege", "EDUC"), ("Baumkataster", "ENVI"),
    ("Radzählstellen", "TRAN"), ("Bebauungspläne", "REGI"), ("Museumsbestand", "EDUC"),
    ("Wahlergebnisse", "GOVE"),
)  # fmt: skip
PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""


@dataclass(frozen=True)
class One:
    """A dataset with two resources and three tags; ``edited`` is when it was last changed."""

    number: int
    edited: str = ""

    @cached_property
    def id(self) -> str:
        return str(uuid.uuid5(SPACE, str(self.number)))

    @property
    def modified(self) -> str:
        # as CKAN writes it: without microseconds where there are none, so there are some
        return self.edited or f"2026-0{1 + self.number % 9}-1{self.number % 10}T08:00:00.123456"

    @property
    def facts(self) -> tuple[str, str, str, list[str]]:
        """Title, notes, theme, tags."""
        subject, theme = SUBJECTS[self.number % len(SUBJECTS)]
        title = f"{subject} in der Gemeinde {self.number}"
        said = f"{title}: was erhoben wird, wie und von wem. " * 8
        more = f"Zuletzt geändert am {self.edited}." if self.edited else ""
        tags = [subject.lower(), f"gemeinde {self.number}", f"gruppe {self.number % 50}"]
        return title, said + more, theme, tags

    def package(self) -> dict[str, Any]:
        """As `package_show` of a CKAN with ckanext-dcat gives it: what core lacks is in extras."""
        title, notes, theme, tags = self.facts
        name = f"datensatz-{self.number:05}"
        extras = {
            "issued": "2025-05-06", "modified": self.modified[:10], "identifier": self.id,
            "theme": json.dumps([f"{EU}data-theme/{theme}"]), "frequency": f"{EU}frequency/MONTHLY",
            "publisher_name": "Landratsamt", "publisher_email": "daten@example.org",
            "contact_name": "Geschäftsstelle", "contact_email": "daten@example.org",
            "language": json.dumps([f"{EU}language/DEU"]), "temporal_start": "2024-01-01",
            "temporal_end": "2024-12-31",
        }  # fmt: skip
        return {
            "id": self.id, "name": name, "title": title, "notes": notes, "type": "dataset",
            "state": "active", "private": False, "license_id": "dl-by-de/2.0",
            "license_title": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "license_url": "https://www.govdata.de/dl-de/by-2-0", "isopen": True,
            "author": "Landratsamt", "author_email": "daten@example.org", "maintainer": "",
            "maintainer_email": "", "version": "", "url": f"{SITE}/dataset/{name}",
            "metadata_created": "2025-05-06T08:00:00.000000", "metadata_modified": self.modified,
            "owner_org": str(uuid.uuid5(SPACE, "organization")), "groups": [],
            "organization": {"id": str(uuid.uuid5(SPACE, "organization")), "name": "landratsamt",
                             "title": "Landratsamt", "type": "organization", "state": "active"},
            "extras": [{"key": key, "value": value} for key, value in extras.items()],
            "tags": [{"id": str(uuid.uuid5(SPACE, tag)), "name": tag, "display_name": tag,
                      "state": "active", "vocabulary_id": None} for tag in tags],
            "resources": [self._resource(kind, at) for at, kind in enumerate(("CSV", "JSON"))],
            "num_resources": 2, "num_tags": 3, "creator_user_id": str(uuid.uuid5(SPACE, "user")),
        }  # fmt: skip

    def _resource(self, kind: str, position: int) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid5(SPACE, f"{self.number}/{kind}")), "package_id": self.id,
            "name": f"{kind}-Datei", "description": "Alle Werte", "format": kind, "state": "active",
            "url": f"{SITE}/{self.number}/daten.{kind.lower()}", "position": position, "size": 4711,
            "license": LICENCE, "created": "2025-05-06T08:00:00.000000", "last_modified": None,
            "metadata_modified": self.modified, "mimetype": None, "url_type": None, "hash": "",
        }  # fmt: skip

    def turtle(self) -> str:
        """As DCAT-AP.de tells it; the node of the dataset is `uri`."""
        title, notes, theme, tags = self.facts
        keywords = ", ".join(f'"{tag}"@de' for tag in tags)
        files = "\n".join(self._distribution(kind) for kind in ("CSV", "JSON"))
        parts = ", ".join(f"<{self.uri}/{kind}>" for kind in ("CSV", "JSON"))
        return f"""\
<{self.uri}> a dcat:Dataset ;
    dct:title "{title}"@de ; dct:description "{notes}"@de ; dcat:keyword {keywords} ;
    dct:identifier "{self.id}" ; dct:issued "2025-05-06"^^xsd:date ;
    dct:modified "{self.modified[:19]}"^^xsd:dateTime ;
    dcat:theme <{EU}data-theme/{theme}> ; dct:accrualPeriodicity <{EU}frequency/MONTHLY> ;
    dct:language <{EU}language/DEU> ; dcat:landingPage <{self.uri}> ;
    dct:publisher [ a foaf:Agent ; foaf:name "Landratsamt" ;
        foaf:mbox <mailto:daten@example.org> ] ;
    dcat:contactPoint [ a vcard:Organization ; vcard:fn "Geschäftsstelle" ;
        vcard:hasEmail <mailto:daten@example.org> ] ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2024-01-01"^^xsd:date ;
        dcat:endDate "2024-12-31"^^xsd:date ] ;
    dcatde:contributorID <http://dcat-ap.de/def/contributors/badenWuerttemberg> ;
    dcat:distribution {parts} .
{files}"""

    @property
    def uri(self) -> str:
        return f"{SITE}/dataset/{self.id}"

    def _distribution(self, kind: str) -> str:
        address = f"{SITE}/{self.number}/daten.{kind.lower()}"
        return f"""\
<{self.uri}/{kind}> a dcat:Distribution ;
    dct:title "{kind}-Datei"@de ; dct:description "Alle Werte"@de ;
    dcat:accessURL <{address}> ; dcat:downloadURL <{address}> ;
    dct:format <{EU}file-type/{kind}> ; dct:license <{LICENCE}> ;
    dcat:byteSize "4711"^^xsd:decimal .
"""


def page(turtles: list[str], uris: list[str], here: str, following: str, count: int) -> str:
    """A page of the catalogue, with hydra as ckanext-dcat writes it."""
    listed = ", ".join(f"<{uri}>" for uri in uris)
    after = f"hydra:next <{following}> ;" if following else ""
    return f"""{PREFIXES}<{SITE}> a dcat:Catalog ; dct:title "Offene Daten"@de ;
    dct:description "Alle Daten des Kreises"@de ;
    dct:publisher <{SITE}/publisher> ; dcat:dataset {listed} .
<{SITE}/publisher> a foaf:Agent ; foaf:name "Landratsamt" .
<{here}> a hydra:PartialCollectionView ; {after} hydra:totalItems {count} .
{"".join(turtles)}"""


def now() -> str:
    """The time as CKAN writes it."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
