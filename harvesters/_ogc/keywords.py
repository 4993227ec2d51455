"""Keywords of ISO 19139: tags, INSPIRE themes, and high-value categories.

INSPIRE themes have other texts in every record (Anchor, German, English), and the same list
(http://inspire.ec.europa.eu/theme). A record that says "inspireidentifiziert" and whose theme is
also named in Implementing Regulation (EU) 2023/138 is a high-value dataset; so is one that names a
category of http://data.europa.eu/bna/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element

from ckanext.loerrach.schemas import vocabulary

from .document import children
from .words import Words, address, code, line

IDENTIFIED = "inspireidentifiziert"
#: what GDI-DE and editors write for machines, and nobody searches for
MACHINES = frozenset(["inspireidentifiziert", "opendata", "open data", "advmis", "gdi-bw", "hvd"])
#: kinds of services (ISO 19119, 8.3)
KIND = re.compile(r"(info|human|coord|spatial|them|temp|meta|com)[A-Z]\w+")
#: last part of an INSPIRE theme's address -> codes of EU themes
THEMES = {
    "ac": "ENVI", "ad": "REGI", "af": "AGRI", "am": "ENVI", "au": "REGI GOVE", "br": "ENVI",
    "bu": "REGI", "cp": "REGI", "ef": "ENVI", "el": "REGI", "er": "ENER", "ge": "ENVI",
    "gg": "REGI", "gn": "REGI", "hb": "ENVI", "hh": "HEAL", "hy": "ENVI", "lc": "ENVI",
    "lu": "REGI", "mf": "ENVI", "mr": "ECON ENVI", "nz": "ENVI", "of": "ENVI", "oi": "REGI",
    "pd": "SOCI", "pf": "ECON", "ps": "ENVI", "rs": "REGI", "sd": "ENVI", "so": "ENVI",
    "sr": "ENVI", "su": "SOCI", "tn": "TRAN", "us": "GOVE",
}  # fmt: skip


@dataclass
class Keywords:
    """The keywords of one record."""

    #: language -> keywords for people
    tags: dict[str, list[str]] = field(default_factory=dict)
    #: codes of EU themes, and topic categories of ISO 19115
    themes: list[str] = field(default_factory=list)
    #: URIs
    inspire: list[str] = field(default_factory=list)
    hvd: list[str] = field(default_factory=list)


def read(identification: Element, words: Words) -> Keywords:
    """All keywords and topic categories of an identification."""
    found, identified = Keywords(), False
    for group in children(identification, "descriptiveKeywords", "MD_Keywords"):
        if code(next(iter(children(group, "type")), None)) == "place":
            continue
        for one in children(group, "keyword"):
            identified |= line(one).lower() == IDENTIFIED
            _take(found, one, words)
    for uri in found.inspire:
        found.themes += THEMES.get(uri.rpartition("/")[2], "").split()
        found.hvd += [term for term in _high_value().get(uri, []) if identified]
    found.themes += [code(one) for one in children(identification, "topicCategory")]
    found.themes = list(dict.fromkeys(filter(None, found.themes)))
    found.hvd = list(dict.fromkeys(found.hvd))
    return found


def _take(found: Keywords, keyword: Element, words: Words) -> None:
    texts, link = words.texts(keyword), address(keyword).replace("https://", "http://")
    told = {_key(text) for text in texts.values()} | {_key(link)}
    if theme := next((_inspire()[one] for one in told if one in _inspire()), ""):
        found.inspire += [theme] if theme not in found.inspire else []
    if category := next((_categories()[one] for one in told if one in _categories()), ""):
        found.hvd.append(category)
    for language, text in texts.items():
        machine = text.lower() in MACHINES or KIND.fullmatch(text)
        if not machine and text not in found.tags.setdefault(language, []):
            found.tags[language].append(text)


@cache
def _inspire() -> dict[str, str]:
    """Labels in three languages and address of an INSPIRE theme -> address."""
    return {
        _key(word): term.uri
        for term in vocabulary("inspire-theme")
        for word in (term.uri, *term.label.values())
    }


@cache
def _categories() -> dict[str, str]:
    """Address and full label of a high-value category -> address; short labels are ambiguous."""
    terms = vocabulary("hvd-category")
    return {_key(word): term.uri for term in terms for word in (term.uri, *_labels(term.label))}


def _labels(label: object) -> Iterator[str]:
    """Labels that say that they are about the environment or mobility, not just "Boden"."""
    for text in getattr(label, "values", tuple)():
        if " / " in text:
            yield text


@cache
def _high_value() -> dict[str, list[str]]:
    """INSPIRE theme -> categories of the regulation that are called the same."""
    named: dict[str, list[str]] = {}
    for term in vocabulary("hvd-category"):
        named.setdefault(_key(term.label["de"].rpartition(" / ")[2]), []).append(term.uri)
        named.setdefault(_key(term.label["en"].rpartition(" / ")[2]), []).append(term.uri)
    return {
        theme.uri: list(dict.fromkeys(
            named.get(_key(theme.label["de"]), []) + named.get(_key(theme.label["en"]), [])))
        for theme in vocabulary("inspire-theme")
    }  # fmt: skip


def _key(word: str) -> str:
    """Letters and digits only: labels differ in dashes and spaces."""
    return re.sub(r"[\W_]+", " ", word.lower()).strip()
