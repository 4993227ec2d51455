"""The reader's language: which there are, what a text says in it, how to get to the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict
from urllib.parse import quote

import ckan.plugins.toolkit as tk

#: the language in which the town writes, and which stands in where another is missing
GERMAN = "de"

#: languages by their own names, as a reader who does not know German looks for them
NAMES = {"de": "Deutsch", "fr": "Français", "en": "English"}


class LanguageLink(TypedDict):
    """One entry of the language switch."""

    code: str
    name: str
    href: str
    current: bool


def current() -> str:
    """The language of this page as a short code ("de"), German outside of a request."""
    language: str | None = tk.h.lang() if tk.request else None
    return (language or GERMAN).split("_")[0]


def links() -> list[LanguageLink]:
    """The same page with the same query in each language the portal offers.

    Built from path and query as they came in: CKAN's ``h.current_url()`` is unquoted, and an
    encoded ``&`` in a search would become a parameter of its own.
    """
    here = quote(tk.request.path, safe="/:@!$&'()*+,;=~")
    query = tk.request.query_string.decode("latin-1")
    target = f"{here}?{query}" if query else here
    return [_link(str(locale.short_name), target) for locale in tk.h.get_available_locales()]


def _link(code: str, target: str) -> LanguageLink:
    return {
        "code": code,
        "name": NAMES.get(code, code),
        "href": tk.h.url_for(target, locale=code),
        "current": code == tk.h.lang(),
    }


def text(value: Any, language: str | None = None) -> str:
    """A text in the reader's language, else in German, else in any; a plain string is itself.

    :param value: ``{"de": "…", "fr": "…"}``, a string, or nothing
    """
    if not isinstance(value, Mapping):
        return str(value or "")
    wanted = (language or current(), GERMAN, *value)
    return next((str(value[code]) for code in wanted if value.get(code)), "")


def words(value: Any) -> list[str]:
    """Keywords, ``{"de": ["…"], "fr": […]}`` or a list, in the reader's language, else German."""
    if isinstance(value, Mapping):
        wanted = (current(), GERMAN, *value)
        value = next((value[code] for code in wanted if value.get(code)), [])
    return [str(word) for word in value] if isinstance(value, list) else []


def of(entity: Mapping[str, Any], field: str) -> str:
    """A field of a dataset, resource or group in the reader's language, with German behind it.

    Looks at ``<field>_translated`` first and then at ``<field>``.
    """
    return text(entity.get(f"{field}_translated")) or text(entity.get(field))


def written_in(entity: Mapping[str, Any], field: str) -> str:
    """The language in which :func:`of` answers: what a screen reader has to be told."""
    return _code(entity.get(f"{field}_translated"))


def words_in(value: Any) -> str:
    """The language of what :func:`words` answers."""
    return _code(value)


def _code(value: Any) -> str:
    wanted = (current(), GERMAN, *value) if isinstance(value, Mapping) else ()
    return next((code for code in wanted if value.get(code)), GERMAN)
