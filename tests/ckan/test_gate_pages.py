"""The pages that show what the gate says, and the count of the whole catalogue."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.lib.search import rebuild
from ckan.tests import factories, helpers
from ckanext.loerrach.catalogue.gate import overview, run

DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"]),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


@pytest.fixture
def editor() -> dict[str, Any]:
    user = factories.UserWithToken()
    factories.Organization(
        name="stadt", title="Stadt", users=[{"name": user["id"], "capacity": "editor"}]
    )
    return user


@pytest.fixture
def dataset(editor: dict[str, Any]) -> dict[str, Any]:
    return make("baeume")


def make(name: str, **more: Any) -> dict[str, Any]:
    return helpers.call_action(
        "package_create",
        name=name, strategy_field="environment", owner_org="stadt", personal_data="none",
        title_translated={"de": "Bäume <b>&</b>"}, notes_translated={"de": "Alle Bäume."},
        contact=[{"name": "Daten", "email": "daten@example.org"}],
        resources=[{"url": "https://example.org/b.csv", "format": "CSV", "license": DL_ZERO,
                    "name_translated": {"de": "Liste"}}],
        **more,
    )  # fmt: skip


@pytest.fixture
def out(dataset: dict[str, Any]) -> dict[str, Any]:
    """A stored dataset that lost its licence's text, as one from before a rule may have."""
    resource = model.Session.query(model.Resource).filter_by(package_id=dataset["id"]).one()
    resource.extras = {**resource.extras, "license": DL_BY}
    model.Session.commit()
    rebuild(dataset["id"])
    return dataset


@pytest.fixture(autouse=True)
def no_count() -> None:
    store = connect_to_redis()
    for key in store.scan_iter("loerrach:gate:*"):
        store.delete(key)


def page(app: Any, path: str, user: dict[str, Any] | None = None, status: int = 200) -> Any:
    headers = {"Authorization": user["token"]} if user else {}
    answer = app.get(path, headers=headers, status=status, follow_redirects=False)
    return BeautifulSoup(answer.body, "html.parser")


def said(found: Any) -> str:
    return " ".join(found.get_text(" ").split())


def test_a_dataset_says_how_good_it_is(app: Any, dataset: dict[str, Any]) -> None:
    found = page(app, "/dataset/baeume")
    section = found.find(attrs={"aria-labelledby": "quality"})
    assert "von 405 Punkten" in said(section)
    assert section.find("a")["href"].endswith("/dataset/baeume/quality")
    assert "Schlagwörter" not in said(section)
    assert not found.find("div", class_="l-sample")


def test_its_editor_is_told_what_to_do(
    app: Any, dataset: dict[str, Any], editor: dict[str, Any]
) -> None:
    section = page(app, "/dataset/baeume", editor).find(attrs={"aria-labelledby": "quality"})
    assert "Es gibt keine Schlagwörter." in said(section)


def test_a_dataset_that_is_kept_out_says_so(
    app: Any, out: dict[str, Any], editor: dict[str, Any]
) -> None:
    notice = page(app, "/dataset/baeume").find("div", class_="l-sample")
    assert "Nicht im Katalog für andere Portale." in said(notice)
    assert "Die Lizenz verlangt" not in said(notice)
    notice = page(app, "/dataset/baeume", editor).find("div", class_="l-sample")
    assert "Liste: Die Lizenz verlangt, die Quelle zu nennen" in said(notice)


