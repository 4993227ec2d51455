"""What the composed schema does to a dataset: stored, shown, refused."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]

DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
THEME = "https://w3id.org/mobilitydcat-ap/mobility-theme/car-parking-availability"


def parking(**changes: Any) -> dict[str, Any]:
    """A dataset with all that is required, and what ``changes`` say otherwise."""
    return {
        "name": "parken",
        "strategy_field": "mobility",
        "title_translated": {"de": "Freie Parkplätze", "fr": "Places libres"},
        "notes_translated": {"de": "Wie viele Plätze frei sind."},
        "tags_translated": {"de": ["Parken", "Verkehr"], "en": ["parking"]},
        "mobility_theme": ["car-parking-availability"],
        "personal_data": "none",
        "owner_org": factories.Organization(name="loerrach")["id"],
        "resources": [
            {
                "url": "https://example.org/p.json", "name": "Stand", "format": "JSON",
                "license": "dl-by-de/2.0", "licenseAttributionByText": "Stadt Lörrach",
            }
        ],
        **changes,
    }  # fmt: skip


def refused(data: dict[str, Any], action: str = "package_create") -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action(action, **data)
    return caught.value.error_dict


def test_a_dataset_is_kept_as_it_was_given():
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_show", id="parken")
    assert shown["type"] == "dataset"
    assert shown["title"] == "Freie Parkplätze"
    assert shown["title_translated"] == {"de": "Freie Parkplätze", "fr": "Places libres"}
    assert shown["notes"] == "Wie viele Plätze frei sind."
    assert [tag["name"] for tag in shown["tags"]] == ["Parken", "Verkehr"]
    assert shown["tags_translated"] == {"de": ["Parken", "Verkehr"], "en": ["parking"]}
    assert shown["mobility_theme"] == [THEME]
    assert shown["theme"] == ["http://publications.europa.eu/resource/authority/data-theme/TRAN"]
    assert shown["license_id"] == DL_BY
    assert shown["isopen"] is True
    assert [group["name"] for group in shown["groups"]] == ["mobility"]
    assert shown["resources"][0]["license"] == DL_BY
    assert shown["resources"][0]["name_translated"] == {"de": "Stand"}


def test_software_that_knows_only_ckans_fields_writes_the_german_text():
    data = parking(title="Parken", notes="Text", tags=[{"name": "Parken"}])
    for name in ("title_translated", "notes_translated", "tags_translated"):
        del data[name]
    shown = helpers.call_action("package_create", **data)
    assert shown["title_translated"] == {"de": "Parken"}
    assert shown["notes_translated"] == {"de": "Text"}
    assert shown["tags_translated"] == {"de": ["Parken"]}


@pytest.mark.parametrize(
    ("change", "title", "texts"),
    [
        ({"title": "Neu"}, "Neu", {"de": "Neu", "fr": "Places libres"}),
        ({"title_translated": {"de": "Neu"}}, "Neu", {"de": "Neu"}),
        ({"notes": "x"}, "Freie Parkplätze", {"de": "Freie Parkplätze", "fr": "Places libres"}),
    ],
)
def test_either_of_the_two_titles_can_be_changed(
    change: dict[str, Any], title: str, texts: dict[str, str]
):
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_patch", id="parken", **change)
    assert (shown["title"], shown["title_translated"]) == (title, texts)


def test_german_keywords_are_the_tags_also_when_ckans_field_changes():
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_patch", id="parken", tags=[{"name": "Auto"}])
    assert shown["tags_translated"] == {"de": ["Auto"], "en": ["parking"]}
    shown = helpers.call_action("package_patch", id="parken", tags_translated={"de": ["Rad"]})
    assert [tag["name"] for tag in shown["tags"]] == ["Rad"]


def test_a_second_update_with_the_same_values_changes_nothing():
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_show", id="parken")
    again = helpers.call_action("package_update", **shown)
    assert again == shown


@pytest.mark.parametrize("field", ["environment", "culture", "business", "citizen-services",
                                   "administration", "youth-education"])  # fmt: skip
def test_every_field_of_the_strategy_takes_datasets(field: str):
    data = parking(strategy_field=field)
    del data["mobility_theme"]
    shown = helpers.call_action("package_create", **data)
    assert [group["name"] for group in shown["groups"]] == [field]
    assert "mobility_theme" not in shown


def test_the_group_follows_the_strategy_field_and_nothing_is_lost():
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_patch", id="parken", strategy_field="culture")
    assert [group["name"] for group in shown["groups"]] == ["culture"]
    back = helpers.call_action("package_patch", id="parken", strategy_field="mobility")
    assert [group["name"] for group in back["groups"]] == ["mobility"]
    assert back["mobility_theme"] == [THEME]


def test_a_client_cannot_choose_the_group():
    other = factories.Group(name="sonstiges")
    helpers.call_action("package_create", **parking(groups=[{"name": "culture"}, other]))
    shown = helpers.call_action("package_show", id="parken")
    assert sorted(group["name"] for group in shown["groups"]) == ["mobility", "sonstiges"]
    shown = helpers.call_action("package_patch", id="parken", groups=[])
    assert [group["name"] for group in shown["groups"]] == ["mobility"]


def test_an_editor_of_the_organization_needs_no_rights_in_the_group():
    data = parking()
    user = factories.User()
    helpers.call_action("organization_member_create", id="loerrach", username=user["name"],
                        role="editor")  # fmt: skip
    context = {"user": user["name"], "ignore_auth": False}
    shown = helpers.call_action("package_create", context, **data)
    assert [group["name"] for group in shown["groups"]] == ["mobility"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"strategy_field": None},
            "strategy_field",
            "Handlungsfeld: Die Angabe fehlt. Bitte ergänzen.",
        ),
        (
            {"strategy_field": "kulturr"},
            "strategy_field",
            (
                "Handlungsfeld: „kulturr“ steht nicht auf der Liste. Gemeint vielleicht: Kultur"
                " (culture)"
            ),
        ),
        (
            {"title_translated": {"fr": "Parking"}},
            "title_translated",
            "Titel: Die deutsche Fassung fehlt. Bitte auf Deutsch ergänzen.",
        ),
        (
            {"title_translated": ["x"]},
            "title_translated",
            'Titel: Erwartet wird ein Eintrag je Sprache, etwa {"de": "…"}.',
        ),
        (
            {"notes_translated": {"de": "a\x00b"}},
            "notes_translated",
            "Beschreibung: Der Text enthält unsichtbare Steuerzeichen. Bitte neu eingeben.",
        ),
        (
            {"title_translated": {"de": "x", "deutsch": "y"}},
            "title_translated",
            "Titel: „deutsch“ ist kein Sprachkürzel. Beispiele: de, fr, en",
        ),
        (
            {"tags_translated": {"de": ["x"]}},
            "tags_translated",
            (
                "Schlagwörter: „x“ geht nicht. Ein Schlagwort hat 2 bis 100 Zeichen, ohne Komma und"
                " Anführungszeichen."
            ),
        ),
        (
            {"mobility_theme": None},
            "mobility_theme",
            "Mobilitätsthema: Die Angabe fehlt. Bitte ergänzen.",
        ),
        (
            {"mobility_theme": ["parkin"]},
            "mobility_theme",
            "Mobilitätsthema: „parkin“ steht nicht auf der Liste.",
        ),
        (
            {"strategy_field": "culture"},
            "mobility_theme",
            (
                "Mobilitätsthema: Die Angabe gibt es nur im Handlungsfeld Mobilität. Bitte"
                " weglassen oder das Handlungsfeld ändern."
            ),
        ),
        (
            {"frequency": "DAYLY"},
            "frequency",
            (
                "Aktualisierung: „DAYLY“ steht nicht auf der Liste. Gemeint vielleicht:"
                " täglich (DAILY)"
            ),
        ),
        ({"issued": "gestern"}, "issued", "Veröffentlicht: „gestern“ ist kein Datum."),
        (
            {"modified": "2026-11-22T10:00:00"},
            "modified",
            "Geändert: Zu „2026-11-22T10:00:00“ fehlt die Zeitzone.",
        ),
        (
            {"url": "javascript:alert(1)"},
            "url",
            "Website zum Datensatz: „javascript:alert(1)“ ist keine Internetadresse.",
        ),
        (
            {"hvd_category": ["c_b79e35eb"]},
            "hvd_decision",
            "Entscheidung dazu: Ein hochwertiger Datensatz beruht auf einer Entscheidung.",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_field_reason_and_remedy(
    changes: dict[str, Any], field: str, message: str
):
    errors = refused(parking(**changes))
    assert list(errors) == [field]
    assert errors[field][0].startswith(message)
    assert helpers.call_action("package_list") == []


@pytest.mark.parametrize(
    ("field", "value", "messages"),
    [
        (
            "contact",
            [{"email": "daten(at)loerrach"}],
            [
                {
                    "email": [
                        (
                            "E-Mail: „daten(at)loerrach“ ist keine E-Mail-Adresse. Beispiel:"
                            " daten@loerrach.de"
                        )
                    ]
                }
            ],
        ),
        (
            "temporal_coverage",
            [{"start": "2026-05-01", "end": "2025"}],
            [{"end": ["Zeitraum: Das Ende liegt vor dem Beginn. Bitte berichtigen."]}],
        ),
        (
            "spatial_coverage",
            [{"geom": {"type": "Point", "coordinates": [3396000, 5280000]}}],
            [
                {
                    "geom": [
                        (
                            "Umriss: Eine Koordinate liegt außerhalb der Welt. Erwartet wird"
                            " GeoJSON in Längen- und Breitengraden."
                        )
                    ]
                }
            ],
        ),
        (
            "resources",
            [{"url": "https://example.org/p.json"}],
            [{"license": ["Lizenz: Die Angabe fehlt. Bitte ergänzen."]}],
        ),
        (
            "resources",
            [{"url": "https://example.org/p.json", "license": "cc-by/4.0"}],
            [
                {
                    "licenseAttributionByText": [
                        (
                            "Namensnennung: Die Lizenz „Creative Commons Namensnennung 4.0"
                            " International (CC BY 4.0)“ verlangt einen Text, mit dem die Quelle zu"
                            " nennen ist. Bitte ergänzen."
                        )
                    ]
                }
            ],
        ),
        (
            "resources",
            [{"url": "file:///etc/passwd", "license": "cc-zero"}],
            [
                {
                    "url": [
                        (
                            "Adresse oder Datei: Adressen mit „file:“ gehen nicht, nur http, https"
                            " und ftp."
                        )
                    ]
                }
            ],
        ),
    ],
)
def test_a_wrong_value_inside_a_group_is_refused_there(field: str, value: Any, messages: Any):
    assert refused(parking(**{field: value})) == {field: messages}


def test_places_periods_and_people_are_kept():
    square = {
        "type": "Polygon",
        "coordinates": [[[7.6, 47.6], [7.7, 47.6], [7.7, 47.7], [7.6, 47.6]]],
    }
    given = {
        "spatial_coverage": [{"text": "Lörrach", "geom": square}],
        "temporal_coverage": [{"start": "2025", "end": "2026-11"}],
        "publisher": [{"name": "Stadt Lörrach", "email": "daten@loerrach.de"}],
        "contact": [{"name": "Geodaten", "url": "https://www.loerrach.de"}],
        "frequency": "http://publications.europa.eu/resource/authority/frequency/15MIN",
    }
    helpers.call_action("package_create", **parking(**given))
    shown = helpers.call_action("package_show", id="parken")
    assert {name: shown[name] for name in given} == given


def test_a_form_may_hold_empty_groups_and_says_nothing_of_hidden_fields():
    helpers.call_action("package_create", **parking(sample_data=True))
    stored = helpers.call_action("package_show", id="parken")
    form = {key: value for key, value in stored.items() if key not in ("sample_data", "publisher")}
    empty = {"name": "", "email": "", "url": ""}
    template = {"INDEX0-name": "", "INDEX0-email": ""}
    publisher = [empty, {**empty, "name": "Stadt"}, template]
    shown = helpers.call_action("package_update", **{**form, "publisher": publisher})
    assert shown["publisher"] == [{"name": "Stadt"}]
    assert shown["sample_data"] is True


def test_the_datasets_licence_is_that_of_its_resources():
    helpers.call_action("package_create", **parking())
    shown = helpers.call_action("package_patch", id="parken", url="https://www.loerrach.de")
    assert shown["license_id"] == DL_BY
    second = {"url": "https://example.org/q.csv", "license": "cc-zero"}
    resources = [*shown["resources"], second]
    both = helpers.call_action("package_patch", id="parken", resources=resources)
    assert "license_id" not in both
    again = helpers.call_action("package_patch", id="parken", resources=shown["resources"])
    assert again["license_id"] == DL_BY
