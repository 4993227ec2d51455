"""Areas by name: chosen in the form, found by the search, narrowed by a facet."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.ckan_config("ckan.locales_offered", "de fr en"),
    pytest.mark.ckan_config("ckan.locale_order", "de fr en"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]
KEY = "http://dcat-ap.de/def/politicalGeocoding/"
TOWN, DISTRICT = "municipalityKey/08336050", "districtKey/08336"


def dataset(owner: str, name: str, **more: Any) -> None:
    helpers.call_action(
        "package_create", name=name, owner_org=owner, strategy_field="culture",
        personal_data="none", title_translated={"de": name}, notes_translated={"de": "So."}, **more,
    )  # fmt: skip


def test_areas_by_name(app: Any) -> None:
    user = factories.SysadminWithToken()
    headers = {"Authorization": user["token"]}
    owner = factories.Organization(name="museum")["id"]
    other = f"{KEY}municipalityKey/09162000"
    dataset(owner, "stadt", politicalGeocodingURI=[KEY + TOWN, other])
    dataset(owner, "ortsteil", spatial_coverage=[{"text": "Brombach"}])
    dataset(owner, "basel", spatial_coverage=[{"uri": "https://ld.admin.ch/municipality/2701"}])

    page = BeautifulSoup(app.get("/dataset/").body, "html.parser")
    facet = {
        " ".join(link.span.get_text(" ").split()): int(link.select_one(".l-facet-count").text)
        for link in page.select("section[aria-labelledby=facet-vocab_area] li a")
    }
    assert facet == {"Lörrach": 2, "Landkreis Lörrach": 2, "Basel": 1, "Brombach": 1}
    found = BeautifulSoup(
        app.get("/fr/dataset/", query_string={"vocab_area": DISTRICT}).body, "html.parser"
    )
    assert "Arrondissement de Lörrach" in found.main.text
    assert {a["href"] for a in found.select("main h2 a")} == {
        "/fr/dataset/stadt", "/fr/dataset/ortsteil",
    }  # fmt: skip

    form = BeautifulSoup(app.get("/dataset/edit/stadt", headers=headers).body, "html.parser")
    select = form.select_one("select[name=politicalGeocodingURI]")
    options = {one.text: one["value"] for one in select.select("option")}
    assert options["Landkreis Lörrach"] == KEY + DISTRICT
    # a key beyond the list is not lost
    assert [one["value"] for one in select.select("option[selected]")] == [KEY + TOWN, other]
    names = {one["value"] for one in form.select("datalist#areas option")}
    assert {"Brombach", "Saint-Louis", "Basel"} <= names
    assert form.select_one("input[name=spatial_coverage-0-text]")["list"] == "areas"
