"""The tables of the sensors."""

from __future__ import annotations

from .._core.columns import LAT, LON, column, identity, texts
from .._core.record import Column
from .._measuring.columns import ALTITUDE, AT, QUANTITY, UNIT, VALUE  # fmt: skip

SENSOR = texts("Sensor", "Capteur", "Sensor")
SENSORS = [
    identity("id", SENSOR),
    column("kind", "text", texts("Bauart", "Modèle", "Model")),
    column("manufacturer", "text", texts("Hersteller", "Fabricant", "Manufacturer")),
    ALTITUDE,
    Column(
        "exact",
        "boolean",
        label=texts("Genauer Ort", "Lieu exact", "Exact place"),
        description=texts(
            "Ja: wer den Sensor betreibt, will den genauen Ort zeigen; nein: auf 100 m gerundet",
            "Oui : l’exploitant veut montrer le lieu exact ; non : arrondi à environ 100 m",
            "Yes: the owner wants to show the exact place; no: rounded to about 100 m",
        ),
    ),
    LON,
    LAT,
]
MEASUREMENTS = [
    identity("sensor", SENSOR),
    Column(
        "quantity",
        label=QUANTITY,
        description=texts(
            "P1: Feinstaub PM10, P2: PM2,5, P0: PM1, P4: PM4, temperature: Temperatur, humidity: "
            "Luftfeuchte, pressure: Luftdruck, noise_…: Geräuschpegel",
            "P1 : particules PM10, P2 : PM2,5, P0 : PM1, P4 : PM4, temperature : température, "
            "humidity : humidité, pressure : pression, noise_… : niveau sonore",
            "P1: particulate matter PM10, P2: PM2.5, P0: PM1, P4: PM4, temperature, humidity, "
            "pressure, noise_…: sound level",
        ),
    ),
    AT,
    VALUE,
    UNIT,
    Column(
        "flag",
        label=texts("Bemerkung", "Remarque", "Remark"),
        description=texts(
            "impossible: der Wert konnte nicht stimmen und fehlt, no_number: der Sensor gab keine "
            "Zahl; leer: nichts fiel auf, was nicht heißt, dass der Wert stimmt",
            "impossible : la valeur ne pouvait être juste et manque, no_number : le capteur n’a "
            "pas donné de nombre ; vide : rien à signaler, sans garantie",
            "impossible: the value could not be true and is missing, no_number: the sensor gave no "
            "number; empty: nothing was noticed, which does not mean that the value is right",
        ),
    ),
]
KEY = ["sensor", "quantity", "at"]
TITLE = texts("Sensoren", "Capteurs", "Sensors")
NOTES = texts(
    "Eine Zeile je Sensor im Freien, nicht genauer verortet, als er veröffentlicht ist.",
    "Une ligne par capteur extérieur, localisé au plus aussi précisément que publié.",
    "One row per sensor outdoors, not located more exactly than it is published.",
)
TAGS = {
    "de": ["Feinstaub", "Luftqualität", "Temperatur", "Bürgerwissenschaft"],
    "fr": ["particules fines", "qualité air", "température", "science citoyenne"],
    "en": ["particulate matter", "air quality", "temperature", "citizen science"],
}
