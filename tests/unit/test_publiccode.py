"""publiccode.yml keeps to the standard (yml.publiccode.tools, 0.4) and to the package."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def code():
    return yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))


def test_has_every_required_key(code):
    assert code["publiccodeYmlVersion"] == "0.4"
    for key in (
        "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation", "categories",
    ):  # fmt: skip
        assert code[key], key
    assert code["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert code["maintenance"]["contacts"][0]["name"]
    assert code["localisation"]["localisationReady"] is True


def test_descriptions_have_the_lengths_of_the_standard(code):
    for language, text in code["description"].items():
        assert len(text["shortDescription"]) <= 150, language
        assert 500 <= len(text["longDescription"]) <= 10_000, language
        assert all(len(feature) <= 100 for feature in text["features"]), language


def test_says_what_the_package_says(code):
    setup = (ROOT / "setup.py").read_text("utf-8")
    assert code["softwareVersion"] == re.search(r'version="(.+?)"', setup)[1]
    assert code["legal"]["license"] == re.search(r'license="(.+?)"', setup)[1]
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text("utf-8")
