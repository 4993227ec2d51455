"""Units as tables name them → codes that programs know.

Measures: UCUM (Unified Code for Units of Measure, https://ucum.org/ucum), case-sensitive. Money is
no unit there: ISO 4217. Units that neither has ("kWp", "Grad", "Tsd. EUR") stay words.
"""

from __future__ import annotations

from typing import Final

UCUM: Final = {
    "%": "%", "Prozent": "%", "‰": "[ppth]",
    "m": "m", "km": "km", "cm": "cm", "mm": "mm",
    "m²": "m2", "m2": "m2", "qm": "m2", "km²": "km2", "ha": "har", "m³": "m3", "m3": "m3",
    "l": "L", "g": "g", "kg": "kg", "t": "t",
    "kW": "kW", "MW": "MW", "kWh": "kW.h", "MWh": "MW.h", "GWh": "GW.h",
    "°C": "Cel", "µg/m³": "ug/m3", "mg/l": "mg/L", "µg/l": "ug/L",
    "s": "s", "min": "min", "h": "h", "Std.": "h", "Tage": "d", "Jahre": "a",
    "km/h": "km/h", "Kfz/h": "/h", "Kfz/24h": "/d",
    "Anzahl": "1", "Stück": "1", "Personen": "1",
    "Einwohner/km²": "/km2", "Einwohner je km²": "/km2", "Ew./km²": "/km2",
}  # fmt: skip
CURRENCIES: Final = {"€": "EUR", "EUR": "EUR", "Euro": "EUR", "CHF": "CHF"}


def codes(unit: str) -> dict[str, str]:
    """{"ucum": "ug/m3"}, {"currency": "EUR"} or {}."""
    if unit in UCUM:
        return {"ucum": UCUM[unit]}
    return {"currency": CURRENCIES[unit]} if unit in CURRENCIES else {}
