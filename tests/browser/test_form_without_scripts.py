"""The whole way of a dataset in a real browser that runs no scripts."""

from __future__ import annotations

from typing import Any

PASSWORD = "Ohne-Skripte-79539"
CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"


def logged_in(chromium: Any, portal: Any) -> Any:
    portal.action("user_create", name="ohne", email="ohne@example.org", password=PASSWORD)
    portal.action("organization_member_create", id="stadt-loerrach", username="ohne", role="editor")
    context = chromium.new_context(
        locale="de-DE", java_script_enabled=False, base_url=portal.url,
    )  # fmt: skip
    tab = context.new_page()
    tab.goto("/user/login")
    tab.locator("#field-login").fill("ohne")
    tab.locator("#field-password").fill(PASSWORD)
    tab.locator("main form button[type=submit]").first.click()
    return tab


def test_a_dataset_is_described_and_published_without_scripts(chromium, portal):
    tab = logged_in(chromium, portal)
    tab.goto("/dataset/new")
    tab.locator(".l-card a[href$='strategy_field=culture']").click()
    tab.locator("#field-title_translated-de").fill("Brunnen der Stadt")
    tab.locator("#field-notes_translated-de").fill("Alle Brunnen.")
    tab.get_by_label("enthält keine personenbezogenen Daten").check()
    tab.locator("#field-contact-0-email").fill("brunnen@example.org")
    tab.locator("[data-rows=contact] > [data-add]").click()
    tab.locator("#field-contact-1-email").fill("falsch")
    tab.locator("#field-spatial_coverage-0-place").select_option("Lörrach")
    tab.get_by_role("button", name="Übernehmen").first.click()
    assert tab.locator("#field-spatial_coverage-0-text").input_value() == "Lörrach"
    for block in tab.locator(".f-field:has(> legend .f-required) input:not(:checked)").all():
        if block.get_attribute("type") in ("radio", "checkbox") and block.is_visible():
            block.check()
    for choice in tab.locator(".f-field:has(> .f-label .f-required) select").all():
        if not choice.evaluate("one => one.selectedOptions.length && one.value"):
            choice.select_option(index=1)
    tab.get_by_role("button", name="Weiter: Daten hinzufügen").click()
    assert "keine E-Mail-Adresse" in tab.locator("#errors").inner_text()
    assert tab.locator("#field-contact-1-email").input_value() == "falsch"
    tab.locator("[data-rows=contact] [data-remove]").nth(1).click()
    assert tab.locator("#field-contact-0-email").input_value() == "brunnen@example.org"
    tab.get_by_role("button", name="Prüfen").click()
    assert "von 405 Punkten" in tab.locator("#report").inner_text()
    tab.get_by_role("button", name="Weiter: Daten hinzufügen").click()
    assert not tab.locator("#errors").count(), tab.locator("#errors").inner_text()
    tab.locator("#field-upload").set_input_files(
        {"name": "brunnen.csv", "mimeType": "text/csv", "buffer": b"name\nMarkt\n"}
    )
    tab.locator(f"input[name=license][value='{CC_ZERO}']").check()
    tab.get_by_role("button", name="Veröffentlichen", exact=True).click()
    assert tab.locator("h1").inner_text().strip() == "Brunnen der Stadt"
    kept = portal.action("package_show", id="brunnen-der-stadt")
    assert (kept["state"], kept["private"]) == ("active", False)
    assert kept["spatial_coverage"][0]["text"] == "Lörrach"
    assert kept["resources"][0]["format"] == "CSV"
    portal.action("dataset_purge", id=kept["id"])
    tab.context.close()
