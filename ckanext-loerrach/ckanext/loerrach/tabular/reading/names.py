"""From headings to labels, units and names that the DataStore takes."""

from __future__ import annotations

import re
import unicodedata

UNITS = (
    "%", "‰", "ha", "m²", "m2", "qm", "km²", "km2", "m", "km", "cm", "mm", "m³", "m3", "l", "kg",
    "t", "g", "EUR", "Euro", "€", "TEUR", "T€", "CHF", "kWh", "MWh", "GWh",
    "kW", "MW", "kWp", "°C",
    "µg/m³", "mg/l", "µg/l", "h", "min", "s", "Std.", "km/h", "Kfz/h", "Kfz/24h", "dB(A)", "EUR/m²",
    "€/m²",
    "Anzahl", "Stück", "Personen", "Einwohner/km²", "Einwohner je km²", "Ew./km²", "Jahre", "Tage",
    "Prozent", "Grad", "1.000 EUR", "1 000 EUR", "Tsd. EUR", "Tsd. €", "Mio. EUR", "Mio. €",
    "1.000 €", "t CO2", "kg CO2",
)  # fmt: skip
KNOWN = {unit.lower(): unit for unit in UNITS}
BRACKETS = re.compile(
    r"(?P<label>.*?)\s*[(\[](?:in |je |Einheit:? ?)?(?P<unit>[^()\[\]]{1,20}(?:\(A\))?)[)\]]", re.S
)
WORDS = re.compile(r"(?:(?P<label>.*\S)\s+)?in\s+(?P<unit>\S{1,12}(?:\s(?:EUR|€))?)")
BARE = re.compile(r"(?P<label>.*\S)\s+(?P<unit>%|‰|€|°C|m²|km²|ha)")
KEYS = re.compile(
    r"(id|.*[_\s-]id|ags|ars|fid|objectid|.*nummer|.*[\s_-]?nr\.?|.*schl(ü|ue)ssel|kennung|kennziffer|.*kennung)",
    re.I,
)
CODES = re.compile(
    r"(?<![a-zäöüß])(plz|postleitzahl|(ags|ars|fax|tel|iban)(?![a-zäöüß])|gemeindeschl|kennziffer|"
    r"telefon|hausnummer|flurst(ü|ue)ck)|schl(ü|ue)ssel",
    re.I,
)
#: keys of which it is known how many digits they have: with how many they have lost their zero
SHORT = (
    (re.compile(r"(?<![a-zäöüß])plz|postleitzahl", re.I), (4,)),
    (re.compile(r"(?<![a-zäöüß])ags(?![a-zäöüß])|gemeindeschl|kreisschl", re.I), (4, 7)),
    (re.compile(r"(?<![a-zäöüß])ars(?![a-zäöüß])|regionalschl", re.I), (4, 8, 11)),
)
LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "²": "2", "³": "3", "%": " prozent "}
)


def split(heading: str) -> tuple[str, str]:
    """Label and unit of a heading: "Fläche (ha)" → ("Fläche", "ha")."""
    heading = " ".join(heading.split())
    for pattern in (BRACKETS, WORDS, BARE):
        found = pattern.fullmatch(heading)
        if found and found["unit"].strip().lower() in KNOWN:
            unit = KNOWN[found["unit"].strip().lower()]
            return (found["label"] or "").strip(" ,:;-"), unit
    if heading in ("%", "‰", "€", "EUR", "ha", "m²", "km²", "in %"):
        return "", heading.removeprefix("in ")
    return heading, ""


def is_unit(text: str) -> bool:
    return text.strip("()[] ").removeprefix("in ").strip().lower() in KNOWN


def headings(texts: list[str]) -> list[tuple[str, str]]:
    """Labels and units; units that would make two labels the same stay in them, as "(m)", "(w)"."""
    pairs = [split(text) for text in texts]
    labels = [label for label, _ in pairs]
    sexes = any(re.search(r"\((w|d|i)\)$", text.strip(), re.I) for text in texts)
    whole = [" ".join(text.split()) for text in texts]
    for at, (label, unit) in enumerate(pairs):
        if not label or labels.count(label) > 1 or (sexes and unit == "m"):
            pairs[at] = (whole[at], unit if not (sexes and unit == "m") else "")
    return pairs


def name(label: str, place: int) -> str:
    """A name of small letters, digits and _; "spalte_3" where nothing is left."""
    text = unicodedata.normalize("NFKC", label).lower().translate(LETTERS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "_", text).strip("_")[:50].rstrip("_")
    return text or f"spalte_{place}"
