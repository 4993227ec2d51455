"""German queries through package_search, and what it offers where nothing is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.loerrach.search import did_you_mean

CORPUS = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "municipal_titles.yaml").read_text(encoding="utf-8")
)
pytestmark = pytest.mark.ckan_config("ckan.plugins", "loerrach_search")


@pytest.fixture(scope="module")
def titles(reset_db: Any, reset_index: Any) -> None:
    """All titles of the corpus as datasets; one more is private."""
    reset_db()
    reset_index()
    organization = factories.Organization()["id"]
    for number, dataset in enumerate(CORPUS["datasets"].values()):
        # a name is searched as well, so these say nothing
        factories.Dataset(name=f"x{number}", title=dataset["title"], notes=dataset["notes"],
                          owner_org=organization, tags=[])  # fmt: skip
    factories.Dataset(name="geheim", title="Geheimprojekt Quantentunnel", private=True,
                      owner_org=organization)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_words_of_other_tests() -> None:
    did_you_mean.forget()


def search(query: str, **params: Any) -> dict[str, Any]:
    return helpers.call_action("package_search", q=query, rows=200, **params)


@pytest.mark.usefixtures("titles")
@pytest.mark.parametrize("pair", CORPUS["queries"], ids=lambda pair: pair["q"])
def test_a_query_finds_these_titles_and_no_other(pair):
    found = {dataset["title"] for dataset in search(pair["q"])["results"]}
    assert found == {CORPUS["datasets"][key]["title"] for key in pair["finds"]}


@pytest.mark.usefixtures("with_plugins", "titles")
class TestDidYouMean:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Parkplaz", "Parkplätze"),
            ("Fahradzählung", "Fahrradzählung"),
            ("Lörach", "Lörrach"),
            ("Luftqualitet", "Luftqualität"),
        ],
    )
    def test_a_typing_error_is_mended_by_what_finds_something(self, typed, meant):
        answer = search(typed)
        assert (answer["count"], answer["did_you_mean"]) == (0, meant)
        assert search(meant)["count"] > 0

    @pytest.mark.parametrize("query", ["Parkplatz", "*:*", "", "xyzzyqwert", "title:Parkplaz"])
    def test_nothing_is_offered_where_something_was_found_or_nothing_is_near(self, query):
        assert "did_you_mean" not in search(query)

    def test_words_of_private_datasets_are_not_given_away(self):
        assert "did_you_mean" not in search("Geheimprojekd")
        assert "did_you_mean" not in search("Quantentunnell")

    def test_nothing_is_offered_that_the_filters_exclude(self):
        assert "did_you_mean" not in search("Parkplaz", fq="organization:nobody")

    def test_new_words_are_learnt(self, monkeypatch):
        monkeypatch.setattr(did_you_mean, "PAUSE_SECONDS", 0)
        assert "did_you_mean" not in search("Zeppelinn")
        made = factories.Dataset(title="Zeppelinhalle")
        assert search("Zeppelinhale")["did_you_mean"] == "Zeppelinhalle"
        helpers.call_action("dataset_purge", id=made["id"])
        assert "did_you_mean" not in search("Zeppelinhale")

    def test_what_is_known_is_not_learnt_again(self):
        words = did_you_mean.Words()
        words._learn()
        counts = dict(words._counts)
        words._learn()
        assert counts
        assert words._counts == counts

    def test_it_can_be_switched_off(self, ckan_config):
        ckan_config[did_you_mean.OPTION] = False
        assert "did_you_mean" not in search("Parkplaz")

    def test_the_page_links_to_it_and_keeps_the_filters(self, app):
        page = BeautifulSoup(
            app.get("/dataset/?q=Parkplaz&res_format=&sort=name+asc&page=1").body, "html.parser"
        )
        link = page.select_one(".loerrach-did-you-mean a")
        assert link.text == "Parkplätze"
        assert link["href"] == "?q=Parkpl%C3%A4tze&res_format=&sort=name+asc"

    def test_what_was_typed_is_shown_as_text(self, app):
        page = app.get("/dataset/?q=%3Cscript%3EParkplaz%3C%2Fscript%3E").body
        assert "<script>Parkpl" not in page
