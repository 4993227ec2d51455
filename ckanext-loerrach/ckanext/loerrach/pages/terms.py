"""Words of CKAN's own pages that mean something else here.

CKAN's groups are the fields of the town's strategy, its organizations those who publish. Our
catalogue comes after CKAN's, so a text of CKAN that stands in it has our translation everywhere.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802  (the name by which babel finds such texts)
    """The text itself: marked for translation, translated where CKAN shows it."""
    return text


TERMS = (
    N_("Groups"),
    N_("Group"),
    N_("Organizations"),
    N_("Organization"),
    N_("Tags"),
    N_("Licenses"),
    N_("Log in"),
    N_("Login"),
)
