"""Units as sources write them, in UCUM (https://ucum.org/ucum)."""

from __future__ import annotations

from .._core.feed import Feed

#: word of a source -> UCUM, where the two differ
WORDS = {
    "m³/s": "m3/s", "m^3/s": "m3/s", "m+NN": "m", "m. ü. NN": "m", "m. ü. NHN": "m",
    "m ü. NN": "m", "m ü. NHN": "m", "m ü.M.": "m", "°C": "Cel", "Grad C": "Cel", "degC": "Cel",
    "C": "Cel", "µg/m³": "ug/m3", "μg/m³": "ug/m3", "µg/m3": "ug/m3", "ug/m3": "ug/m3",
    "mg/m³": "mg/m3", "ng/m³": "ng/m3", "W/m²": "W/m2", "Grad": "deg", "°": "deg", "mg/l": "mg/L",
    "µS/cm": "uS/cm", "μS/cm": "uS/cm", "ppm": "[ppm]", "ppb": "[ppb]", "dB(A)": "dB[SPL]",
    "dB": "dB[SPL]", "Anzahl": "1", "kWh": "kW.h", "lux": "lx", "Stunde": "h", "J/cm²": "J/cm2",
    "Std": "h", "Min": "min", "Prozent": "%",
}  # fmt: skip
#: what is UCUM as it stands
UCUM = frozenset(
    ["1", "%", "m", "cm", "mm", "km", "km/h", "m/s", "m3/s", "l/s", "L/s", "mm/h", "Pa", "hPa",
     "kPa", "min", "h", "s", "d", "W/m2", "J/cm2", "mg/L", "mS/cm", "lx", "V", "mV", "A", "W",
     "kW", "deg", "Cel", "K", "g/m3", "mg/m3", "ug/m3", "ng/m3", "Hz", "kg", "t", "ha", "m2", "m3",
     "[ppm]", "[ppb]", "[pH]", "pH", "dB[SPL]", "/min", "[degF]", "kW.h"]
)  # fmt: skip


def ucum(feed: Feed, word: str | None) -> str | None:
    """The unit in UCUM; None, and a notice, for one that nobody has translated."""
    if word is None:
        return None
    found = WORDS.get(word, word if word in UCUM else None)
    if found is None:
        feed.notice("unknown unit", word, "the unit is left out; translate it into UCUM")
    return "[pH]" if found == "pH" else found
