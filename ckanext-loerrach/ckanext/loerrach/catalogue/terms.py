"""Words of CKAN and of people as terms of lists, and back."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ckanext.loerrach.schemas.vocabulary import licences, vocabulary

from .namespaces import AUTHORITY, MEDIA_TYPES, RESOURCE_TYPE

FILE_TYPE = AUTHORITY + "file-type/"
LICENCES = "http://dcat-ap.de/def/licenses/"
CHECKSUMS = "http://spdx.org/rdf/terms#checksumAlgorithm_"

#: lists outside of the EU's authority tables: what their terms begin with -> the list
SCHEMES = {
    LICENCES: "http://dcat-ap.de/def/licenses",
    "http://dcat-ap.de/def/politicalGeocoding/Level/": (
        "http://dcat-ap.de/def/politicalGeocoding/Level"
    ),
    **{
        f"http://dcat-ap.de/def/politicalGeocoding/{key}/": (
            f"http://dcat-ap.de/def/politicalGeocoding/{key}"
        )
        for key in (
            "municipalityKey",
            "regionalKey",
            "municipalAssociationKey",
            "districtKey",
            "governmentDistrictKey",
            "stateKey",
        )
    },
    "http://dcat-ap.de/def/hashAlgorithms/": "http://dcat-ap.de/def/hashAlgorithms",
    "http://dcat-ap.de/def/contributors/": "http://dcat-ap.de/def/contributors",
    "http://purl.org/adms/publishertype/": "http://purl.org/adms/publishertype/1.0",
    "http://data.europa.eu/bna/": "http://data.europa.eu/bna/asd487ae75",
    "http://data.europa.eu/ux2/nace2.1/": "http://data.europa.eu/ux2/nace2.1/nace2.1",
    "http://inspire.ec.europa.eu/theme/": "http://inspire.ec.europa.eu/theme",
    RESOURCE_TYPE: RESOURCE_TYPE.rstrip("/"),
    "https://w3id.org/mobilitydcat-ap/mobility-theme/": (
        "https://w3id.org/mobilitydcat-ap/mobility-theme"
    ),
    "https://w3id.org/mobilitydcat-ap/transport-mode/": (
        "https://w3id.org/mobilitydcat-ap/transport-mode"
    ),
    "https://w3id.org/mobilitydcat-ap/network-coverage/": (
        "https://w3id.org/mobilitydcat-ap/network-coverage"
    ),
    "https://w3id.org/mobilitydcat-ap/georeferencing-method/": (
        "https://w3id.org/mobilitydcat-ap/georeferencing-method"
    ),
}

#: our copies of the lists whose terms stand in the feed
LISTS = (
    "access-right", "data-theme", "distribution-status", "file-type", "frequency",
    "geocoding-level", "hvd-category", "inspire-theme", "language", "licences", "mobility-theme",
    "nace-section", "network-coverage", "planned-availability", "publisher-type", "transport-mode",
)  # fmt: skip

#: CKAN's locale, or ISO 639-1 -> code of the EU's language list (ISO 639-3)
LANGUAGES = {"de": "DEU", "fr": "FRA", "en": "ENG", "it": "ITA", "gsw": "GSW"}
#: names in the list of licences that were given up
FORMER_LICENCES = {
    "official-work": "officialWork", "od-bc": "odby", "od-by": "odby", "od-bl": "odbl",
    "odc-pddl": "odcpddl", "cc-pdm/1.0": "ccpdm/1.0", "cc-by-nc-de/4.0": "cc-by-nc/4.0",
    "gpl/30": "gpl/3.0",
}  # fmt: skip


#: licences at the addresses of those that wrote them -> name in the list
ELSEWHERE = tuple(
    (re.compile(r"https?://(?:www\.)?" + pattern), replacement)
    for pattern, replacement in (
        (r"creativecommons\.org/publicdomain/zero/1\.0/?(?:deed\.\w+|legalcode)?", "cc-zero"),
        (r"creativecommons\.org/publicdomain/mark/1\.0/?(?:deed\.\w+)?", "ccpdm/1.0"),
        (r"creativecommons\.org/licenses/(by|by-sa)/4\.0/?(?:deed\.\w+|legalcode)?", r"cc-\1/4.0"),
        (r"creativecommons\.org/licenses/(by|by-sa)/3\.0/de/?", r"cc-\1-de/3.0"),
        (r"govdata\.de/dl-de/(by|zero)-2-0/?", r"dl-\1-de/2.0"),
        (r"opendatacommons\.org/licenses/odbl/?(?:1[.-]0/?)?", "odbl"),
        (r"opendatacommons\.org/licenses/by/?(?:1[.-]0/?)?", "odby"),
        (r"opendatacommons\.org/licenses/pddl/?(?:1[.-]0/?)?", "odcpddl"),
    )
)


def file_type(name: str) -> str:
    """URI of a format in the EU's file-type list ("CSV", "geo+json", …); "" if it has none."""
    return _file_types().get(_plain(name), "")


