"""A whole record of each field of the strategy: what is given comes back, and nothing else."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]

AUTHORITY = "http://publications.europa.eu/resource/authority/"
CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"
AGENT = {
    "name": "Stadt Lörrach", "email": "daten@loerrach.de", "url": "https://www.loerrach.de",
    "type": "http://purl.org/adms/publishertype/LocalAuthority",
    "uri": "https://www.loerrach.de/#stadt", "identifier": "08336050",
}  # fmt: skip
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[7.6, 47.6], [7.7, 47.6], [7.7, 47.7], [7.6, 47.7], [7.6, 47.6]]],
}
#: what every dataset may say
COMMON = {
    "title_translated": {"de": "Titel", "fr": "Titre", "en": "Title"},
    "notes_translated": {"de": "Was darin steht.", "fr": "Contenu.", "en": "Content."},
    "tags_translated": {"de": ["Daten"], "fr": ["données"], "en": ["data"]},
    "theme": [AUTHORITY + "data-theme/GOVE", AUTHORITY + "data-theme/REGI"],
    "personal_data": "lawful",
    "personal_data_reason": "Namen von Amtsträgern, § 5 LIFG.",
    "publisher": [AGENT], "creator": [AGENT], "originator": [AGENT], "custodian": [AGENT],
    "contact": [
        {"name": "Geodaten", "email": "geo@loerrach.de", "telephone": "tel:+4976214150",
         "url": "https://www.loerrach.de/geo", "uri": "https://www.loerrach.de/#geo",
         "identifier": "geo"},
    ],
    "contributorID": ["https://www.loerrach.de/def/contributor"],
    "qualified_attribution": [
        {"role": "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/processor",
         "agent": [AGENT]},
    ],
    "frequency": AUTHORITY + "frequency/MONTHLY",
    "issued": "2026-01", "modified": "2026-11-22T14:30:00+01:00",
    "temporal_coverage": [{"start": "2025", "end": "2026-11-22"}, {"start": "2027"}],
    "temporal_resolution": "P1D",
    "availability": AUTHORITY + "planned-availability/STABLE",
    "spatial_coverage": [
        {"text": "Lörrach", "uri": "http://www.geonames.org/2875457", "geom": SQUARE,
         "bbox": SQUARE, "centroid": {"type": "Point", "coordinates": [7.65, 47.65]}},
    ],
    "spatial_resolution_in_meters": "0.5",
    "politicalGeocodingLevelURI": ["http://dcat-ap.de/def/politicalGeocoding/Level/municipality"],
    "politicalGeocodingURI": [
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08336050"
    ],
    "access_rights": AUTHORITY + "access-right/PUBLIC",
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "hvd_category": ["http://data.europa.eu/bna/c_c3de25e4"],
    "hvd_decision": "Fachbereich Geodaten, 22.11.2026",
    "musterdatensatz":
        "https://musterdatenkatalog.de/def/musterdatensatz/raumplanung/raumgliederung/adresse",
    "in_series": ["https://example.org/dataset/reihe"],
    "references": ["https://example.org/a"], "is_referenced_by": ["https://example.org/b"],
    "related_resource": ["https://example.org/c"], "source": ["https://example.org/d"],
    "has_version": ["https://example.org/e"], "is_version_of": ["https://example.org/f"],
    "sample": ["https://example.org/g"],
    "qualified_relation": [
        {"relation": "https://example.org/h", "role": "http://www.iana.org/assignments/relation/up"}
    ],
    "url": "https://www.loerrach.de/daten", "documentation": ["https://www.loerrach.de/doku"],
    "conforms_to": ["http://www.opengis.net/def/crs/EPSG/0/25832"],
    "provenance": "Erhoben vom Fachbereich.", "language": [AUTHORITY + "language/DEU"],
    "dcat_type": AUTHORITY + "dataset-type/STATISTICAL",
    "version": "2", "version_notes": "Neue Spalte.",
    "identifier": "https://www.loerrach.de/id/1", "alternate_identifier": ["alt-1"],
    "geocodingText": ["Kernstadt"], "legalbasisText": ["Satzung"],
    "qualityProcessURI": "https://www.loerrach.de/qualitaet",
}  # fmt: skip
#: what every resource may say
RESOURCE = {
    "url": "https://example.org/daten.csv", "format": "CSV", "mimetype": "text/csv",
    "name_translated": {"de": "Tabelle", "fr": "Tableau"},
    "description_translated": {"de": "Alle Spalten."},
    "license": CC_ZERO, "licenseAttributionByText": "Stadt Lörrach",
    "availability": AUTHORITY + "planned-availability/AVAILABLE",
    "status": AUTHORITY + "distribution-status/COMPLETED",
    "issued": "2026-01-01", "modified": "2026-11-22T13:30:00Z",
    "language": [AUTHORITY + "language/DEU"], "conforms_to": ["https://example.org/norm"],
    "documentation": ["https://example.org/doku"],
    "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    "rights": "Keine Gewähr.", "temporal_resolution": "PT1H",
    "spatial_resolution_in_meters": "10", "access_url": "https://example.org/seite",
    "download_url": "https://example.org/daten.csv",
    "compress_format": "https://www.iana.org/assignments/media-types/application/gzip",
    "package_format": "https://www.iana.org/assignments/media-types/application/zip",
    "size": 12, "hash": "0123456789abcdef0123456789abcdef",
    "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_md5",
    "access_services": [
        {"title": "WFS", "endpoint_url": ["https://example.org/wfs"],
         "endpoint_description": "https://example.org/wfs?request=GetCapabilities",
         "description": "Abruf", "serves_dataset": ["https://example.org/dataset/1"],
         "license": CC_ZERO, "access_rights": AUTHORITY + "access-right/PUBLIC",
         "availability": AUTHORITY + "planned-availability/STABLE",
         "hvd_category": ["http://data.europa.eu/bna/c_c3de25e4"],
         "keyword": ["Adressen"], "publisher": [AGENT], "contact": [{"email": "geo@loerrach.de"}]},
    ],
}  # fmt: skip
#: what only one field has
OWN: dict[str, dict[str, Any]] = {
    "mobility": {
        "mobility_theme": ["https://w3id.org/mobilitydcat-ap/mobility-theme/speed-limits"],
        "transport_mode": ["https://w3id.org/mobilitydcat-ap/transport-mode/car"],
        "network_coverage": ["https://w3id.org/mobilitydcat-ap/network-coverage/motorways"],
    },
    "environment": {
        "measured_quantity": ["Lufttemperatur", "Stickstoffdioxid"],
        "measuring_unit": ["Cel", "µg/m³"], "measuring_station": ["DEBW023"],
        "measuring_method": "Chemilumineszenz nach EN 14211",
        "inspire_theme": ["http://inspire.ec.europa.eu/theme/ef"],
    },
    "culture": {
        "collection_kind": ["museum", "photographs"], "object_period_start": "1850",
        "object_period_end": "1918", "collection_holder": "Dreiländermuseum Lörrach",
        "object_rights": "http://creativecommons.org/publicdomain/mark/1.0/",
    },
    "business": {
        "nace_section": ["http://data.europa.eu/ux2/nace2.1/I"],
        "statistical_unit": ["establishment"], "statistical_dimension": ["Ortsteil", "Größe"],
        "reference_period_start": "2025-01", "reference_period_end": "2025-12",
        "statistics_code": "52111",
    },
    "citizen-services": {
        "service_kind": ["registration"], "service_key": ["99115005060000"],
        "target_group": ["newcomers", "cross-border-workers"], "service_channel": ["online"],
        "online_service": "https://www.loerrach.de/online",
    },
    "administration": {
        "document_kind": ["election"], "council_body": ["council"],
        "legislative_period": "2024–2029", "fiscal_year": "2026", "election_date": "2024-06-09",
        "file_number": "123/2026",
    },
    "youth-education": {
        "institution_kind": ["primary-school"], "age_group": ["6-to-9"], "school_year": "2026/27",
        "institution_provider": ["town"], "offer_kind": ["teaching", "meals"],
    },
}  # fmt: skip


def given(field: str, **changes: Any) -> dict[str, Any]:
    owner = factories.Organization(name="stadt")["id"]
    return {
        "name": "satz", "strategy_field": field, "owner_org": owner, "private": False, **COMMON,
        **OWN[field], "resources": [RESOURCE], **changes,
    }  # fmt: skip


def refused(data: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action("package_create", **data)
    return caught.value.error_dict


@pytest.mark.parametrize("field", OWN)
def test_a_whole_record_is_kept_as_it_was_given(field: str):
    data = given(field)
    helpers.call_action("package_create", **data)
    shown = helpers.call_action("package_show", id="satz")
    assert {name: shown.get(name) for name in data if name != "resources"} == {
        name: value for name, value in data.items() if name != "resources"
    }
    resource = shown["resources"][0]
    assert {name: resource.get(name) for name in RESOURCE} == RESOURCE
    others = {name for other, own in OWN.items() if other != field for name in own}
    assert not others & set(shown)
    assert helpers.call_action("package_update", **shown) == shown


def test_own_fields_rest_while_the_dataset_is_elsewhere_and_come_back():
    helpers.call_action("package_create", **given("culture"))
    shown = helpers.call_action(
        "package_patch", id="satz", strategy_field="environment", measured_quantity=["Lärm"]
    )
    assert shown["measured_quantity"] == ["Lärm"]
    back = helpers.call_action("package_patch", id="satz", strategy_field="culture")
    assert {name: back[name] for name in OWN["culture"]} == OWN["culture"]
    form = {name: value for name, value in back.items() if name not in OWN["environment"]}
    helpers.call_action("package_update", **form)
    again = helpers.call_action("package_patch", id="satz", strategy_field="environment")
    assert again["measured_quantity"] == ["Lärm"]


@pytest.mark.parametrize("field", OWN)
def test_the_shown_schema_says_which_fields_are_whose(field: str):
    schema = helpers.call_action("scheming_dataset_schema_show", type="dataset")
    own = [f["field_name"] for f in schema["dataset_fields"] if f.get("strategy_fields") == [field]]
    assert set(own) == set(OWN[field])


def test_old_words_are_upgraded_on_the_way_in():
    old = {
        **RESOURCE,
        "license": "http://dcat-ap.de/def/licenses/dl-by-de/2_0",
        "status": "http://purl.org/adms/status/Completed",
        "availability": "http://dcat-ap.de/def/plannedAvailability/stable",
        "hash_algorithm": "http://dcat-ap.de/def/hashAlgorithms/sha/256",
        "compress_format": "application/gzip",
        "format": "https://publications.europa.eu/resource/authority/file-type/CSV",
    }
    changes = {
        "frequency": "monatlich", "issued": "22.11.2026", "modified": "2026-11-22T14:30+01:00",
        "spatial_resolution_in_meters": "0,5", "temporal_resolution": "p1d",
        "contact": [{"telephone": "07621 415-0"}], "resources": [old], "theme": "REGI",
        "language": '["DEU", "Französisch"]',
    }  # fmt: skip
    shown = helpers.call_action("package_create", **given("business", **changes))
    resource = shown["resources"][0]
    assert resource["license"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert resource["status"] == AUTHORITY + "distribution-status/COMPLETED"
    assert resource["availability"] == AUTHORITY + "planned-availability/STABLE"
    assert resource["hash_algorithm"] == "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
    assert resource["compress_format"] == RESOURCE["compress_format"]
    assert resource["format"] == "CSV"
    assert shown["frequency"] == AUTHORITY + "frequency/MONTHLY"
    assert (shown["issued"], shown["modified"]) == ("2026-11-22", "2026-11-22T14:30:00+01:00")
    assert shown["spatial_resolution_in_meters"] == "0.5"
    assert shown["temporal_resolution"] == "P1D"
    assert shown["contact"] == [{"telephone": "tel:+4976214150"}]
    assert shown["theme"] == [AUTHORITY + "data-theme/REGI"]
    assert shown["language"] == [AUTHORITY + "language/DEU", AUTHORITY + "language/FRA"]


def test_a_dataset_joins_a_series_of_ours_by_name_or_address():
    helpers.call_action("package_create", **given("business", name="reihe", kind="series"))
    series = helpers.call_action("package_show", id="reihe")["id"]
    other = "https://example.org/dataset/reihe"
    owner = helpers.call_action("organization_show", id="stadt")["id"]
    data = {**COMMON, **OWN["business"], "name": "teil", "strategy_field": "business",
            "owner_org": owner, "in_series": ["reihe", other, series]}  # fmt: skip
    shown = helpers.call_action("package_create", **data)
    assert shown["in_series"] == [series, other]
    assert refused({**data, "name": "noch", "in_series": ["teil"]}) == {
        "in_series": [
            (
                "Teil der Reihe: „teil“ ist keine Reihe in diesem Portal. Bitte den Namen eines"
                " Eintrags der Art „Reihe von Datensätzen“ oder die Adresse einer fremden Reihe"
                " angeben."
            )
        ]
    }


@pytest.mark.parametrize(
    ("field", "changes", "message"),
    [
        ("culture", {"object_period_start": "1918", "object_period_end": "1850"},
         {"object_period_end": [
             "Entstehungszeit bis: Das Ende liegt vor dem Beginn. Bitte berichtigen."]}),
        ("citizen-services", {"service_key": ["4711"]},
         {"service_key": [("Leistungsschlüssel (LeiKa): „4711“ ist kein Leistungsschlüssel. Er hat"
                          " 14 Ziffern und beginnt mit 99.")]}),
        ("youth-education", {"school_year": "2026/28"},
         {"school_year": ["Schuljahr: „2026/28“ ist kein Schuljahr. Beispiel: 2026/27"]}),
        ("business", {"nace_section": ["Gastgewerb"]},
         {"nace_section": [
             ("Wirtschaftszweig: „Gastgewerb“ steht nicht auf der Liste. Gemeint vielleicht:"
             " Gastgewerbe, Beherbergung und Gastronomie (I), Baugewerbe, Bau (F)")]}),
        ("business", {"temporal_resolution": "täglich"},
         {"temporal_resolution": [
             ("Zeitliche Auflösung: „TÄGLICH“ ist keine Zeitdauer. Beispiele: PT15M für 15 Minuten,"
             " P1D für einen Tag, P1Y für ein Jahr.")]}),
        ("business", {"spatial_resolution_in_meters": "-1"},
         {"spatial_resolution_in_meters": [
             ("Räumliche Auflösung in Metern: „-1“ ist keine Zahl größer als null. Bitte nur"
             " Ziffern und höchstens ein Komma.")]}),
        ("business", {"contact": [{"telephone": "anrufen"}]},
         {"contact": [{"telephone": [
             "Telefon: „anrufen“ ist keine Telefonnummer. Beispiel: +49 7621 415-0"]}]}),
        ("business", {"spatial_coverage": [{"centroid": SQUARE}]},
         {"spatial_coverage": [{"centroid": [
             ("Mittelpunkt: Hier wird die Art „Point“ gebraucht, nicht „Polygon“. Erwartet wird"
             " GeoJSON in Längen- und Breitengraden.")]}]}),
        ("business", {"temporal_coverage": [
            {"start": "2026-05-01T12:00:00+02:00", "end": "2026-05-01T11:00:00+02:00"}]},
         {"temporal_coverage": [
             {"end": ["Zeitraum: Das Ende liegt vor dem Beginn. Bitte berichtigen."]}]}),
        ("business", {"hvd_decision": None},
         {"hvd_decision": [
             ("Entscheidung dazu: Ein hochwertiger Datensatz beruht auf einer Entscheidung. Bitte"
             " angeben, wer wann entschieden hat, oder die Kategorie leeren.")]}),
        ("business", {"personal_data_reason": None},
         {"personal_data_reason": [
             ("Begründung: Wer personenbezogene Daten veröffentlicht, muss sagen, warum das erlaubt"
             " ist. Bitte ergänzen.")]}),
        ("business", {"resources": [{**RESOURCE, "hash": "xyz"}]},
         {"resources": [{"hash": [
             ("Prüfsumme: „xyz“ ist keine Prüfsumme. Sie besteht aus den Ziffern 0 bis 9 und den"
             " Buchstaben a bis f.")]}]}),
        ("business", {"resources": [{**RESOURCE, "package_format": "zip"}]},
         {"resources": [{"package_format": [
             ("Verpackt als: „zip“ ist kein Medientyp. Beispiele: application/zip,"
             " application/gzip")]}]}),
        ("business", {"resources": [{**RESOURCE, "access_services": [{"title": "WMS"}]}]},
         {"resources": [{"access_services": [{"endpoint_url": [
             "Adresse des Dienstes: Die Angabe fehlt. Bitte ergänzen."]}]}]}),
        ("business", {"resources": [{**RESOURCE, "access_services": [
            {"title": "WMS", "endpoint_url": ["https://example.org/wms"], "license": "cc-by/4.0"}
        ]}]},
         {"resources": [{"access_services": [{"licenseAttributionByText": [
             ("Namensnennung: Die Lizenz „Creative Commons Namensnennung 4.0 International (CC BY"
             " 4.0)“ verlangt einen Text, mit dem die Quelle zu nennen ist. Bitte ergänzen.")]
         }]}]}),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_field_reason_and_remedy(
    field: str, changes: dict[str, Any], message: dict[str, Any]
):
    assert refused(given(field, **changes)) == message


def test_periods_are_compared_with_their_zones():
    period = [{"start": "2026-05-01T12:00:00+02:00", "end": "2026-05-01T11:00:00+01:00"}]
    shown = helpers.call_action("package_create", **given("business", temporal_coverage=period))
    assert shown["temporal_coverage"] == period


def test_the_regulation_comes_along_with_a_high_value_category():
    shown = helpers.call_action("package_create", **given("business", applicable_legislation=[]))
    assert shown["applicable_legislation"] == COMMON["applicable_legislation"]


def test_what_no_form_shows_stays_until_somebody_says_otherwise():
    helpers.call_action("package_create", **given("business"))
    shown = helpers.call_action("package_show", id="satz")
    hidden = ("qualified_attribution", "geocodingText", "legalbasisText", "qualityProcessURI")
    form = {name: value for name, value in shown.items() if name not in hidden}
    kept = helpers.call_action("package_update", **form)
    assert {name: kept[name] for name in hidden} == {name: COMMON[name] for name in hidden}
    gone = helpers.call_action("package_update", **{**kept, "qualified_attribution": []})
    assert "qualified_attribution" not in gone
