"""Platforms and bus stops (Haltesteige): what helps who cannot walk or see well, and what hinders.

The names are those of the interface for one platform; a list of them has not been seen yet.
"""

from __future__ import annotations

from .._core.columns import texts
from .part import List, part, photo

#: each platform has a first and perhaps a second way to it
WAYS = (
    "typ", "weniger2prozent", "ebenlaenge_cm", "ebenbreite_cm", "rampelaenge_cm", "rampebreite_cm",
    "rampequerneigung_prozent", "notiz", "direkt_Foto", "eben_Foto", "nurstufe_Foto", "rampe_Foto",
    "sonstiges_Foto", "wegstufe_Foto",
)  # fmt: skip
LIST = List(
    name="stops",
    title=texts(
        "Haltestellen und ihre Barrieren",
        "Arrêts et leurs obstacles",
        "Stops and their barriers",
    ),
    tags={
        "de": ["Barrierefreiheit", "Haltestelle", "Bus und Bahn"],
        "fr": ["accessibilité", "arrêt", "transports publics"],
        "en": ["accessibility", "stop", "public transport"],
    },
    themes=["stop-facilities-accessibility-and-paths-within-facility"],
    signs=["hochbordvorhanden", "hochbordhoehe_cm", "steigtyp", "bodenindikator"],
    parts=[
        part("kind", "steigtyp", ("Art des Steigs", "Type de quai", "Kind of platform")),
        part(
            "kerb_raised",
            "hochbordvorhanden",
            ("Hochbord", "Bordure haute", "Raised kerb"),
            "boolean",
        ),
        part(
            "height_cm",
            "hochbordhoehe_cm",
            ("Höhe", "Hauteur", "Height"),
            "integer",
            "cm",
            about=(
                "Höhe des Steigs über der Fahrbahn",
                "Hauteur du quai au-dessus de la chaussée",
                "Height of the platform above the road",
            ),
        ),
        part("length_cm", "laenge_cm", ("Länge", "Longueur", "Length"), "integer", "cm"),
        part("width_cm", "breite_cm", ("Breite", "Largeur", "Width"), "integer", "cm"),
        part(
            "narrowest_cm",
            "engstellebreite_cm",
            ("Engste Stelle", "Passage le plus étroit", "Narrowest place"),
            "integer",
            "cm",
        ),
        part(
            "slope_percent",
            "laengsneigung_prozent",
            ("Längsneigung", "Pente longitudinale", "Slope along"),
            "number",
            "%",
        ),
        part(
            "cross_slope_percent",
            "querneigung_prozent",
            ("Querneigung", "Dévers", "Slope across"),
            "number",
            "%",
        ),
        part(
            "step_cm",
            "zuweg1stufehoehe_cm",
            ("Stufe auf dem Zuweg", "Marche à l’accès", "Step on the way"),
            "integer",
            "cm",
        ),
        part(
            "ramp_slope_percent",
            "zuweg1rampelaengsneigung_prozent",
            ("Rampe auf dem Zuweg", "Rampe d’accès", "Ramp on the way"),
            "number",
            "%",
        ),
        part(
            "tactile_paving",
            "bodenindikator",
            ("Bodenindikatoren", "Bandes podotactiles", "Tactile paving"),
            "boolean",
        ),
        part(
            "guiding_strip",
            "bodenindikator_leitstreifen",
            ("Leitstreifen", "Bande de guidage", "Guiding strip"),
            "boolean",
        ),
        part(
            "entry_marked",
            "bodenindikator_einstiegsbereich",
            ("Einstieg ertastbar", "Zone de montée repérable", "Entry can be felt"),
            "boolean",
        ),
        part("surface", "bodenbelag", ("Bodenbelag", "Revêtement", "Surface")),
        part(
            "unpaved",
            "bodenbelag_unbefestigt",
            ("Unbefestigt", "Non revêtu", "Unpaved"),
            "boolean",
        ),
        part(
            "lift",
            "hublift",
            ("Hublift", "Plateforme élévatrice", "Lifting platform"),
            "boolean",
        ),
        part("ramp", "rampe", ("Einstiegsrampe", "Rampe de montée", "Boarding ramp"), "boolean"),
        part("announcements", "ansage", ("Ansagen", "Annonces", "Announcements"), "boolean"),
        part(
            "display",
            "dynfahrtzielanzeiger",
            ("Anzeige der Abfahrten", "Affichage des départs", "Display of departures"),
            "boolean",
        ),
        part(
            "display_speaks",
            "dynfahrtzielanzeiger_akustisch",
            ("Anzeige spricht", "Affichage sonore", "Display speaks"),
            "boolean",
        ),
        part("seats", "wartegelegenheit", ("Sitzplätze", "Sièges", "Seats"), "boolean"),
        part("lit", "beleuchtung", ("Beleuchtet", "Éclairé", "Lit"), "boolean"),
        part("note", "notiz", ("Anmerkung", "Remarque", "Note")),
        photo("photo", "steig_Foto", ("Steig", "quai", "platform")),
    ],
    ignored=[
        *(f"zuweg{number}{name}" for number in (1, 2) for name in WAYS),
        "zuweg2stufehoehe_cm", "zuweg2rampelaengsneigung_prozent",
        "einstiegstrassenmitte", "hochboardart", "tuer2laenge_cm", "tuer2breite_cm",
        "tuer2eintiegsflaechevorhanden", "unterstand_offiziell", "buchtlaenge_cm",
        "abfallbehaelter", "uhr", "bodenindikator_einstiegauffind", "hublift_laenge_cm",
        "hublift_tragfaehigkeit_kg", "rampe_laenge_cm", "rampe_tragfaehigkeit_kg", "fahrgastinfo",
        "fahrgastinfo_inhoehe100_160cm", "fahrgastinfo_freierreichbar", "fahrkartenautomat",
        "fahrkartenautomat_ID", "fahrkartenautomat_lon", "fahrkartenautomat_lat", "infonotruf",
        "wartegelegenheit_art", "unterstand_kontrastelemente", "unterstand_freieflaeche",
        "unterstand_waendebodennah", "steig_lon", "steig_lat",
    ],
)  # fmt: skip
