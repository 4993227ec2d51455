"""A whole record for each field of the strategy: every field of the schema has a value."""

from __future__ import annotations

from typing import Any

EU = "http://publications.europa.eu/resource/authority/"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
OUTLINE = {
    "type": "Polygon",
    "coordinates": [[[7.66123456, 47.6], [7.7, 47.6], [7.7, 47.65], [7.66123456, 47.6]]],
}
AGENT = {
    "name": "Fachbereich Daten", "email": "daten@example.org", "url": "https://example.org/daten",
    "type": "http://purl.org/adms/publishertype/LocalAuthority", "identifier": "FB-1",
}  # fmt: skip
CONTACT = {
    "name": "Ansprechstelle", "email": "frage@example.org", "url": "https://example.org/kontakt",
    "telephone": "tel:+49-7621-415-0", "identifier": "K-1",
}  # fmt: skip

#: fields of all records; the keys that no neighbour may read are CKAN's own
WHOLE: dict[str, Any] = {
    "title_translated": {"de": "Freie Parkplätze", "fr": "Places libres", "en": "Free places"},
    "notes_translated": {"de": 'Wie viele Plätze\n\nfrei sind: "<>&\\', "en": "How many."},
    "tags_translated": {"de": ["Parken", "Straße"], "fr": ["parking"]},
    "identifier": "urn:example:1",
    "alternate_identifier": ["https://doi.org/10.1000/182", "AZ 12/3"],
    "publisher": [{**AGENT, "uri": "https://example.org/stadt"}],
    "contact": [CONTACT],
    "creator": [AGENT],
    "originator": [{**AGENT, "name": "Ursprung"}],
    "custodian": [{**AGENT, "name": "Pflege"}],
    "qualified_attribution": [
        {"role": "http://id.loc.gov/vocabulary/relators/his", "agent": [{"name": "Rechenzentrum"}]}
    ],
    "contributorID": ["http://dcat-ap.de/def/contributors/badenWuerttemberg"],
    "frequency": EU + "frequency/5MIN",
    "issued": "2025-01-02",
    "modified": "2026-11-22T14:30:00+01:00",
    "temporal_coverage": [{"start": "2024", "end": "2026-12-31"}, {"start": "2020-02"}],
    "temporal_resolution": "PT5M",
    "availability": EU + "planned-availability/AVAILABLE",
    "spatial_coverage": [
        {"text": "Lörrach", "geom": OUTLINE},
        {"uri": "http://sws.geonames.org/2875601/", "text": "Landkreis"},
        {"text": "Punkt", "geom": {"type": "Point", "coordinates": [7.6612345, 47.61]}},
        {
            "text": "Rahmen",
            "bbox": OUTLINE,
            "centroid": {"type": "Point", "coordinates": [7.68, 47.62]},
        },
    ],
    "spatial_resolution_in_meters": "0.5",
    "politicalGeocodingLevelURI": ["http://dcat-ap.de/def/politicalGeocoding/Level/municipality"],
    "politicalGeocodingURI": ["http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08336050"],
    "access_rights": EU + "access-right/PUBLIC",
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "hvd_category": ["http://data.europa.eu/bna/c_b79e35eb"],
    "hvd_decision": "Fachbereich Daten, 2026-01-15",
    "musterdatensatz": "https://musterdatenkatalog.de/def/musterdatensatz/abfallentsorgung/abfallkalender",
    "references": ["https://example.org/satzung"],
    "is_referenced_by": ["https://example.org/studie"],
    "related_resource": ["https://example.org/verwandt"],
    "qualified_relation": [
        {"relation": "https://example.org/alt", "role": "https://example.org/rolle"}
    ],
    "url": "https://example.org/parken",
    "documentation": ["https://example.org/hilfe"],
    "conforms_to": ["https://example.org/standard"],
    "provenance": "Aus Sensoren der Stadt",
    "language": [EU + "language/DEU", EU + "language/FRA"],
    "version": "1.2",
    "version_notes": "Neu: Belegung",
    "personal_data": "lawful",
    "personal_data_reason": "Satzung, § 3",
    "geocodingText": ["Innenstadt"],
    "legalbasisText": ["Satzung über Parkgebühren"],
    "qualityProcessURI": "https://example.org/qualitaet",
}
RESOURCES: list[dict[str, Any]] = [
    {
        "url": "https://example.org/parken.csv?a=1&b=ü", "format": "CSV", "mimetype": "text/csv",
        "name_translated": {"de": "Liste", "en": "List"},
        "description_translated": {"de": "Alle", "fr": "Tous"},
        "license": DL_BY, "licenseAttributionByText": "Stadt Lörrach",
        "availability": EU + "planned-availability/STABLE",
        "status": EU + "distribution-status/COMPLETED",
        "issued": "2025-01", "modified": "2026-11-22T14:30:00+01:00",
        "language": [EU + "language/DEU"], "conforms_to": ["https://example.org/csv"],
        "documentation": ["https://example.org/spalten"],
        "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
        "rights": "Siehe Satzung", "temporal_resolution": "P1D",
        "spatial_resolution_in_meters": "10", "access_url": "https://example.org/parken",
        "download_url": "https://example.org/parken.csv",
        "compress_format": "https://www.iana.org/assignments/media-types/application/gzip",
        "package_format": "https://www.iana.org/assignments/media-types/application/zip",
        "size": 1234, "hash": "4e1243bd22c66e76c2ba9eddc1f91394e57f9f83",
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha1",
    },
    {
        "url": "https://example.org/wfs", "format": "WFS", "name_translated": {"de": "Dienst"},
        "license": DL_BY, "licenseAttributionByText": "Stadt Lörrach",
        "access_services": [{
            "title": "WFS Parken", "endpoint_url": ["https://example.org/wfs"],
            "endpoint_description": "https://example.org/wfs?request=GetCapabilities",
            "description": "Dienst", "license": DL_BY, "licenseAttributionByText": "Stadt",
            "availability": EU + "planned-availability/STABLE",
            "access_rights": EU + "access-right/PUBLIC",
            "conforms_to": ["http://www.opengis.net/def/serviceType/ogc/wfs"],
            "landing_page": ["https://example.org/wfs.html"],
            "theme": [EU + "data-theme/TRAN"], "keyword": ["WFS"],
            "language": [EU + "language/DEU"], "identifier": "wfs-1",
            "modified": "2026-01-01", "publisher": [AGENT], "contact": [CONTACT],
            "creator": [AGENT],
        }, {"title": "WMS Parken", "endpoint_url": ["https://example.org/wms"]}],
    },
    {"url": "", "name_translated": {"de": "Tabelle"}, "license": DL_BY,
     "licenseAttributionByText": "Stadt Lörrach", "format": "ParkAPI"},
]  # fmt: skip

