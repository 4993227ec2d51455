"""The forms without scripts: choose, fill in, be told what is wrong, keep a draft, publish."""

from __future__ import annotations

import io
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories, helpers
from ckanext.loerrach.forms import findings

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.ckan_config("ckan.locales_offered", "de fr en"),
    pytest.mark.ckan_config("ckan.locale_order", "de fr en"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
MUSEUMS = {
    "strategy_field": "culture", "title_translated-de": "Museen",
    "notes_translated-de": "Alle Museen.", "tags_translated-de": "Museum, Kunst",
    "personal_data": "none", "contact-0-email": "museen@example.org", "private": "False",
}  # fmt: skip
FILE = {"url": "https://example.org/m.csv", "license": "http://dcat-ap.de/def/licenses/cc-zero"}


class Editor:
    """Somebody who may describe datasets of one organization."""

    def __init__(self, app: Any) -> None:
        self.app, self.user = app, factories.UserWithToken()
        member = [{"name": self.user["name"], "capacity": "editor"}]
        self.organization = factories.Organization(name="museum", users=member)["id"]

    def get(self, path: str, status: int = 200) -> Tag:
        answer = self.app.get(path, headers=self.headers, status=status)
        return BeautifulSoup(answer.body, "html.parser")

    def post(self, path: str, save: str, data: dict[str, Any]) -> Tag:
        typed = {"owner_org": self.organization, **data, "save": save}
        answer = self.app.post(path, data=typed, headers=self.headers)
        assert answer.status_code == 200
        return BeautifulSoup(answer.body, "html.parser")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.user["token"]}


@pytest.fixture
def editor(app):
    return Editor(app)


def show(name: str) -> dict[str, Any]:
    return helpers.call_action("package_show", id=name)


def values(tree: Tag) -> dict[str, str]:
    """What a browser would send of the form."""
    form = tree.select_one("form.f-form")
    found = {one["name"]: one.get("value", "") for one in form.select("input[name]")
             if one["type"] not in ("radio", "checkbox") or one.has_attr("checked")}  # fmt: skip
    found |= {one["name"]: one.text for one in form.select("textarea[name]")}
    for one in form.select("select[name] option[selected]"):
        found[one.find_parent("select")["name"]] = one["value"]
    return {key: value for key, value in found.items() if key != "_csrf_token"}


def said(tree: Tag) -> list[str]:
    return [line.get_text(" ", strip=True) for line in tree.select("#errors li")]


def test_first_one_chooses_the_field(editor):
    cards = editor.get("/dataset/new").select(".l-card h2 a")
    assert len(cards) == 7
    assert cards[0]["href"].endswith("/dataset/new?strategy_field=mobility")
    assert editor.get("/dataset/new?strategy_field=gibtsnicht").select(".l-card")


def test_the_organization_one_comes_from_is_chosen(editor):
    other = [{"name": editor.user["name"], "capacity": "editor"}]
    library = factories.Organization(name="bibliothek", users=other)["id"]
    card = editor.get(f"/dataset/new?group={library}").select_one(".l-card h2 a")
    assert values(editor.get(card["href"]))["owner_org"] == library


def test_without_an_answer_about_persons_it_stays_private_and_says_so(editor):
    page = editor.post("/dataset/new", "next", {**MUSEUMS, "personal_data": ""})
    assert "bleibt privat" in page.select_one(".flash-messages").text
    editor.post("/dataset/museen/resource/new", "publish", FILE)
    assert (show("museen")["state"], show("museen")["private"]) == ("active", True)


def test_the_form_of_a_field_holds_what_concerns_it(editor):
    mobility = editor.get("/dataset/new?strategy_field=mobility")
    culture = editor.get("/dataset/new?strategy_field=culture")
    assert mobility.select("[name=mobility_theme]")
    assert not culture.select("[name=mobility_theme]")
    assert [g["id"] for g in mobility.select("fieldset.f-group")][:2] == ["group-what", "group-own"]
    for name in ("uri", "sample_data", "license_id"):
        assert not mobility.select(f"[name={name}]")


