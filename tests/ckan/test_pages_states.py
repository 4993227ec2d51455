"""What pages say when there is nothing to show, or something broke."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.loerrach.portal.database import grant_datastore

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach scheming_datasets datastore datatables_view"
    ),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.ckan_config("ckan.locales_offered", "de fr en"),
    pytest.mark.ckan_config("ckan.locale_order", "de fr en"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


def words(answer):
    return " ".join(BeautifulSoup(answer, "html.parser").main.get_text(" ").split())


def test_an_empty_portal_says_so(app):
    start = words(app.get("/").body)
    assert start.count("0 Datensätze") == 7
    assert "Hier gibt es noch keine Daten." in start
    assert "Beispieldaten" not in start
    assert "Hier gibt es noch keine Daten." in words(app.get("/dataset/").body)
    assert "Hier hat noch niemand Daten veröffentlicht." in words(app.get("/organization/").body)


def test_our_own_mistakes_are_not_explained_in_english(app):
    with app.flask_app.test_request_context("/"):
        shown = tk.render("error_document_template.html", {"code": [500], "content": "Oh no"})
    assert "Hier ist etwas schiefgegangen" in words(shown)
    assert "Oh no" not in shown


def test_a_table_that_is_not_there_yet_does_not_break_the_page(app):
    urls = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    grant_datastore(*(tk.config[name] for name in urls))
    package = helpers.call_action(
        "package_create", name="bald", owner_org=factories.Organization()["id"],
        strategy_field="culture", personal_data="none", title_translated={"de": "Bald"},
        notes_translated={"de": "Die Tabelle kommt noch."},
        resources=[
            {"url": "https://example.org/x.csv", "license": "cc-zero", "datastore_active": True}
        ],
    )  # fmt: skip
    shown = words(app.get(f"/dataset/bald/resource/{package['resources'][0]['id']}").body)
    assert "Die Tabelle wird gerade geladen." in shown
    assert "https://example.org/x.csv" in shown
