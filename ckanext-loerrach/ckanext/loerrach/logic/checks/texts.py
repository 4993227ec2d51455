"""Texts in one language or three, e-mail and web addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, Incomplete, as_text, field_check, from_json, label, wrong

EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
#: http(s), a host, no character that RFC 3986 does not allow, and no other scheme: an address is
#: shown as a link, and `javascript:` is an address too
WEB = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2}")
#: CKAN's limits for a tag, ckan/logic/validators.py
TAG = re.compile(r"[^\",]{2,100}")


@field_check
def loerrach_text(field: Field, value: Any) -> str:
    """Any text."""
    return as_text(field, value)


@field_check
def loerrach_email(field: Field, value: Any) -> str:
    """An e-mail address, with or without ``mailto:``."""
    text = as_text(field, value).removeprefix("mailto:")
    if not EMAIL.fullmatch(text):
        raise wrong(
            field,
            tk._("{field}: „{value}“ ist keine E-Mail-Adresse. Beispiel: daten@loerrach.de"),
            value=text[:80],
        )
    return text


@field_check
def loerrach_web_address(field: Field, value: Any) -> str:
    """An address that begins with http:// or https://."""
    return web_address(field, value)


@field_check
def loerrach_web_addresses(field: Field, value: Any) -> str:
    """Several web addresses, as scheming_multiple_text hands them on: JSON text."""
    return json.dumps([web_address(field, item) for item in json.loads(value)])


def web_address(field: Field, value: Any) -> str:
    text = as_text(field, value)
    if not WEB.fullmatch(text):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist keine Internetadresse. Sie beginnt mit http:// oder https://"
                " und enthält keine Leerzeichen."
            ),
            value=text[:80],
        )
    return text


@field_check
def loerrach_resource_url(field: Field, value: Any) -> str:
    """Address of a resource: a web address, or the bare name of an uploaded file."""
    text = as_text(field, value)
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", text, re.IGNORECASE)
    if scheme and scheme[1].lower() not in ("http", "https", "ftp"):
        raise wrong(
            field,
            tk._("{field}: Adressen mit „{scheme}:“ gehen nicht, nur http, https und ftp."),
            scheme=scheme[1],
        )
    return text


@field_check
def fluent_loerrach_text(field: Field, value: Any) -> str:
    """Language -> text; kept as JSON text. German is required where the field is."""
    texts = {
        language: text
        for language, item in _by_language(field, value).items()
        if (text := as_text(field, item or ""))
    }
    kept = json.dumps(texts, ensure_ascii=False)
    if field.get("required") and not texts.get("de"):
        raise Incomplete(
            tk._("{field}: Die deutsche Fassung fehlt. Bitte auf Deutsch ergänzen.").format(
                field=label(field)
            ),
            kept,
        )
    return kept


@field_check
def fluent_loerrach_keywords(field: Field, value: Any) -> str:
    """Language -> list of words; kept as JSON text."""
    words = {
        language: _keywords(field, item) for language, item in _by_language(field, value).items()
    }
    return json.dumps({key: value for key, value in words.items() if value}, ensure_ascii=False)


def _keywords(field: Field, value: Any) -> list[str]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        raise wrong(field, tk._("{field}: Hier wird eine Liste von Wörtern erwartet."))
    words = list(dict.fromkeys(text for item in value if (text := as_text(field, item))))
    for word in words:
        if not TAG.fullmatch(word):
            raise wrong(
                field,
                tk._(
                    "{field}: „{word}“ geht nicht. Ein Schlagwort hat 2 bis 100 Zeichen, ohne Komma"
                    " und Anführungszeichen."
                ),
                word=word[:80],
            )
    return words


def _by_language(field: Field, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        value = from_json(value)
    if not isinstance(value, Mapping):
        raise wrong(
            field, tk._('{field}: Erwartet wird ein Eintrag je Sprache, etwa {{"de": "…"}}.')
        )
    for language in value:
        if not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
            raise wrong(
                field,
                tk._("{field}: „{value}“ ist kein Sprachkürzel. Beispiele: de, fr, en"),
                value=str(language)[:20],
            )
    return dict(value)
