"""What the sensors measure: unit, what can be true, and what people call it.

Limits are those of the sensors' data sheets, or of the weather: SDS011 and its kin end at
999.9 µg/m³, a DHT22 at 80 °C, and air is never more than saturated. What lies beyond is an insect,
dew, or a loose wire.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """One quantity: UCUM unit, least and greatest value that can be true."""

    unit: str
    least: float
    most: float
    #: name in German, as the dataset says what it is about
    name: str


DUST = {
    word: Quantity("ug/m3", 0, 999.9, f"Feinstaub {size}")
    for word, size in (("P0", "PM1"), ("P1", "PM10"), ("P2", "PM2,5"), ("P4", "PM4"))
}
NOISE = {
    word: Quantity("dB[SPL]", 20, 140, name)
    for word, name in (
        ("noise_LAeq", "Geräuschpegel"),
        ("noise_LA_min", "Geräuschpegel, kleinster"),
        ("noise_LA_max", "Geräuschpegel, größter"),
    )
}
KNOWN = {
    **DUST,
    **NOISE,
    "temperature": Quantity("Cel", -40, 60, "Lufttemperatur"),
    "humidity": Quantity("%", 0, 100, "Luftfeuchte"),
    "pressure": Quantity("Pa", 70_000, 110_000, "Luftdruck"),
    "pressure_at_sealevel": Quantity("Pa", 87_000, 108_500, "Luftdruck auf Meereshöhe"),
    "counts_per_minute": Quantity("/min", 0, 100_000, "Zählrate der Radioaktivität"),
    "NO2": Quantity("ug/m3", 0, 2_000, "Stickstoffdioxid"),
    "co2_ppm": Quantity("[ppm]", 300, 10_000, "Kohlendioxid"),
}
#: raw counts, run times of the device, and where one with GPS says that it is, which is nobody's
#: business
IGNORED = frozenset(
    ["durP1", "durP2", "ratioP1", "ratioP2", "samples", "min_micro", "max_micro", "signal",
     "interval", "hv_pulses", "counts", "sample_time_ms", "lat", "lon", "height", "timestamp",
     "N05", "N1", "N10", "N25", "N4", "TS"]
)  # fmt: skip
