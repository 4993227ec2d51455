"""Words of CKAN and of people as terms of the EU's lists, and back."""

from __future__ import annotations

from functools import cache

from ckanext.loerrach.schemas.vocabulary import licences, vocabulary

from .namespaces import AUTHORITY, MEDIA_TYPES

FILE_TYPE = AUTHORITY + "file-type/"

#: lists outside of the EU's authority tables
SCHEMES = ("http://dcat-ap.de/def/licenses", "http://dcat-ap.de/def/politicalGeocoding/Level")

#: our copies of the lists whose terms stand in the feed
LISTS = (
    "access-right", "data-theme", "distribution-status", "file-type", "frequency",
    "geocoding-level", "language", "licences", "planned-availability",
)  # fmt: skip

#: CKAN's locale -> code of the EU's language list (ISO 639-3)
LANGUAGES = {"de": "DEU", "fr": "FRA", "en": "ENG"}


def file_type(name: str) -> str:
    """URI of a format in the EU's file-type list ("CSV", "geo+json", …); "" if it has none."""
    return _file_types().get(_plain(name), "")


def format_name(uri: str) -> str:
    """What CKAN calls a format that is given as URI of the file-type list; "" for other URIs."""
    if not uri.startswith(FILE_TYPE):
        return ""
    names = {term.uri: term.label["de"] for term in vocabulary("file-type")}
    return names.get(uri, uri.removeprefix(FILE_TYPE))


def media_type(name: str) -> str:
    """URI of an IANA media type ("text/csv", or such a URI); "" if it is none.

    Registry: https://www.iana.org/assignments/media-types/
    """
    bare = name.strip().lower().split(";")[0].rpartition("media-types/")[2]
    kind, slash, detail = bare.partition("/")
    known = kind in {
        "application", "audio", "font", "image", "message", "model", "multipart", "text", "video",
    }  # fmt: skip
    return f"{MEDIA_TYPES}{bare}" if known and slash and detail and " " not in detail else ""


def licence(name: str) -> str:
    """URI of a licence in the list of DCAT-AP.de; "" for one that is not in it."""
    return name if name in {one.uri for one in licences()} else ""


def language(locale: str) -> str:
    """URI of a language for a locale of CKAN ("de", "de_DE"); "" for one we do not speak."""
    code = LANGUAGES.get(locale.partition("_")[0])
    return f"{AUTHORITY}language/{code}" if code else ""


def scheme(uri: str) -> str:
    """The list that a term belongs to, by its address; "" for one of a list we do not know."""
    if uri.startswith(AUTHORITY):
        return AUTHORITY + uri.removeprefix(AUTHORITY).partition("/")[0]
    return next((known for known in SCHEMES if uri.startswith(known + "/")), "")


@cache
def labels() -> dict[str, dict[str, str]]:
    """URI of every term that may stand in a feed of ours -> its label by language."""
    return {term.uri: term.label for name in LISTS for term in vocabulary(name)}


@cache
def _file_types() -> dict[str, str]:
    found = {}
    for term in vocabulary("file-type"):
        for name in (term.code, *term.label.values(), term.uri):
            found[_plain(name)] = term.uri
    return found


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
