"""The two tables of an election: votes by party, and turnout."""

from __future__ import annotations

from collections.abc import Iterator

from .._core.columns import column, texts
from .._core.record import Cell, Column, Table
from .result import Area, Result

AREA = [
    column("level", "text", texts("Ebene", "Niveau", "Level"),
           description=texts("Art des Gebiets, in den Worten der Quelle",
                             "Type de territoire, selon la source",
                             "Kind of area, in the words of the source")),
    column("area", "text", texts("Gebietsnummer", "Numéro du territoire", "Number of the area"),
           description=texts("Nummer innerhalb der Ebene", "Numéro au sein du niveau",
                             "Number within the level")),
    column("area_name", "text", texts("Gebiet", "Territoire", "Area")),
    column("vote", "text", texts("Stimme", "Voix", "Vote"),
           description=texts("first: Erststimme; second: Zweitstimme; only: es gibt nur eine Art",
                             "first : première voix ; second : seconde voix ; only : une seule",
                             "first and second vote; only: there is one kind of vote")),
]  # fmt: skip
PARTIES: list[Column] = [
    *AREA,
    column("party", "text", texts("Wahlvorschlag", "Liste", "Party or list"),
           description=texts("Partei, Liste oder Bewerbung, wie auf dem Stimmzettel",
                             "Parti, liste ou candidature, comme sur le bulletin",
                             "Party, list or candidacy, as on the ballot")),
    column("votes", "integer", texts("Stimmen", "Voix obtenues", "Votes"),
           description=texts("gültige Stimmen",
                             "voix valables",
                             "valid votes")),
    column("share", "number", texts("Anteil", "Part", "Share"), "%",
           texts("Anteil an den gültigen Stimmen", "Part des voix valables",
                 "Share of the valid votes")),
    column("votes_before", "integer", texts("Stimmen zuvor", "Voix précédentes", "Votes before"),
           description=texts("bei der Wahl davor, auf die heutigen Gebiete umgerechnet",
                             "à l’élection précédente, ramenées aux territoires actuels",
                             "at the election before, for the areas of today")),
]  # fmt: skip
TURNOUT: list[Column] = [
    *AREA,
    column("eligible", "integer", texts("Wahlberechtigte", "Électeurs inscrits", "Eligible"),
           description=texts("Personen, die wählen dürfen",
                             "personnes qui peuvent voter",
                             "persons who may vote")),
    column("voters", "integer", texts("Wählende", "Votants", "Voters"),
           description=texts("Personen, die gewählt haben",
                             "personnes qui ont voté",
                             "persons who voted")),
    column("turnout", "number", texts("Wahlbeteiligung", "Participation", "Turnout"), "%",
           texts("leer für Briefwahlbezirke, deren Wahlberechtigte anderswo gezählt sind",
                 "vide pour le vote par correspondance, dont les inscrits sont comptés ailleurs",
                 "empty for postal votes, whose electors are counted elsewhere")),
    column("valid", "integer", texts("Gültige Stimmen", "Voix valables", "Valid votes"),
           description=texts("bei Kommunalwahlen mehrere je Person",
                             "plusieurs par personne aux élections municipales",
                             "several per person in local elections")),
    column("invalid", "integer", texts("Ungültige Stimmen", "Voix nulles", "Invalid votes"),
           description=texts("bei Kommunalwahlen: ungültige Stimmzettel",
                             "aux élections municipales : bulletins nuls",
                             "in local elections: invalid ballots")),
    column("reported", "integer",
           texts("Ausgezählte Bezirke", "Bureaux dépouillés", "Districts counted"),
           description=texts("Zahl der Bezirke, deren Ergebnis da ist",
                             "nombre de bureaux dont le résultat est là",
                             "number of districts whose result is in")),
    column("expected", "integer", texts("Bezirke", "Bureaux", "Districts"),
           description=texts("Zahl aller Bezirke des Gebiets",
                             "nombre de tous les bureaux du territoire",
                             "number of all districts of the area")),
    column("state", "text", texts("Stand", "État", "State"),
           description=texts(
               "open: noch nichts gezählt; counting: wird gezählt; preliminary: vorläufig; "
               "final: endgültig; counted: ausgezählt, ohne dass die Quelle mehr sagt",
               "open : rien de compté ; counting : en cours ; preliminary : provisoire ; "
               "final : définitif ; counted : dépouillé, sans autre précision",
               "open: nothing counted yet; counting; preliminary; final; counted: the source "
               "says no more")),
]  # fmt: skip
RESULTS_TITLE = texts("Stimmen", "Voix", "Votes")
RESULTS_NOTES = texts(
    "Eine Zeile je Gebiet und Wahlvorschlag; was nicht ausgezählt ist, fehlt.",
    "Une ligne par territoire et liste ; ce qui n’est pas dépouillé manque.",
    "One row per area and party; what is not counted is missing.",
)
TURNOUT_TITLE = texts("Wahlbeteiligung", "Participation", "Turnout")
TURNOUT_NOTES = texts(
    "Eine Zeile je Gebiet und Stimme, mit dem Stand der Auszählung.",
    "Une ligne par territoire et voix, avec l’état du dépouillement.",
    "One row per area and vote, with the state of the count.",
)
TAGS = {
    "de": ["Wahl", "Wahlergebnis", "Wahlbeteiligung"],
    "fr": ["élection", "résultats électoraux", "participation"],
    "en": ["election", "election result", "turnout"],
}


def results(result: Result) -> Table:
    """Votes by area and party, the most first."""
    rows = [row for area in _ordered(result) for row in _parties(area)]
    return Table(PARTIES, rows, ["level", "area", "vote", "party"])


def turnout(result: Result) -> Table:
    """Who voted, by area and vote."""
    rows = [row for area in _ordered(result) for row in _turnout(area, result.state)]
    return Table(TURNOUT, rows, ["level", "area", "vote"])


def _ordered(result: Result) -> list[Area]:
    return sorted(result.areas.values(), key=lambda one: (one.level, one.number.zfill(9)))


def _parties(area: Area) -> Iterator[list[Cell]]:
    for vote, ballot in sorted(area.ballots.items()):
        ranked = sorted(ballot.votes.items(), key=lambda one: (-one[1], one[0]))
        for party, votes in ranked:
            share = round(100 * votes / ballot.valid, 2) if ballot.valid else None
            yield [area.level, area.number, area.name, vote or "only", party, votes, share,
                   ballot.before.get(party)]  # fmt: skip


def _turnout(area: Area, state: str) -> Iterator[list[Cell]]:
    for vote, ballot in sorted(area.ballots.items()):
        yield [area.level, area.number, area.name, vote or "only", area.eligible, area.voters,
               area.turnout, ballot.valid, ballot.invalid, area.reported, area.expected,
               _state(area, state)]  # fmt: skip


def _state(area: Area, state: str) -> str:
    if not area.counted:
        return "open"
    if area.reported is not None and area.expected and area.reported < area.expected:
        return "counting"
    return state or "counted"
