"""What is said to a department about its folder, in its language."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .._core.errors import shown
from .._core.record import BadRecord

LANGUAGES = ("de", "fr", "en")
#: code → (de, fr, en); the part behind "|" says what to do
SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "no_description": (
        "die Beschreibung fehlt|Legen Sie eine Datei dataset.yaml in den Ordner (Muster: loerrach dropzone new)",
        "la description manque|Déposez un fichier dataset.yaml dans le dossier (modèle : loerrach dropzone new)",
        "the description is missing|Put a file dataset.yaml into the folder (template: loerrach dropzone new)",
    ),
    "two_descriptions": (
        "dataset.yaml und meta.xml liegen nebeneinander|Löschen Sie eine von beiden",
        "dataset.yaml et meta.xml sont présents|Supprimez l'un des deux",
        "dataset.yaml and meta.xml lie side by side|Delete one of them",
    ),
    "nothing": (
        "der Ordner enthält keine Tabelle und keine Geodaten|Legen Sie CSV, XLSX, XLS, ODS, GeoJSON oder GeoPackage hinein",
        "le dossier ne contient ni tableau ni géodonnées|Déposez un CSV, XLSX, XLS, ODS, GeoJSON ou GeoPackage",
        "the folder holds no table and no places|Put a CSV, XLSX, XLS, ODS, GeoJSON or GeoPackage into it",
    ),
    "unreadable": (
        "die Datei ist nicht lesbar ({what})|Prüfen Sie die Rechte",
        "le fichier n'est pas lisible ({what})|Vérifiez les droits",
        "the file cannot be read ({what})|Check its permissions",
    ),
    "no_file": (
        "keine gewöhnliche Datei|Legen Sie die Datei selbst in den Ordner",
        "ce n'est pas un fichier ordinaire|Déposez le fichier lui-même",
        "no ordinary file|Put the file itself into the folder",
    ),
    "too_large": (
        "größer als {megabytes} MB|Teilen Sie die Datei",
        "plus de {megabytes} Mo|Divisez le fichier",
        "larger than {megabytes} MB|Split the file",
    ),
    "too_many_rows": (
        "mehr als {rows} Zeilen|Teilen Sie die Datei, oder laden Sie sie im Portal hoch",
        "plus de {rows} lignes|Divisez le fichier ou téléversez-le sur le portail",
        "more than {rows} rows|Split the file, or upload it in the portal",
    ),
    "too_many_files": (
        "mehr als {number} Dateien|Verteilen Sie sie auf mehrere Ordner",
        "plus de {number} fichiers|Répartissez-les en plusieurs dossiers",
        "more than {number} files|Use several folders",
    ),
    "not_utf8": (
        "nicht in UTF-8 geschrieben|Speichern Sie die Datei als UTF-8",
        "pas en UTF-8|Enregistrez le fichier en UTF-8",
        "not in UTF-8|Save the file as UTF-8",
    ),
    "no_yaml": (
        "so nicht zu lesen: {what}|Zeilen wie „titel: Schulen“ sind nötig; Texte mit Doppelpunkt gehören in Anführungszeichen",
        "illisible : {what}|Il faut des lignes comme « titel: Écoles » ; un texte contenant deux-points va entre guillemets",
        "cannot be read: {what}|Lines like 'titel: Schools' are needed; put texts with a colon in quotes",
    ),
    "anchors": (
        "Anker (&) und Verweise (*) sind nicht erlaubt|Schreiben Sie den Text aus, mit * in Anführungszeichen",
        "les ancres (&) et renvois (*) ne sont pas permis|Écrivez le texte en entier, entre guillemets s'il contient *",
        "anchors (&) and aliases (*) are not allowed|Write the text out, in quotes if it holds a *",
    ),
    "unknown_word": (
        "dieses Wort ist nicht bekannt|{what}",
        "ce mot n'est pas connu|{what}",
        "this word is not known|{what}",
    ),
    "meant": ("Gemeint ist wohl „{what}“", "Sans doute « {what} »", "Perhaps '{what}' is meant"),
    "known": ("Bekannt sind: {what}", "Connus : {what}", "Known are: {what}"),
    "missing": (
        "fehlt|Schreiben Sie eine Zeile „{what}: …“",
        "manque|Ajoutez une ligne « {what}: … »",
        "missing|Write a line '{what}: …'",
    ),
    "text_needed": (
        "ein Text ist nötig|Setzen Sie ihn in Anführungszeichen",
        "il faut un texte|Mettez-le entre guillemets",
        "a text is needed|Put it in quotes",
    ),
    "list_needed": (
        "eine Liste ist nötig|Schreiben Sie [eins, zwei]",
        "il faut une liste|Écrivez [un, deux]",
        "a list is needed|Write [one, two]",
    ),
    "lines_needed": (
        "eingerückte Zeilen „Name: Wert“ sind nötig|Siehe das Muster",
        "il faut des lignes en retrait « nom: valeur »|Voir le modèle",
        "indented lines 'name: value' are needed|See the template",
    ),
    "number_needed": (
        "eine ganze Zahl ab {least} ist nötig|Schreiben Sie nur die Zahl",
        "il faut un nombre entier à partir de {least}|N'écrivez que le nombre",
        "a whole number of at least {least} is needed|Write the number only",
    ),
    "day_needed": (
        "ein Tag, Monat oder Jahr ist nötig|Schreiben Sie 31.12.2025, 2025-12 oder 2025",
        "il faut un jour, un mois ou une année|Écrivez 31.12.2025, 2025-12 ou 2025",
        "a day, month or year is needed|Write 31.12.2025, 2025-12 or 2025",
    ),
    "backwards": (
        "das Ende liegt vor dem Beginn|Vertauschen Sie die beiden",
        "la fin précède le début|Inversez-les",
        "the end lies before the beginning|Swap them",
    ),
    "no_frequency": (
        "unbekannt|Schreiben Sie täglich, wöchentlich, monatlich, vierteljährlich, jährlich, unregelmäßig oder einmalig",
        "inconnu|Écrivez täglich, wöchentlich, monatlich, vierteljährlich, jährlich, unregelmäßig ou einmalig",
        "unknown|Write täglich, wöchentlich, monatlich, vierteljährlich, jährlich, unregelmäßig or einmalig",
    ),
    "no_licence": (
        "diese Lizenz ist nicht bekannt|Schreiben Sie dl-de/by-2.0, dl-de/zero-2.0, CC BY 4.0 oder CC0",
        "cette licence n'est pas connue|Écrivez dl-de/by-2.0, dl-de/zero-2.0, CC BY 4.0 ou CC0",
        "this licence is not known|Write dl-de/by-2.0, dl-de/zero-2.0, CC BY 4.0 or CC0",
    ),
    "other_licence": (
        "die Ablage steht als Ganzes unter {what}|Löschen Sie die Zeile, oder fragen Sie die Administration",
        "tout le dépôt est sous {what}|Supprimez la ligne ou contactez l'administration",
        "the whole zone is under {what}|Delete the line, or ask the administration",
    ),
    "no_address": (
        "keine E-Mail-Adresse|Schreiben Sie das Postfach der Stelle, nicht das einer Person",
        "ce n'est pas une adresse électronique|Indiquez la boîte du service, non celle d'une personne",
        "no e-mail address|Write the office's address, not a person's",
    ),
    "no_such_file": (
        "diese Datei liegt nicht im Ordner|{what}",
        "ce fichier n'est pas dans le dossier|{what}",
        "this file is not in the folder|{what}",
    ),
    "no_such_column": (
        "diese Spalte gibt es in {file} nicht|{what}",
        "cette colonne n'existe pas dans {file}|{what}",
        "there is no such column in {file}|{what}",
    ),
    "double_key": (
        "der Schlüssel {key} kommt zweimal vor (Zeilen {first} und {second})|Nennen Sie weitere Spalten unter „schluessel“, oder löschen Sie die doppelte Zeile",
        "la clé {key} apparaît deux fois (lignes {first} et {second})|Ajoutez des colonnes sous « schluessel » ou supprimez le doublon",
        "the key {key} is there twice (rows {first} and {second})|Name more columns under 'schluessel', or delete the double row",
    ),
    "empty_key": (
        "in Zeile {row} fehlt der Schlüssel|Füllen Sie die Zelle aus",
        "à la ligne {row}, la clé manque|Remplissez la cellule",
        "the key is missing in row {row}|Fill in the cell",
    ),
    "layout": (
        "{what}|Ist der neue Aufbau gewollt, erhöhen Sie „aufbau“ in der Beschreibung auf {next}",
        "{what}|Si la nouvelle structure est voulue, portez « aufbau » à {next} dans la description",
        "{what}|If the new layout is meant, raise 'aufbau' in the description to {next}",
    ),
    "small_counts": (
        "Werte unter {threshold}, an denen Menschen zu erkennen sein könnten: {number} (Datenzeilen {rows})|Fassen Sie zusammen oder leeren Sie die Zellen; sind sie unbedenklich, schreiben Sie „kleine_zahlen: geprüft“",
        "valeurs inférieures à {threshold} qui pourraient identifier des personnes : {number} (lignes de données {rows})|Regroupez-les ou videz les cellules ; si elles sont sans risque, écrivez « kleine_zahlen: geprüft »",
        "values below {threshold}, by which people might be recognised: {number} (rows of data {rows})|Group them or empty the cells; if they do no harm, write 'kleine_zahlen: geprüft'",
    ),
    "threshold_needed": (
        "eine Zahl ab 2 oder „geprüft“ ist nötig|Schreiben Sie zum Beispiel 4",
        "il faut un nombre à partir de 2 ou « geprüft »|Écrivez par exemple 4",
        "a number of at least 2 or 'geprüft' is needed|Write 4, for instance",
    ),
    "yes_or_no": (
        "ja oder nein ist nötig|Schreiben Sie „ja“ oder „nein“",
        "il faut oui ou non|Écrivez « ja » ou « nein »",
        "yes or no is needed|Write 'ja' or 'nein'",
    ),
    "more_inside": (
        "Die Datei selbst wird nicht angeboten: In ihr kann mehr stehen, als zu sehen ist (weitere Blätter oder Ebenen, Ausgeblendetes). „original: ja“ veröffentlicht sie trotzdem.",
        "Le fichier lui-même n'est pas proposé : il peut contenir plus que ce qui est montré (autres feuilles ou couches, éléments masqués). « original: ja » le publie tout de même.",
        "The file itself is not offered: it may hold more than is shown (other sheets or layers, what is hidden). 'original: ja' publishes it all the same.",
    ),
    "misfit": (
        "Zeile {row} ist keine {type} wie die übrigen; {misfits} von {values} Werten passen nicht|Berichtigen Sie die Zelle",
        "la ligne {row} n'est pas du type {type} comme les autres ; {misfits} valeurs sur {values} ne conviennent pas|Corrigez la cellule",
        "row {row} is no {type} like the others; {misfits} of {values} values do not fit|Mend the cell",
    ),
    "one_map": (
        "in einem Ordner kann nur eine Datei mit Geodaten liegen|Legen Sie sie in einen eigenen Ordner",
        "un dossier ne peut contenir qu'un fichier de géodonnées|Placez-le dans un dossier à part",
        "a folder can hold one file of places|Put it into a folder of its own",
    ),
    "places": (
        "{what}|Speichern Sie die Datei neu, mit ihrem Koordinatensystem",
        "{what}|Enregistrez à nouveau le fichier avec son système de coordonnées",
        "{what}|Save the file again, with its coordinate system",
    ),
    "bad_schema": (
        "{what}|Berichtigen oder löschen Sie die Datei",
        "{what}|Corrigez ou supprimez le fichier",
        "{what}|Mend or delete the file",
    ),
    "bad_type": (
        "unbekannt|Schreiben Sie text, ganzzahl, zahl, datum oder ja/nein",
        "inconnu|Écrivez text, ganzzahl, zahl, datum ou ja/nein",
        "unknown|Write text, ganzzahl, zahl, datum or ja/nein",
    ),
    "no_xml": (
        "keine Beschreibung in der Form datensammlung/datensatz|Siehe docs/dropzone.md",
        "pas une description sous la forme datensammlung/datensatz|Voir docs/dropzone.md",
        "no description in the form datensammlung/datensatz|See docs/dropzone.md",
    ),
    "table": ("{what}|", "{what}|", "{what}|"),
}  # fmt: skip
TYPES: Final[dict[str, tuple[str, str, str]]] = {
    "integer": ("ganze Zahl", "nombre entier", "whole number"),
    "number": ("Zahl", "nombre", "number"),
    "boolean": ("Angabe ja/nein", "oui/non", "yes/no"),
    "date": ("Datumsangabe", "date", "date"),
    "timestamp": ("Zeitangabe", "date et heure", "time"),
    "text": ("Textangabe", "texte", "text"),
}


class Problem(Exception):
    """Why a folder is not published; ``field`` is a file or a word of its description."""

    def __init__(self, field: str, code: str, value: str = "", **values: Any) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.value, self.values = field, code, value, values

    def record(self, folder: str, language: str, part_of: str | None = None) -> BadRecord:
        """What the report says."""
        problem, _, remedy = said(self.code, language, **self.values).partition("|")
        return BadRecord(
            folder, shown(self.field, 200), shown(self.value), problem, remedy, part_of
        )


@dataclass(frozen=True)
class Later:
    """A sentence within a sentence."""

    code: str
    what: str


def said(code: str, language: str, **values: Any) -> str:
    """The sentence; values come from files, and are shortened."""
    at = LANGUAGES.index(language) if language in LANGUAGES else 0
    put: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Later):
            put[name] = said(value.code, language, what=value.what)
        else:
            put[name] = value if isinstance(value, int) else shown(str(value), 600)
    return SENTENCES[code][at].format_map(put)