#: a value of each kind of text, for the fields that belong to one field of the strategy
SAMPLES = {
    "loerrach_date": "2024-05-01", "loerrach_number": "2.5", "loerrach_duration": "PT15M",
    "loerrach_web_address": "https://example.org/eigenes", "loerrach_email": "a@example.org",
    "loerrach_service_keys": "99107023017000", "loerrach_school_year": "2025/26",
    "boolean_validator": "true",
}  # fmt: skip


def sample(field: dict[str, Any]) -> Any:
    """A value that the field takes."""
    if inner := field.get("repeating_subfields"):
        return [{one["field_name"]: sample(one) for one in inner}]
    validators = field.get("validators") or ""
    many = "scheming_multiple_text" in validators
    if field.get("choices"):
        values = [choice["value"] for choice in field["choices"]]
        return values[:2] if many else values[0]
    known = [text for name, text in SAMPLES.items() if name in validators]
    text = known[0] if known else "eigenes Wort"
    if "several_web" in validators or "web_addresses" in validators:
        text = "https://example.org/eigenes"
    return [text] if many else text


def whole_record(strategy_field: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The whole record of a field of the strategy, as package_create takes it.

    ``schema`` is what scheming_dataset_schema_show says of "dataset".
    """
    own = {
        field["field_name"]: sample(field)
        for field in schema["dataset_fields"]
        if strategy_field in field.get("strategy_fields", ())
    }
    return {
        "name": f"ganz-{strategy_field}", "strategy_field": strategy_field,
        "resources": RESOURCES, **WHOLE, **own,
    }  # fmt: skip
