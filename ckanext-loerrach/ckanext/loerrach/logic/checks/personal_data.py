"""Nothing is published before somebody has said whether it is about people."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .base import Data, Errors, is_given, note
from .draft import as_draft

#: answer that asks for a reason: personal data that may be published
LAWFUL = "lawful"
#: under this name a sender may put a list into the context; it is filled with sentences to show
NOTICES = "loerrach_notices"


def check(data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """Without an answer a dataset stays private; a lawful exception gives its reason."""
    if as_draft(data, context) or errors.get(("personal_data",)):
        return
    answer = data.get(("personal_data",))
    if answer == LAWFUL and not is_given(data.get(("personal_data_reason",))):
        note(
            errors, ("personal_data_reason",),
            tk._(
                "Begründung: Wer personenbezogene Daten veröffentlicht, muss sagen, warum das"
                " erlaubt ist. Bitte ergänzen."
            ),
        )  # fmt: skip
    if not is_given(answer) and data.get(("private",)) is not True:
        _keep_private(data, errors, context)


def _keep_private(data: Data, errors: Errors, context: dict[str, Any]) -> None:
    if not is_given(data.get(("owner_org",))):
        # CKAN knows no private datasets without an organization
        note(
            errors, ("personal_data",),
            tk._("Personenbezug: Die Angabe fehlt. Bitte auswählen, was zutrifft."),
        )  # fmt: skip
        return
    data[("private",)] = True
    notices = context.get(NOTICES)
    if isinstance(notices, list):
        notices.append(
            tk._(
                "Der Datensatz bleibt privat, weil die Angabe zum Personenbezug fehlt. Bitte"
                " ergänzen und dann veröffentlichen."
            )
        )