def written_in(name: str) -> tuple[str, str]:
    """What a format outside of the EU's list is written in: its URIs there and at IANA, or "".

    GTFS is a ZIP, GBFS is JSON; the words are in ``formats.tsv``.
    """
    code, media = _written_in().get(_plain(name), ("", ""))
    return file_type(code), media_type(media)


def format_name(uri: str) -> str:
    """What CKAN calls a format that is given as URI of the file-type list; "" for other URIs."""
    if not uri.startswith(FILE_TYPE):
        return ""
    return _format_names().get(uri, uri.removeprefix(FILE_TYPE))


def media_type(name: str) -> str:
    """URI of an IANA media type ("text/csv", or such a URI); "" if it is none.

    Registry: https://www.iana.org/assignments/media-types/
    """
    bare = name.strip().lower().split(";")[0].rpartition("media-types/")[2]
    kind, slash, detail = bare.partition("/")
    known = kind in {
        "application", "audio", "font", "image", "message", "model", "multipart", "text", "video",
    }  # fmt: skip
    return f"{MEDIA_TYPES}{bare}" if known and slash and _TYPE.fullmatch(detail) else ""


#: what may follow the slash of a media type (RFC 6838 section 4.2)
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*")


def licence(name: str) -> str:
    """URI of a licence in the list of DCAT-AP.de, former names included; "" for all others."""
    known = _licences()
    if name in known:
        return name
    for pattern, replacement in ELSEWHERE:
        if elsewhere := pattern.fullmatch(name):
            return LICENCES + elsewhere.expand(replacement)
    bare = re.sub(r"^https?://(www\.)?dcat-ap\.de/def/licenses/", "", name).rstrip("/")
    dotted = re.sub(r"/(\d)_(\d)$", r"/\1.\2", bare)
    found = LICENCES + FORMER_LICENCES.get(dotted, dotted)
    return found if found in known else ""


def checksum_algorithm(name: str) -> str:
    """URI of an algorithm in SPDX ("sha256", "SHA-256", such a URI); "" if it is none."""
    bare = _plain(re.split(r"checksumAlgorithm_|hashAlgorithms/(?:[\d_]+#)?", name)[-1])
    known = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
    return CHECKSUMS + bare if bare in known else ""


def language(locale: str) -> str:
    """URI of a language for a locale of CKAN or a code ("de", "de_DE", …/iso639-1/de).

    "" for one we do not know.
    """
    code = LANGUAGES.get(locale.rpartition("/iso639-1/")[2].partition("_")[0].partition("-")[0])
    if locale.startswith(AUTHORITY + "language/"):
        return locale
    return f"{AUTHORITY}language/{code}" if code else ""


def scheme(uri: str) -> str:
    """The list that a term belongs to, by its address; "" for one of a list we do not know."""
    if uri.startswith(AUTHORITY):
        return AUTHORITY + uri.removeprefix(AUTHORITY).partition("/")[0]
    return next((list_ for start, list_ in SCHEMES.items() if uri.startswith(start)), "")


@cache
def labels() -> dict[str, dict[str, str]]:
    """URI of every term that may stand in a feed of ours -> its label by language."""
    return {term.uri: dict(term.label) for name in LISTS for term in vocabulary(name)}


@cache
def _licences() -> frozenset[str]:
    return frozenset(one.uri for one in licences())


@cache
def _written_in() -> dict[str, tuple[str, str]]:
    lines = Path(__file__).with_name("formats.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {_plain(word): (code, media) for word, code, media in rows}


@cache
def _format_names() -> dict[str, str]:
    return {term.uri: term.label["de"] for term in vocabulary("file-type")}


@cache
def _file_types() -> dict[str, str]:
    found = {}
    for term in vocabulary("file-type"):
        for name in (term.code, *term.label.values(), term.uri):
            found[_plain(name)] = term.uri
    return found


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
