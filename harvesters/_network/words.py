"""Words of other catalogues as terms of our lists; the tables name their sources (``tables/``)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from ckanext.loerrach.catalogue import terms
from ckanext.loerrach.schemas import licences, strategy_fields, vocabulary

FOLDER = Path(__file__).with_name("tables")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LICENCES = "http://dcat-ap.de/def/licenses/"
#: where opendata.swiss has its themes, before and since DCAT-AP CH 2
SWISS = re.compile(r"^https?://(opendata\.swiss/themes|dcat-ap\.ch/vocabulary/themes)/")
#: opendata.swiss's terms of use, a page in each language, and as DCAT-AP CH 2 names them
SWISS_TERMS = re.compile(
    r"^(?:opendata\.swiss/(?:(?:de|fr|it|en)/)?terms-of-use/?#|dcat-ap\.ch/vocabulary/licenses/)"
    r"(?=terms_)"
)
#: what stands between the parts of a name: spaces, hyphens and dashes of all lengths
BETWEEN = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]+")
#: licences that stand for many: the words of the original are kept beside them
VAGUE = frozenset(LICENCES + name for name in ("other-open", "other-closed"))
#: ISO 639-2 and -3 codes, also those for books -> the EU's code
LONG = {"deu": "DEU", "ger": "DEU", "fra": "FRA", "fre": "FRA", "eng": "ENG", "ita": "ITA"}


def licence(word: str) -> str:
    """URI from DCAT-AP.de's list for a name or an address of a licence; "" for unknown ones."""
    word = word.strip()
    key = SWISS_TERMS.sub("", _key(word))
    # "cc-by-3.0" is GovData's word for the German one, "CC BY 3.0" is not: exact words come first
    return terms.licence(word) or _licences().get(key) or _spelled().get(_spelling(key), "")


def frequency(word: str) -> str:
    """URI from the EU's list for a word, an ISO 8601 interval or an address; "" for none."""
    code = word.strip().rstrip("/").rpartition("/authority/frequency/")[2] or word
    found = _frequencies().get(code.strip().lower()) or _table("frequency").get(_key(word), "")
    return found if not found or found.startswith("http") else f"{AUTHORITY}frequency/{found}"


def themes(word: str) -> list[str]:
    """URIs of EU themes for a group or theme of another catalogue; [] for none."""
    word = SWISS.sub("", word.strip().rstrip("/"))
    code = word.rpartition("/data-theme/")[2] or word
    if code.upper() in _themes():
        return [f"{AUTHORITY}data-theme/{code.upper()}"]
    # Opendatasoft writes names of themes into addresses: …/id/theme/Umwelt%20und%20Klima
    name = unquote(word.rpartition("/id/theme/")[2])
    codes = _table("theme").get(_key(name), "")
    return [f"{AUTHORITY}data-theme/{one}" for one in codes.split()]


def language(word: str) -> str:
    """URI from the EU's list for "de", "de_DE", "ger" or an address of one; "" for none."""
    code = word.strip().rstrip("/").rpartition("/")[2]
    uri = terms.language(code.lower())
    if not uri and code.lower() in LONG:
        uri = f"{AUTHORITY}language/{LONG[code.lower()]}"
    if not uri:
        uri = f"{AUTHORITY}language/{code.upper()}"
    return uri if uri in _languages() else ""


def file_format(name: str) -> str:
    """Short name in the EU's list of file types; "" for none."""
    if name.startswith(terms.FILE_TYPE):
        return terms.format_name(name)
    uri = terms.file_type(name) or terms.file_type(_table("format").get(_key(name), ""))
    return terms.format_name(uri) if uri else ""


def is_format_of_its_own(name: str) -> bool:
    """Whether we know it as a format that the EU's list does not have: GTFS, ParkAPI."""
    return any(terms.written_in(name))


def field_of(theme: str) -> str:
    """Field of the town's strategy that has this EU theme; "" where none or several have it."""
    found = [field.name for field in strategy_fields() if theme in field.themes]
    return found[0] if len(found) == 1 else ""


@cache
def naming() -> frozenset[str]:
    """Licences that ask to name the source."""
    return frozenset(one.uri for one in licences() if one.attribution_required)


@cache
def _licences() -> dict[str, str]:
    known = {}
    for one in licences():
        for word in (one.uri, one.title, one.url):
            known[_key(word)] = one.uri
    for term in vocabulary("licences"):
        known.update({_key(word): term.uri for word in term.formerly})
    known.update({word: LICENCES + name for word, name in _table("licence").items()})
    known.pop("", None)
    return known


@cache
def _spelled() -> dict[str, str]:
    """The same whatever stands between their parts; without what would then mean two licences."""
    found: dict[str, set[str]] = {}
    for key, uri in _licences().items():
        found.setdefault(_spelling(key), set()).add(uri)
    return {spelling: min(uris) for spelling, uris in found.items() if len(uris) == 1}


@cache
def _themes() -> frozenset[str]:
    return frozenset(term.code for term in vocabulary("data-theme"))


@cache
def _frequencies() -> dict[str, str]:
    return {term.code.lower(): term.uri for term in vocabulary("frequency")}


@cache
def _languages() -> frozenset[str]:
    return frozenset(term.uri for term in vocabulary("language"))


@cache
def _table(name: str) -> dict[str, str]:
    """A crosswalk: word, tab, term; lines that begin with # are comments."""
    rows = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row.strip() and not row.startswith("#"))
    return {_key(pair[0]): pair[1].strip() for pair in pairs}


def _key(word: str) -> str:
    """Small letters, single spaces; an address without scheme, "www." and its last slash."""
    plain = " ".join(word.lower().split())
    plain = re.sub(r"^https?://(www\.)?", "", plain).rstrip("/")
    return re.sub(r"/(deed|legalcode)(\.\w+)?$", "", plain)


def _spelling(key: str) -> str:
    """A key with one space wherever its parts are divided: "cc by sa 4.0"."""
    return BETWEEN.sub(" ", key).strip()
