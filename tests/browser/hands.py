"""What several tests do in a browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe


def log_in(tab: Any, name: str, password: str) -> None:
    """By the form, as people do."""
    tab.goto("/user/login")
    tab.locator("#field-login").fill(name)
    tab.locator("#field-password").fill(password)
    tab.locator("main form button[type=submit]").first.click()
    tab.locator(".l-account").wait_for(timeout=60_000)


def barriers(tab: Any) -> list[str]:
    """What axe-core finds, as sentences."""
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in Axe().run(tab).response["violations"]
        for node in one["nodes"]
    ]


def fill_required(tab: Any) -> None:
    """Give every field that is still required and empty its first value."""
    asked = ".f-field:has(> legend .f-required), .f-field:has(> .f-label .f-required)"
    for block in tab.locator(asked).all():
        if not block.is_visible():
            continue
        radios = block.locator("input[type=radio], input[type=checkbox]")
        if radios.count():
            if not block.locator("input:checked").count():
                radios.first.check()
            continue
        box = block.locator("[role=combobox]")
        if box.count():
            if not (block.locator(".f-chosen li").count() or box.input_value()):
                box.click()
                block.locator("[role=option]").first.click()
            continue
        choice = block.locator("select:not([hidden])")
        if choice.count() and not choice.input_value():
            choice.select_option(index=1)
        text = block.locator("input.form-control, textarea").first
        if not choice.count() and text.count() and not text.input_value():
            text.fill("2025")
