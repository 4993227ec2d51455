"""Areas by their codes: what a dataset of each says."""

from __future__ import annotations

from ckanext.loerrach.geo.areas import Area, areas, around, by_uri, fields
from ckanext.loerrach.harvesters import sources

KEY = "http://dcat-ap.de/def/politicalGeocoding/"


def test_the_town_its_parts_its_district_and_its_neighbours():
    assert areas()["loerrach/brombach"] == Area(
        "loerrach/brombach",
        {"de": "Brombach", "fr": "Brombach", "en": "Brombach"},
        "municipalityKey/08336050",
    )
    assert areas()["districtKey/08336"].name["fr"] == "Arrondissement de Lörrach"
    inside = [one for one in areas().values() if one.part_of == "districtKey/08336"]
    assert len(inside) == 35
    assert sum(one.part_of == "municipalityKey/08336050" for one in areas().values()) == 10
    assert by_uri()["https://ld.admin.ch/municipality/2701"].name["fr"] == "Bâle"
    assert by_uri()[f"{KEY}municipalityKey/08336091"].name["de"] == "Weil am Rhein"


def test_every_area_is_part_of_one_that_is_there_and_has_its_key():
    for one in areas().values():
        assert one.part_of == "" or one.part_of in areas(), one.code
        assert all(one.name.values())
        if one.code.startswith("municipalityKey/"):
            assert len(one.code) == len("municipalityKey/08336050")
            assert one.code.split("/")[1].startswith(one.part_of.split("/")[1])
    uris = [one.uri for one in areas().values() if one.uri]
    assert len(uris) == len(set(uris))


def test_what_a_dataset_says():
    assert fields("municipalityKey/08336050") == {
        "politicalGeocodingURI": [f"{KEY}municipalityKey/08336050"]
    }
    assert fields("loerrach/haagen") == {
        "politicalGeocodingURI": [f"{KEY}municipalityKey/08336050"], "geocodingText": ["Haagen"]
    }  # fmt: skip
    assert fields("insee/68297") == {
        "spatial_coverage": [{"uri": "http://id.insee.fr/geo/commune/68297", "text": "Saint-Louis"}]
    }
    # one that the list does not have, and none at all
    assert fields("municipalityKey/09162000") == {
        "politicalGeocodingURI": [f"{KEY}municipalityKey/09162000"]
    }
    assert fields("") == {}


def test_every_source_in_the_region_names_an_area_with_a_name():
    codes = {one.geocoding for one in sources() if one.geocoding.split("/")[-1][:5] == "08336"}
    assert codes
    assert codes <= set(areas())


def test_what_is_of_a_part_is_of_the_whole():
    town, district = "municipalityKey/08336050", "districtKey/08336"
    assert around([KEY + town]) == [town, district]
    assert around(["Brombach"]) == ["loerrach/brombach", town, district]
    assert around(["https://ld.admin.ch/municipality/2701", "Basel"]) == ["bfs/2701"]
    assert around([f"{KEY}stateKey/08", KEY + town]) == ["stateKey/08", town, district]
    # two towns at the Rhine are called so, and nobody knows the last one
    assert around(["Rheinfelden", "Atlantis", ""]) == []
