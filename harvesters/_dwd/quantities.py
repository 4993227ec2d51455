"""What DWD measures: words on the wire, columns of ours, units and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .._core.columns import texts
from .._core.record import Column, ColumnType


@dataclass(frozen=True)
class Quantity:
    """A column: its name, its unit on the wire and in UCUM, and its labels de | fr | en."""

    name: str
    given: str
    unit: str
    label: str

    @property
    def column(self) -> Column:
        kind: ColumnType = "integer" if self.given == "CODE_TABLE" else "number"
        label, explained = texts(*self.label.split(" | ")), {}
        if self.given == "CODE_TABLE":
            explained = LEVELS if self.name.startswith("quality") else CODES
        return Column(self.name, kind, label=label, description=explained, unit=self.unit)


CODES = texts(
    "Schlüsselzahl; was sie bedeutet, steht in den Erläuterungen des DWD zu seinen Daten",
    "Nombre d’un code expliqué par le DWD dans les notes sur ses données",
    "Number of a code that DWD explains in the notes to its data",
)
LEVELS = texts(
    "Wie gründlich die Werte dahinter geprüft sind: von 1 (nur der Form nach) bis 10 (alles "
    "geprüft und berichtigt)",
    "Contrôle des valeurs qui suivent : de 1 (forme seulement) à 10 (tout contrôlé et corrigé)",
    "How thoroughly the values behind it are checked: from 1 (form only) to 10 (all checked and "
    "corrected)",
)

UNITS = {"Grad C": "Cel", "W/m2": "W/m2", "Grad": "deg", "CODE_TABLE": "", "h": "h"}

#: name on the wire (it holds blanks as it stands) ; column ; unit on the wire ; labels
REPORTS = """
cloud_cover_total ; cloud_cover ; % ; Bedeckung | Nébulosité | Cloud cover
daily_mean_of_temperature_previous_day ; temperature_mean_yesterday ; Grad C ; Mitteltemperatur am Vortag | Température moyenne de la veille | Mean temperature of the day before
depth_of_new_snow ; snow_new ; cm ; Neuschneehöhe | Hauteur de neige fraîche | Depth of new snow
dew_point_temperature_at_2_meter_above_ground ; dew_point ; Grad C ; Taupunkt (2 m) | Point de rosée (2 m) | Dew point (2 m)
diffuse_solar_radiation_last_hour ; radiation_diffuse ; W/m2 ; Diffuse Strahlung (letzte Stunde) | Rayonnement diffus (dernière heure) | Diffuse radiation (last hour)
direct_solar_radiation_last_24_hours ; radiation_direct_24h ; W/m2 ; Direkte Strahlung (24 Stunden) | Rayonnement direct (24 heures) | Direct radiation (24 hours)
direct_solar_radiation_last_hour ; radiation_direct ; W/m2 ; Direkte Strahlung (letzte Stunde) | Rayonnement direct (dernière heure) | Direct radiation (last hour)
dry_bulb_temperature_at_2_meter_above_ground ; temperature ; Grad C ; Lufttemperatur (2 m) | Température de l’air (2 m) | Air temperature (2 m)
evaporation/evapotranspiration_last_24_hours ; evaporation_24h ; mm ; Verdunstung (24 Stunden) | Évaporation (24 heures) | Evaporation (24 hours)
global_radiation_last_hour ; radiation_global ; W/m2 ; Globalstrahlung (letzte Stunde) | Rayonnement global (dernière heure) | Global radiation (last hour)
global_radiation_past_24_hours ; radiation_global_24h ; W/m2 ; Globalstrahlung (24 Stunden) | Rayonnement global (24 heures) | Global radiation (24 hours)
height_of_base_of_lowest_cloud_above_station ; cloud_base ; m ; Untergrenze der Wolken | Base des nuages | Base of clouds
horizontal_visibility ; visibility ; km ; Sichtweite | Visibilité | Visibility
maximum_of_10_minutes_mean_of_wind_speed_for_previous_day ; wind_max_yesterday ; km/h ; Höchster Wind am Vortag (10-Minuten-Mittel) | Vent maximal de la veille (moyenne sur 10 minutes) | Strongest wind of the day before (10-minute mean)
maximum_of_temperature_for_previous_day ; temperature_max_yesterday ; Grad C ; Höchsttemperatur am Vortag | Température maximale de la veille | Highest temperature of the day before
maximum_temperature_last_12_hours_2_meters_above_ground ; temperature_max_12h ; Grad C ; Höchsttemperatur (12 Stunden) | Température maximale (12 heures) | Highest temperature (12 hours)
maximum_wind_speed_as_10_minutes_mean_during_last_hour ; wind_max ; km/h ; Höchster Wind (10-Minuten-Mittel, letzte Stunde) | Vent maximal (moyenne sur 10 minutes, dernière heure) | Strongest wind (10-minute mean, last hour)
maximum_wind_speed_during_last_6_hours ; gust_6h ; km/h ; Stärkste Böe (6 Stunden) | Rafale maximale (6 heures) | Strongest gust (6 hours)
maximum_wind_speed_for_previous_day ; gust_yesterday ; km/h ; Stärkste Böe am Vortag | Rafale maximale de la veille | Strongest gust of the day before
maximum_wind_speed_last_hour ; gust ; km/h ; Stärkste Böe (letzte Stunde) | Rafale maximale (dernière heure) | Strongest gust (last hour)
mean_wind_direction_during_last_10 min_at_10_meters_above_ground ; wind_direction ; Grad ; Windrichtung | Direction du vent | Wind direction
mean_wind_speed_during last_10_min_at_10_meters_above_ground ; wind_speed ; km/h ; Windgeschwindigkeit | Vitesse du vent | Wind speed
minimum_of_temperature_at_5_cm_above_ground_for_previous_day ; temperature_ground_min_yesterday ; Grad C ; Tiefsttemperatur am Boden am Vortag (5 cm) | Température minimale au sol de la veille (5 cm) | Lowest temperature at the ground of the day before (5 cm)
minimum_of_temperature_for_previous_day ; temperature_min_yesterday ; Grad C ; Tiefsttemperatur am Vortag | Température minimale de la veille | Lowest temperature of the day before
minimum_temperature_last_12_hours_2_meters_above_ground ; temperature_min_12h ; Grad C ; Tiefsttemperatur (12 Stunden) | Température minimale (12 heures) | Lowest temperature (12 hours)
minimum_temperature_last_12_hours_5_cm_above_ground ; temperature_ground_min_12h ; Grad C ; Tiefsttemperatur am Boden (12 Stunden, 5 cm) | Température minimale au sol (12 heures, 5 cm) | Lowest temperature at the ground (12 hours, 5 cm)
past_weather_1 ; weather_past_1 ; CODE_TABLE ; Vergangenes Wetter 1 (Schlüssel) | Temps passé 1 (code) | Past weather 1 (code)
past_weather_2 ; weather_past_2 ; CODE_TABLE ; Vergangenes Wetter 2 (Schlüssel) | Temps passé 2 (code) | Past weather 2 (code)
precipitation_amount_last_24_hours ; precipitation_24h ; mm ; Niederschlag (24 Stunden) | Précipitations (24 heures) | Precipitation (24 hours)
precipitation_amount_last_3_hours ; precipitation_3h ; mm ; Niederschlag (3 Stunden) | Précipitations (3 heures) | Precipitation (3 hours)
precipitation_amount_last_6_hours ; precipitation_6h ; mm ; Niederschlag (6 Stunden) | Précipitations (6 heures) | Precipitation (6 hours)
precipitation_amount_last_hour ; precipitation ; mm ; Niederschlag (letzte Stunde) | Précipitations (dernière heure) | Precipitation (last hour)
precipitation_last_12_hours ; precipitation_12h ; mm ; Niederschlag (12 Stunden) | Précipitations (12 heures) | Precipitation (12 hours)
present_weather ; weather ; CODE_TABLE ; Wetter (Schlüssel des DWD) | Temps présent (code du DWD) | Present weather (code of DWD)
pressure_reduced_to_mean_sea_level ; pressure ; hPa ; Luftdruck auf Meereshöhe | Pression au niveau de la mer | Pressure at sea level
relative_humidity ; humidity ; % ; Relative Feuchte | Humidité relative | Relative humidity
sea/water_temperature ; temperature_water ; Grad C ; Wassertemperatur | Température de l’eau | Temperature of the water
temperature_at_5_cm_above_ground ; temperature_ground ; Grad C ; Temperatur am Boden (5 cm) | Température au sol (5 cm) | Temperature at the ground (5 cm)
total_snow_depth ; snow ; cm ; Schneehöhe | Hauteur de neige | Depth of snow
total_time_of_sunshine_during_last_hour ; sunshine ; min ; Sonnenschein (letzte Stunde) | Ensoleillement (dernière heure) | Sunshine (last hour)
total_time_of_sunshine_past_day ; sunshine_yesterday ; h ; Sonnenschein am Vortag | Ensoleillement de la veille | Sunshine of the day before
"""  # noqa: E501 (one quantity a line)

#: the same for the archive; units as the metadata of the products say
ARCHIVE = """
TT_TU ; temperature ; °C ; Lufttemperatur (2 m) | Température de l’air (2 m) | Air temperature (2 m)
RF_TU ; humidity ; % ; Relative Feuchte | Humidité relative | Relative humidity
TT_10 ; temperature ; °C ; Lufttemperatur (2 m) | Température de l’air (2 m) | Air temperature (2 m)
TM5_10 ; temperature_ground ; °C ; Temperatur am Boden (5 cm) | Température au sol (5 cm) | Temperature at the ground (5 cm)
RF_10 ; humidity ; % ; Relative Feuchte | Humidité relative | Relative humidity
TD_10 ; dew_point ; °C ; Taupunkt | Point de rosée | Dew point
PP_10 ; pressure_station ; hPa ; Luftdruck an der Station | Pression à la station | Pressure at the station
R1 ; precipitation ; mm ; Niederschlag | Précipitations | Precipitation
RS_IND ; precipitation_fell ; CODE_TABLE ; Niederschlag gefallen (1) oder nicht (0) | Précipitations (1) ou non (0) | Precipitation fell (1) or not (0)
WRTR ; precipitation_kind ; CODE_TABLE ; Niederschlagsform (Schlüssel) | Forme des précipitations (code) | Kind of precipitation (code)
F ; wind_speed ; m/s ; Windgeschwindigkeit | Vitesse du vent | Wind speed
D ; wind_direction ; Grad ; Windrichtung | Direction du vent | Wind direction
P ; pressure ; hPa ; Luftdruck auf Meereshöhe | Pression au niveau de la mer | Pressure at sea level
P0 ; pressure_station ; hPa ; Luftdruck an der Station | Pression à la station | Pressure at the station
SD_SO ; sunshine ; min ; Sonnenscheindauer | Durée d’ensoleillement | Sunshine
DS_10 ; radiation_diffuse ; J/cm2 ; Diffuse Himmelsstrahlung | Rayonnement diffus | Diffuse radiation
GS_10 ; radiation_global ; J/cm2 ; Globalstrahlung | Rayonnement global | Global radiation
SD_10 ; sunshine ; h ; Sonnenscheindauer | Durée d’ensoleillement | Sunshine
LS_10 ; radiation_longwave ; J/cm2 ; Langwellige Himmelsstrahlung | Rayonnement atmosphérique | Long-wave radiation
FX ; gust ; m/s ; Stärkste Böe | Rafale maximale | Strongest gust
FM ; wind_speed ; m/s ; Mittlere Windgeschwindigkeit | Vitesse moyenne du vent | Mean wind speed
RSK ; precipitation ; mm ; Niederschlag | Précipitations | Precipitation
RSKF ; precipitation_kind ; CODE_TABLE ; Niederschlagsform (Schlüssel) | Forme des précipitations (code) | Kind of precipitation (code)
SDK ; sunshine ; h ; Sonnenscheindauer | Durée d’ensoleillement | Sunshine
SHK_TAG ; snow ; cm ; Schneehöhe | Hauteur de neige | Depth of snow
NM ; cloud_cover ; {1/8} ; Bedeckung in Achteln | Nébulosité en huitièmes | Cloud cover in eighths
VPM ; vapour_pressure ; hPa ; Dampfdruck | Pression de vapeur | Vapour pressure
PM ; pressure_station ; hPa ; Luftdruck an der Station | Pression à la station | Pressure at the station
TMK ; temperature ; °C ; Mittlere Temperatur | Température moyenne | Mean temperature
UPM ; humidity ; % ; Relative Feuchte | Humidité relative | Relative humidity
TXK ; temperature_max ; °C ; Höchsttemperatur | Température maximale | Highest temperature
TNK ; temperature_min ; °C ; Tiefsttemperatur | Température minimale | Lowest temperature
TGK ; temperature_ground_min ; °C ; Tiefsttemperatur am Boden | Température minimale au sol | Lowest temperature at the ground
"""  # noqa: E501 (one quantity a line)


def _read(text: str) -> Iterator[tuple[str, Quantity]]:
    units = {**UNITS, "°C": "Cel"}
    for line in text.strip().splitlines():
        wire, name, given, label = (part.strip() for part in line.split(" ; "))
        yield wire, Quantity(name, given, units.get(given, given), label)


IN_REPORTS = dict(_read(REPORTS))
IN_ARCHIVE = dict(_read(ARCHIVE))


def quality(wire: str) -> Quantity:
    """How thoroughly values are checked: "QN_9" says it for the columns behind it."""
    number = wire.removeprefix("QN_").lower()
    label = f"Qualitätsniveau {wire} | Niveau de qualité {wire} | Quality level {wire}"
    return Quantity(f"quality_{number}", "CODE_TABLE", "", label)
