"""Records in the shape of opendata.swiss: texts in four languages, terms of use as addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record

LICENCES = "http://dcat-ap.de/def/licenses/"
SITE = "https://opendata.swiss"
#: the fields that ckanext-switzerland gives a package, its resource and its organisation
OFFICE = {
    "de": "Amt für Geoinformation des Kantons Basel-Landschaft", "en": "",
    "fr": "Office de l'information géographique du canton de Bâle-Campagne", "it": "",
}  # fmt: skip
PACKAGE: dict[str, Any] = {
    "id": "0786e547-17aa-43f4-8f8a-caefa265fc00",
    "identifier": "72c891b2-d2f6-4198-9254-bae47777500@agi-bl",
    "name": "birs-messstellen",
    "title": {"de": "Messstellen an der Birs", "en": "", "fr": "Stations de la Birse", "it": ""},
    "description": {"de": "Lage der Messstellen.", "en": "", "fr": "", "it": ""},
    "keywords": {"de": ["gewasser"], "en": [], "fr": ["eaux"], "it": []},
    "groups": [{"name": "envi", "title": '{"de": "Umwelt", "fr": "Environnement"}',
                "display_name": {"de": "Umwelt", "fr": "Environnement"}}],
    "language": ["de", "fr"],
    "license_id": None,
    "license_title": None,
    "issued": "2024-03-14T00:00:00",
    "modified": "2024-03-15T06:30:00",
    "contact_points": [{"email": "geo@bl.example", "name": "Kanton Basel-Landschaft"}],
    "publisher": json.dumps({"url": f"{SITE}/organization/agi-bl", "name": "Amt für Umwelt"}),
    "organization": {"name": "agi-bl", "title": OFFICE, "display_name": OFFICE,
                     "url": "https://www.geo.bl.example"},
    "private": False,
    "type": "dataset",
}  # fmt: skip
RESOURCE: dict[str, Any] = {
    "id": "41b6455a-0f2d-484b-bdd5-2c7b3abb5700",
    "title": {"de": "Messstellen", "en": "", "fr": "Stations", "it": ""},
    "name": {"de": "Messstellen", "en": "", "fr": "Stations", "it": ""},
    "description": {"de": "", "en": "", "fr": "", "it": ""},
    "format": "WFS",
    "media_type": "",
    "byte_size": 0,
    "issued": "2024-03-14T00:00:00",
    "language": ["de", "fr"],
    "license": f"{SITE}/terms-of-use#terms_by",
    "rights": f"{SITE}/terms-of-use#terms_by",
    "url": "https://geo.bl.example/wfs?SERVICE=WFS&REQUEST=GetCapabilities",
}


@pytest.fixture
def swiss(feed_at_home: Callable[..., Feed], harvest: Any) -> Callable[..., Record]:
    """The one record of a package with these fields, whose one resource has those."""

    def make(resource: Any = (), **fields: Any) -> Record:
        package = {**PACKAGE, **fields, "resources": [{**RESOURCE, **dict(resource)}]}
        answer = {"success": True, "result": {"count": 1, "results": [package]}}
        feed = feed_at_home(answer, "ckan", SITE, licences="records", field="environment")
        (record,), bad = harvest(feed)
        assert bad == []
        return record

    return make


def test_a_record_under_swiss_terms_of_use(swiss: Callable[..., Record]) -> None:
    record = swiss()
    assert record.title == {"de": "Messstellen an der Birs", "fr": "Stations de la Birse"}
    assert record.tags == {"de": ["gewasser"], "fr": ["eaux"]}
    assert record.fields["publisher"] == [
        {"name": "Amt für Umwelt", "url": f"{SITE}/organization/agi-bl"}
    ]
    (resource,) = record.resources
    assert resource.licence == LICENCES + "other-open"
    assert resource.fields["rights"] == RESOURCE["rights"]
    assert resource.licence_attribution_by == "Amt für Umwelt"


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (f"{SITE}/terms-of-use/#terms_open", "other-open"),
        (f"{SITE}/de/terms-of-use#terms_ask", "other-closed"),
        ("http://dcat-ap.ch/vocabulary/licenses/terms_by_ask", "other-closed"),
        ("https://creativecommons.org/licenses/by/4.0/", "cc-by/4.0"),
    ],
)
def test_terms_that_stand_in_one_of_two_fields(
    swiss: Callable[..., Record], terms: str, expected: str
) -> None:
    for given in ({"license": terms}, {"license": "", "rights": terms}):
        (resource,) = swiss(given).resources
        assert resource.licence == LICENCES + expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"de": "Amt für Umwelt", "fr": "Office de l'environnement"}, "Amt für Umwelt"),
        ({"de": "", "en": "Office", "fr": "Office de l'environnement", "it": ""},
         "Office de l'environnement"),
        ({"it": "Ufficio", "en": "Office"}, "Office"),
        ({"de-CH": "Amt", "fr": "Office"}, "Amt"),
        ({"rm": "Uffizi"}, "Uffizi"),
        ('{"de": "Amt für Umwelt", "fr": "Office"}', "Amt für Umwelt"),
        ("{kein JSON", "{kein JSON"),
        # nothing in any language: the organisation's name
        ({"de": "", "fr": "", "en": "", "it": ""}, OFFICE["de"]),
        ("", OFFICE["de"]),
    ],
)  # fmt: skip
def test_a_publisher_named_in_several_languages(
    swiss: Callable[..., Record], name: Any, expected: str
) -> None:
    told = {"name": name, "url": f"{SITE}/organization/agi-bl"}
    for publisher in (told, json.dumps(told), [told]):
        (found,) = swiss(publisher=publisher).fields["publisher"]
        assert found["name"] == expected


@pytest.mark.parametrize("title", [OFFICE, json.dumps(OFFICE)])
def test_an_organisation_named_in_several_languages(
    swiss: Callable[..., Record], title: Any
) -> None:
    record = swiss(publisher="", organization={**PACKAGE["organization"], "title": title})
    assert record.fields["publisher"] == [{"name": OFFICE["de"]}]
    french = {**OFFICE, "de": ""}
    record = swiss(publisher="", organization={**PACKAGE["organization"], "title": french})
    assert record.fields["publisher"] == [{"name": OFFICE["fr"]}]
    assert record.resources[0].licence_attribution_by == OFFICE["fr"]


def test_a_contact_named_in_several_languages(swiss: Callable[..., Record]) -> None:
    """Every contact that can be reached is kept, not only the first."""
    points = [{"name": {"de": "Kanton", "fr": "Canton"}, "email": "geo@bl.example"},
              {"name": "Zweite Stelle", "email": "mailto:zwei@bl.example"}]  # fmt: skip
    assert swiss(contact_points=points).fields["contact"] == [
        {"name": "Kanton", "email": "geo@bl.example"},
        {"name": "Zweite Stelle", "email": "zwei@bl.example"},
    ]