def test_mistakes_are_named_beside_the_field_and_nothing_is_lost(editor):
    typed = {
        **MUSEUMS, "title_translated-de": "", "title_translated-fr": "Musées",
        "contact-0-name": "Dreiländermuseum", "contact-0-email": "kein Mail",
        "contact-1-name": "", "contact-2-email": "a@example.org", "issued": "31.02.2026",
        "spatial_coverage-0-bbox-west": "7,6", "conforms_to": "https://a.example\nunsinn",
    }  # fmt: skip
    tree = editor.post("/dataset/new", "next", typed)
    assert tree.select_one("#errors")["tabindex"] == "-1"
    hrefs = [link["href"] for link in tree.select("#errors a")]
    for field in ("title_translated-de", "contact-0-email", "issued", "conforms_to"):
        assert f"#field-{field}" in hrefs
        assert tree.select(f"#field-{field}"), field
    assert "keine E-Mail-Adresse" in tree.select_one("#field-contact-0-email-error").text
    kept = values(tree)
    for name, value in typed.items():
        if name not in ("contact-1-name", "contact-2-email"):
            assert kept[name] == value, name
    assert kept["contact-1-email"] == "a@example.org"
    assert tree.select("details[open] #field-issued")


def test_a_draft_needs_a_title_and_is_taken_up_later(editor):
    tree = editor.post("/dataset/new", "draft", {"strategy_field": "culture"})
    assert said(tree) == ["Titel: Die deutsche Fassung fehlt. Bitte auf Deutsch ergänzen."]
    editor.post("/dataset/new", "draft", {**MUSEUMS, "notes_translated-de": ""})
    assert (show("museen")["state"], show("museen")["title"]) == ("draft", "Museen")
    assert helpers.call_action("package_search", q="museen")["count"] == 0
    mine = editor.get("/dashboard/datasets")
    assert mine.select_one("#drafts a")["href"] == "/dataset/edit/museen"
    kept = values(editor.get("/dataset/edit/museen"))
    assert kept["contact-0-email"] == "museen@example.org"
    refused = editor.post("/dataset/edit/museen", "next", kept)
    assert said(refused) == [
        "Beschreibung: Die deutsche Fassung fehlt. Bitte auf Deutsch ergänzen."
    ]


def test_from_nothing_to_a_public_dataset(editor):
    step = editor.post("/dataset/new", "next", MUSEUMS)
    assert step.select("form#resource-edit")
    missing = editor.post(
        "/dataset/museen/resource/new", "publish", {"name_translated-de": "Liste"}
    )
    (sentence,) = said(missing)
    assert sentence.startswith("Adresse oder Datei: ")
    assert values(missing)["name_translated-de"] == "Liste"
    nameless = editor.post("/dataset/museen/resource/new", "publish", {**FILE, "license": DL_BY})
    assert nameless.select("#field-licenseAttributionByText-error")
    page = editor.post("/dataset/museen/resource/new", "publish", FILE)
    assert page.h1.text.strip() == "Museen"
    kept = show("museen")
    assert (kept["state"], kept["private"], len(kept["resources"])) == ("active", False, 1)
    assert kept["tags_translated"] == {"de": ["Museum", "Kunst"]}
    assert kept["resources"][0]["format"] == "CSV"


def test_a_file_is_uploaded_replaced_and_kept(editor, create_with_upload, ckan_config):
    editor.post("/dataset/new", "next", MUSEUMS)

    def send(path, save, more, name=""):
        typed = {**FILE, "url": "", **more, "save": save}
        if name:
            typed["upload"] = (io.BytesIO(b"a,b\n1,2\n"), name)
        answer = editor.app.post(path, data=typed, headers=editor.headers)
        return BeautifulSoup(answer.body, "html.parser")

    lost = send("/dataset/museen/resource/new", "again", {"license": "x"}, "liste.csv")
    assert "„liste.csv“ noch einmal" in lost.select_one("#field-upload-error").text
    send("/dataset/museen/resource/new", "again", {}, "liste.csv")
    (resource,) = show("museen")["resources"]
    assert (resource["url_type"], resource["format"]) == ("upload", "CSV")
    path = f"/dataset/museen/resource/{resource['id']}/edit"
    assert "liste.csv" in editor.get(path).select_one("[data-field=upload]").text
    send(path, "draft", {"name_translated-de": "Liste"})
    (resource,) = show("museen")["resources"]
    assert resource["url"].endswith("/liste.csv")
    assert resource["name"] == "Liste"
    send(path, "draft", {"url": "https://example.org/l.csv"})
    (resource,) = show("museen")["resources"]
    assert (resource["url"], resource["url_type"]) == ("https://example.org/l.csv", "")


