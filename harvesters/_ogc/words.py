"""Texts of ISO 19139 (ISO/TS 19139:2007, section 7) and their languages.

A text is a gco:CharacterString or a gmx:Anchor, beside which PT_FreeText may have it in the
languages that the record declares as PT_Locale. Empty ones are no text.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .._core import xml
from .document import XLINK, child, children

#: ISO 639-2 codes, also those for books, and what people write in their place -> language tag
LANGUAGES = {
    "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "eng": "en", "ita": "it", "de": "de",
    "fr": "fr", "en": "en", "it": "it", "german": "de", "deutsch": "de",
}  # fmt: skip


class Words:
    """Reads the texts of one record."""

    def __init__(self, record: Element, fallback: str) -> None:
        #: language of texts that do not say theirs
        self.main = language(child(record, "language")) or fallback
        self.locales = {
            f"#{locale.get('id', '')}": code
            for locale in children(record, "locale", "PT_Locale")
            if (code := language(child(locale, "languageCode")))
        }

        self._others = [code for code in self.locales.values() if code != self.main]

    def texts(self, element: Element | None) -> dict[str, str]:
        """Language -> text of an element that holds one."""
        found: dict[str, str] = {}
        if element is None:
            return found
        if plain := line(element):
            found[self.main] = plain
        for one in children(element, "PT_FreeText", "textGroup", "LocalisedCharacterString"):
            said = one.get("locale", "")
            # records point at locales that they do not declare: "#locale-ger"
            code = self.locales.get(said) or LANGUAGES.get(said.rpartition("-")[2].lower(), "")
            text = "".join(one.itertext()).strip()
            if code == self.main and text != found.get(code) and len(self._others) == 1:
                # what stands outside is in the other language, then
                found = {self._others[0]: found.get(code, ""), code: text}
            elif code and text:
                found.setdefault(code, text)
        return {code: text for code, text in found.items() if text}


def line(element: Element | None) -> str:
    """The text of an element in the record's own language; "" for an empty one."""
    for one in element if element is not None else ():
        if xml.local(one) != "PT_FreeText":
            return "".join(one.itertext()).strip()
    return ""


def lines(elements: list[Element]) -> list[str]:
    """The texts of elements, without empty ones."""
    return [found for one in elements if (found := line(one))]


def address(element: Element | None) -> str:
    """Where the anchor in an element points; "" without one."""
    inner = child(element, "Anchor")
    return "" if inner is None else inner.get(XLINK, "").strip()


def code(element: Element | None) -> str:
    """The value of a code list in an element: its attribute, else what stands in it."""
    for one in element if element is not None else ():
        found = one.get("codeListValue") or "".join(one.itertext())
        return found.strip()
    return ""


def language(element: Element | None) -> str:
    """de, fr, en or it; "" for none of them."""
    return LANGUAGES.get(code(element).lower().partition("-")[0].partition(";")[0].strip(), "")
