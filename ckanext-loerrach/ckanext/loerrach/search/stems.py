"""Spellings made equal, and stems: German, English, French.

Stemmers: Snowball, https://snowballstem.org/algorithms/ (the German one works on words
without umlauts here, so that `Bäume` meets `Baum` and `Lorrach` meets `Lörrach`).
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from .text import LONGEST

_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
#: ae, oe, ue for ä, ö, ü; but not in quelle, neue, bauer, treue, aktuell
_DIGRAPHS = re.compile(r"(?<![aeoq])([ao])e(?!u)|(?<![aeoq])(u)e(?!ll)")

#: plurals whose stem is not the stem of the singular; also at the end of compounds
_PLURALS = {
    "museen": "museum", "lyzeen": "lyzeum", "zentren": "zentrum", "spektren": "spektrum",
    "stadien": "stadion", "gymnasien": "gymnasium", "ministerien": "ministerium",
    "gremien": "gremium", "studien": "studie", "kriterien": "kriterium", "praxen": "praxis",
    "themen": "thema", "firmen": "firma", "villen": "villa", "konten": "konto",
    "risiken": "risiko", "busse": "bus", "indizes": "index", "indices": "index",
    "atlanten": "atlas", "globen": "globus", "rhythmen": "rhythmus", "organismen": "organismus",
    "alben": "album", "bussen": "bus",
}  # fmt: skip

#: words that Snowball would make equal to another one (Bürger and Burg, Baden and Bad)
_KEPT = {
    "burger": "burgern burgers burgerin burgerinnen", "schuler": "schulern schulers schulerin schulerinnen",
    "bauer": "bauern bauerin bauerinnen", "alter": "alters altern", "wetter": "wetters",
    "messer": "messern messers", "messe": "", "rate": "raten", "note": "noten", "lager": "lagers lagern",
    "marke": "marken", "oster": "ostern", "posten": "", "graben": "grabens", "wegen": "", "baden": "",
    "steinen": "", "bayern": "", "hessen": "", "essen": "", "reise": "reisen", "karte": "karten",
    "daten": "", "leiter": "leitern leiters", "halter": "haltern halters", "wagen": "wagens",
    "lehrer": "lehrern lehrers lehrerin lehrerinnen", "boden": "bodens", "regen": "regens",
    "steuer": "steuern", "feuer": "feuers feuern", "kammer": "kammern", "winter": "winters wintern",
    "sommer": "sommers sommern", "innen": "", "wette": "wetten", "wasser": "wassers wassern",
}  # fmt: skip
_KEPT_FORMS = {form: stem for stem, forms in _KEPT.items() for form in [stem, *forms.split()]}
_PLURAL = re.compile(f"(?:{'|'.join(_PLURALS)})$")

_german = snowballstemmer.stemmer("german")
_english = snowballstemmer.stemmer("english")
_french = snowballstemmer.stemmer("french")


def plain(word: str) -> str:
    """Small letters without accents: `Straße` is `strasse`, `Qualité` is `qualite`."""
    lower = word.lower().translate(_LIGATURES)
    if lower.isascii():
        return lower[:LONGEST]
    spread = unicodedata.normalize("NFKD", lower)
    return "".join(sign for sign in spread if not unicodedata.combining(sign))[:LONGEST]


def fold(word: str) -> str:
    """One spelling for all of `Lörrach`, `Loerrach`, `LORRACH`: `lorrach`."""
    return _DIGRAPHS.sub(r"\1\2", plain(word))


@lru_cache(maxsize=20_000)
def german(folded: str) -> str:
    """Stem of a folded German word: `parkplatze` is `parkplatz`, `zentren` is `zentrum`."""
    if folded in _KEPT_FORMS:
        return _KEPT_FORMS[folded]
    singular = _PLURAL.sub(lambda found: _PLURALS[found.group()], folded)
    return _german.stemWord(singular)


def english(word: str) -> str:
    """Stem of an English word, folded, as CKAN's Solr schema makes it (ASCII after stemming)."""
    return plain(_english.stemWord(word.lower()))


def french(word: str) -> str:
    """Stem of a French word, without accents."""
    return plain(_french.stemWord(word.lower()))
