"""What a dataset page says of series, high value, model datasets, services and the archive."""

from __future__ import annotations

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
HVD = "http://data.europa.eu/bna/c_ac64a52d"
REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
SERVICE = {
    "title": "Geodienst", "endpoint_url": ["https://example.org/wfs"],
    "publisher": [{"name": "Vermessung"}],
}  # fmt: skip


def dataset(name, **more):
    return helpers.call_action(
        "package_create", name=name, strategy_field="culture", personal_data="none",
        title_translated={"de": name.title(), "fr": "En français"},
        notes_translated={"de": "So."}, **more,
    )  # fmt: skip


def facts(tree):
    names = [one.get_text(" ", strip=True) for one in tree.select("main dt")]
    values = [" ".join(one.get_text(" ").split()) for one in tree.select("main dd")]
    return dict(zip(names, values, strict=True))


def test_the_page_of_a_dataset_and_of_its_series(app):
    owner = factories.Organization(name="museum")["id"]
    dataset("jahre", kind="series", owner_org=owner)
    dataset("geheim", kind="series", owner_org=owner, private=True)
    dataset(
        "museen-2026", owner_org=owner, hvd_category=[HVD], applicable_legislation=[REGULATION],
        hvd_decision="Stadtarchiv, 22.11.2026", archived="2026-11-20T10:00:00Z",
        in_series=["jahre", "geheim", "https://example.org/reihe"],
        tags_translated={"de": ["Museum"], "fr": ["musée"]},
        resources=[{
            "url": "https://example.org/wfs", "license": "cc-zero", "format": "WFS",
            "access_services": [SERVICE],
        }],
    )  # fmt: skip
    page = BeautifulSoup(app.get("/dataset/museen-2026").body, "html.parser")
    said = facts(page)
    assert said["Teil der Reihe"] == "Jahre https://example.org/reihe"
    assert "Stadtarchiv, 22.11.2026" in said["Hochwertiger Datensatz der EU"]
    assert "data.europa.eu" not in said["Hochwertiger Datensatz der EU"]
    assert "enthält keine personenbezogenen Daten" in said["Personenbezug"]
    assert "Nicht mehr in der Quelle seit 20. November 2026." in page.main.text
    series = BeautifulSoup(app.get("/dataset/jahre").body, "html.parser")
    assert series.h1.select_one(".l-tag").text == "Reihe von Datensätzen"
    links = [one["href"] for one in series.select("[aria-labelledby=members] a")]
    assert links == ["/dataset/museen-2026"]
    assert not page.select("[aria-labelledby=members]")
    kept = helpers.call_action("package_show", id="museen-2026")["resources"][0]
    file = BeautifulSoup(app.get(f"/dataset/museen-2026/resource/{kept['id']}").body, "html.parser")
    assert "Geodienst" in facts(file)["Dienst"]
    assert "https://example.org/wfs" in facts(file)["Dienst"]


def test_a_harvested_series_is_known_by_its_own_address(app):
    owner = factories.Organization(name="museum")["id"]
    address = "https://nachbar.example/reihe?a=1&b=(2)"
    dataset("reihe", kind="series", owner_org=owner, uri=address)
    dataset("glied", owner_org=owner, in_series=[address])
    page = BeautifulSoup(app.get("/dataset/glied").body, "html.parser")
    assert facts(page)["Teil der Reihe"] == "Reihe"
    series = BeautifulSoup(app.get("/dataset/reihe").body, "html.parser")
    assert [a["href"] for a in series.select("[aria-labelledby=members] a")] == ["/dataset/glied"]


@pytest.mark.parametrize(("prefix", "word"), [("", "Museum"), ("/fr", "musée"), ("/en", "Museum")])
def test_keywords_in_the_readers_language(app, prefix, word):
    owner = factories.Organization(name="museum")["id"]
    dataset("museen", owner_org=owner, tags_translated={"de": ["Museum"], "fr": ["musée"]})
    page = BeautifulSoup(app.get(f"{prefix}/dataset/museen").body, "html.parser")
    tag = page.select_one("a.tag")
    assert (tag.text, tag["lang"]) == (word, "fr" if word == "musée" else "de")
    found = BeautifulSoup(app.get(tag["href"]).body, "html.parser")
    assert found.select(".dataset-heading a")