def test_the_field_can_be_changed_without_loss(editor):
    parking = "https://w3id.org/mobilitydcat-ap/mobility-theme/car-parking-availability"
    typed = {**MUSEUMS, "strategy_field": "mobility", "mobility_theme": parking}
    changed = editor.post("/dataset/new", "field", {**typed, "strategy_field": "culture"})
    assert values(changed)["mobility_theme"] == parking
    assert not changed.select("select[name=mobility_theme]")
    editor.post("/dataset/new", "draft", typed)
    kept = values(editor.get("/dataset/edit/museen"))
    editor.post("/dataset/edit/museen", "draft", {**kept, "strategy_field": "culture"})
    assert show("museen")["strategy_field"] == "culture"
    kept = values(editor.get("/dataset/edit/museen"))
    editor.post("/dataset/edit/museen", "draft", {**kept, "strategy_field": "mobility"})
    assert show("museen")["mobility_theme"] == [parking]


def test_rows_and_places_without_scripts(editor):
    tree = editor.post("/dataset/new", "add:contact", {**MUSEUMS, "contact-0-name": "Museum"})
    assert tree.select("#field-contact-1-email")
    assert not tree.select("#errors")
    tree = editor.post("/dataset/new", "remove:contact:0", {**values(tree), "contact-1-name": "B"})
    assert values(tree)["contact-0-name"] == "B"
    chosen = {**values(tree), "spatial_coverage-0-place": "Basel"}
    tree = editor.post("/dataset/new", "place:spatial_coverage:0", chosen)
    assert values(tree)["spatial_coverage-0-text"] == "Basel"
    assert values(tree)["spatial_coverage-0-centroid-lon"] == "7.5886"


def test_an_edit_leaves_alone_what_the_form_does_not_show(editor):
    helpers.call_action(
        "package_create", name="alt", strategy_field="culture", owner_org=editor.organization,
        title_translated={"de": "Alt", "it": "Vecchio"}, notes_translated={"de": "So."},
        uri="https://example.org/alt", personal_data="none", archived=True,
        tags_translated={"de": ["eins"]}, resources=[{**FILE, "size": 12}],
    )  # fmt: skip
    before = show("alt")
    kept = values(editor.get("/dataset/edit/alt"))
    editor.post("/dataset/edit/alt", "save", {**kept, "tags_translated-de": "", "version": "2"})
    after = show("alt")
    different = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert different == {"version", "tags", "tags_translated", "num_tags", "metadata_modified"}
    assert not after.get("tags")


def test_unpublish_and_publish_again(editor):
    editor.post("/dataset/new", "next", MUSEUMS)
    editor.post("/dataset/museen/resource/new", "publish", FILE)
    kept = values(editor.get("/dataset/edit/museen"))
    editor.post("/dataset/edit/museen", "unpublish", kept)
    assert show("museen")["state"] == "draft"
    editor.post("/dataset/edit/museen", "publish", kept)
    assert show("museen")["state"] == "active"


def test_the_check_says_what_neighbours_would(editor):
    if not findings.gate():
        pytest.skip("there is no gate in this portal yet")
    tree = editor.post("/dataset/new", "check", {**MUSEUMS, "tags_translated-de": ""})
    assert "von 405 Punkten" in tree.select_one("#report").get_text(" ", strip=True)
    assert tree.select("#field-tags_translated-finding .f-finding")
    with pytest.raises(tk.ObjectNotFound):
        show("museen")


def test_who_may_not_is_told_so(app, editor):
    other = factories.UserWithToken()
    headers = {"Authorization": other["token"]}
    editor.post("/dataset/new", "draft", MUSEUMS)
    assert app.get("/dataset/edit/museen", headers=headers).status_code in (403, 404)
    assert app.get("/dataset/museen/resource/new", headers=headers).status_code in (403, 404)
    assert app.get("/dataset/edit/gibtsnicht", headers=editor.headers).status_code == 404
    assert app.get("/dataset/new").status_code in (302, 403)