def test_the_quality_page_names_findings_points_and_takers(
    app: Any, out: dict[str, Any], editor: dict[str, Any]
) -> None:
    found = page(app, "/dataset/baeume/quality")
    assert "Bäume <b>&</b>" in said(found.find("p", class_="l-lead"))
    must = found.find(attrs={"aria-labelledby": "findings-must"})
    assert "Liste: Die Lizenz verlangt, die Quelle zu nennen" in said(must)
    verdict = said(found.find(attrs={"aria-labelledby": "verdict"}))
    assert "GovData und daten.bw: würde ihn nicht nehmen." in verdict
    assert "ein anderes CKAN: würde ihn nehmen." in verdict
    forecast = found.find(attrs={"aria-labelledby": "forecast"})
    assert [row.find("th").get_text() for row in forecast.select("tbody tr")] == [
        "Auffindbarkeit", "Zugänglichkeit", "Interoperabilität", "Nachnutzbarkeit", "Kontext",
    ]  # fmt: skip
    assert forecast.find("meter")["max"] == "100"
    assert "Das brächte 30 Punkte bei data.europa.eu." in said(forecast)
    assert not found.find("a", href="/dataset/edit/baeume")
    assert page(app, "/dataset/baeume/quality", editor).find("a", href="/dataset/edit/baeume")


def test_the_schema_has_nothing_against_what_it_let_in(
    app: Any, dataset: dict[str, Any], editor: dict[str, Any]
) -> None:
    """Also where nobody is logged in: commands and jobs ask without a user."""
    found = [one for one in run.stored("baeume", by=None).result.findings if one.layer == "schema"]
    assert [one.sentence() for one in found] == []
    assert "Formular" not in said(page(app, "/dataset/baeume/quality", editor))


def test_it_speaks_french_and_english(app: Any, dataset: dict[str, Any]) -> None:
    assert "Points sur data.europa.eu" in said(page(app, "/fr/dataset/baeume/quality"))
    assert "There are no keywords." in said(page(app, "/en/dataset/baeume/quality"))


def test_what_one_may_not_read_is_not_there(
    app: Any, dataset: dict[str, Any], editor: dict[str, Any]
) -> None:
    page(app, "/dataset/nothing/quality", status=404)
    helpers.call_action("package_patch", id=dataset["id"], private=True)
    page(app, "/dataset/baeume/quality", status=404)
    page(app, "/dataset/baeume/quality", editor)


def test_the_overview_is_for_people_who_are_logged_in(app: Any) -> None:
    answer = app.get("/quality", follow_redirects=False)
    assert answer.status_code in (302, 403)
    assert app.post("/quality", follow_redirects=False).status_code in (302, 400, 403)


def test_before_the_first_count_the_page_says_so(app: Any, editor: dict[str, Any]) -> None:
    found = said(page(app, "/quality", editor))
    assert "Der Katalog ist noch nicht gezählt." in found
    assert overview.waiting()
    assert "Eine neue Zählung ist bestellt." in said(page(app, "/quality", editor))


def test_the_count_is_shown_with_its_time(
    app: Any, out: dict[str, Any], editor: dict[str, Any]
) -> None:
    make("strassen")
    make("geheim", private=True)
    overview.count()
    assert not overview.waiting()
    summary = overview.latest()
    assert summary is not None
    assert summary["datasets"] == 2
    assert summary["consumers"]["govdata"]["takes"] == 1
    assert summary["consumers"]["ckan"]["takes"] == 2
    found = page(app, "/quality", editor)
    assert "Stand:" in said(found)
    assert "1 von 2 Datensätzen" in said(found.find(attrs={"aria-labelledby": "takers"}))
    assert [link["href"] for link in found.find(attrs={"aria-labelledby": "out"}).select("a")] == [
        "/dataset/baeume/quality"
    ]
    assert "2 × Es gibt keine Schlagwörter." in said(found)
    assert "geheim" not in said(found)
    # fresh: nobody asks for another one
    assert not overview.waiting()


def test_a_count_that_runs_shows_how_far_it_is(app: Any, editor: dict[str, Any]) -> None:
    overview.ask()
    connect_to_redis().set(overview._key("progress"), "[51, 120]")
    assert "51 von 120 Datensätzen" in said(page(app, "/quality", editor))


def test_no_page_loads_pyshacl(app: Any, dataset: dict[str, Any], editor: dict[str, Any]) -> None:
    before = "pyshacl" in sys.modules
    for path in ("/dataset/baeume", "/dataset/baeume/quality", "/quality"):
        page(app, path, editor)
    assert ("pyshacl" in sys.modules) == before
