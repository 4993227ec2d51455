"""Sources as they are declared: what is read, and which sentence a mistake gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core.errors import SettingError, UnknownHarvester
from ckanext.loerrach.harvesters._core.source import Publisher, SourceEntry

FACTS: dict[str, Any] = {
    "title": {"de": "Parken"},
    "harvester": "parking",
    "url": "https://example.org/feed",
    "field": "mobility",
    "frequency": "5MIN",
    "licence": "dl-by-de/2.0",
    "publisher": {"name": "Stadt Probe"},
}


def test_the_smallest_source() -> None:
    assert SourceEntry.read("parken", FACTS) == SourceEntry(
        name="parken",
        title={"de": "Parken"},
        harvester="parking",
        url="https://example.org/feed",
        field="mobility",
        frequency="5MIN",
        licence="http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        publisher=Publisher("Stadt Probe"),
        every=86_400,
        verified=False,
        enabled=True,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": None}, "setting 'title': the German text 'de' is missing."),
        ({"title": "Parken"}, "setting 'title': names with values are needed."),
        ({"title": {"de": 5}}, "setting 'title': a text for each language is needed"),
        ({"url": "file:///etc/passwd"}, "setting 'url': 'file:///etc/passwd' does not begin with"),
        ({"url": "https://"}, "setting 'url'"),
        ({"field": "parking"}, "setting 'field': 'parking' is not one of administration"),
        ({"frequency": "often"}, "setting 'frequency': 'often' is not one of 10MIN"),
        ({"licence": ""}, "setting 'licence': a text is needed."),
        (
            {"licence": "https://example.org/my-own"},
            "is not from the list http://dcat-ap.de/def/licenses/",
        ),
        ({"publisher": {}}, "setting 'publisher': a name is needed."),
        ({"publisher": {"name": "x", "fax": "1"}}, "setting 'publisher': 'fax' is unknown"),
        ({"publisher": {"name": 5}}, "setting 'publisher': 'name' is not a text."),
        ({"every": 1}, "setting 'every': a number of seconds is needed, at least 10."),
        ({"every": True}, "setting 'every'"),
        ({"enabled": "no"}, "setting 'enabled': true or false is needed."),
        ({"demo": "../../etc/passwd"}, "setting 'demo': the name of a file below tests/feeds"),
        ({"demo": "/etc/passwd"}, "setting 'demo'"),
        ({"geocoding": "Lörrach"}, "setting 'geocoding': 'Lörrach' is not like municipalityKey"),
        ({"licence": "dl-by-de/3.0"}, "'dl-by-de/3.0' is not from the list"),
        ({"frequency": "QUATERLY"}, "setting 'frequency': 'QUATERLY' is not one of"),
        ({"settings": []}, "setting 'settings': names with values are needed."),
        ({"settings": ["a"]}, "setting 'settings': names with values are needed."),
        ({"colour": "red"}, "setting 'colour': unknown; known are attribution, demo"),
    ],
)
def test_a_mistake_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        SourceEntry.read("parken", FACTS | change)
    assert str(caught.value).startswith("Source 'parken', ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", ["", "Parken", "a b", "-a", "a--b", "../x", "ä"])
def test_names(name: str) -> None:
    with pytest.raises(SettingError, match="setting 'name'"):
        SourceEntry.read(name, FACTS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "is no YAML"),
        ("- a", "names of sources with their facts are needed"),
        ("parken: 5", "Source 'parken', setting 'the whole source'"),
        ("parken: !!python/object/apply:os.system [ls]", "is no YAML"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(SettingError) as caught:
        sources(path)
    assert sentence in str(caught.value)


def written(tmp_path: Path, **change: Any) -> Path:
    import yaml

    path = tmp_path / "sources.yaml"
    path.write_text(yaml.safe_dump({"parken": FACTS | change}))
    return path


def test_a_harvester_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"There is no harvester 'parkng'. Known: .*parking"):
        sources(written(tmp_path, harvester="parkng"))
    with pytest.raises(UnknownHarvester):
        harvester("_core")


def test_a_setting_that_the_harvester_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"settings\.crss': unknown; known are: crs, dialect"):
        sources(written(tmp_path, settings={"crss": "EPSG:25832"}))


def test_what_the_file_says(tmp_path: Path) -> None:
    assert [source.name for source in sources(written(tmp_path))] == ["parken"]
    assert {source.name for source in sources()} >= {"parking-freiburg", "parking-herrenberg"}


def test_nothing_is_harvested_that_nobody_has_licensed() -> None:
    """Herrenberg's licence is a guess: listed, but off."""
    enabled = {source.name: source.enabled for source in sources()}
    assert enabled["parking-herrenberg"] is False


#: who has to be there, and what software they run
NEIGHBOURS = {
    "mobidata-bw": "ckan", "open-data-bw": "ckan", "karlsruhe": "ckan", "opendata-swiss": "ckan",
    "freiburg": "dcat", "destatis": "dcat", "konstanz": "arcgis_hub",
    "basel-stadt": "opendatasoft", "basel-landschaft": "opendatasoft", "mulhouse": "opendatasoft",
    "saint-louis": "udata", "saint-louis-agglomeration": "udata",
}  # fmt: skip


def test_the_neighbours_are_there() -> None:
    """With a licence of the list and a publisher; off until somebody has looked."""
    found = {source.name: source for source in sources()}
    assert {name: found[name].harvester for name in NEIGHBOURS} == NEIGHBOURS
    for name in NEIGHBOURS:
        source = found[name]
        assert source.url.startswith("https://")
        assert source.licence.startswith("http://dcat-ap.de/def/licenses/")
        assert source.licences == "records"
        assert source.publisher.name
        assert source.publisher.url.startswith("https://")
        assert source.verified or not source.enabled
        assert {"de", "fr", "en"} <= source.title.keys() & source.notes.keys()
    assert found["opendata-swiss"].settings["organizations"]


#: fields of the town's strategy
FIELDS = {"mobility", "environment", "business", "administration", "culture", "citizen-services",
          "youth-education"}  # fmt: skip


def test_every_field_has_a_true_address() -> None:
    """Not only one in .example, which stands for what the town has to name."""
    live = [one for one in sources() if not urlsplit(one.url).hostname.endswith(".example")]
    assert {one.field for one in live} == FIELDS
    for one in live:
        assert one.licence.startswith("http://dcat-ap.de/def/licenses/")
        assert one.publisher.name
        assert one.publisher.url.startswith("https://")
        assert one.frequency
        assert {"de", "fr", "en"} <= one.title.keys() & one.notes.keys()
    # what is not there is not asked
    there = {one.name for one in live}
    assert not [one for one in sources() if one.enabled and one.name not in there]


def test_what_is_harvested_at_once_names_licence_and_publisher() -> None:
    for source in sources():
        if source.enabled:
            assert source.licences == "source"
            assert source.licence
            assert source.publisher.name
