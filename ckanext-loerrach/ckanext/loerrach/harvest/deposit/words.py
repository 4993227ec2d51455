"""What is said when a file does not become a table: a sentence in each language, with mending."""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.geo.errors import GeoError
from ckanext.loerrach.harvesters._core.errors import FeedError
from ckanext.loerrach.tabular import DataStoreNotReady, TabularError
from ckanext.loerrach.tabular.reading import ReadingError

from .fetched import NotZipped, TooLarge

BROKEN_OFF = {
    "de": "Das Laden brach dreimal ab. Teilen Sie die Datei, oder fragen Sie die Administration.",
    "fr": "Le chargement s'est interrompu trois fois. Divisez le fichier ou contactez"
          " l'administration.",
    "en": "Loading broke off three times. Split the file, or ask the administration.",
}  # fmt: skip
FOREIGN = {
    "de": "Die Tabelle wurde von einem anderen Programm geschrieben und bleibt, wie sie ist."
          " Löschen Sie sie über die Schnittstelle, um die Datei zu laden.",
    "fr": "Le tableau a été écrit par un autre programme et reste tel quel. Supprimez-le par"
          " l'interface pour charger le fichier.",
    "en": "The table was written by another program and stays as it is. Delete it by the API to"
          " have the file loaded.",
}  # fmt: skip
OVERTAKEN = {
    "de": "Die Datei wurde inzwischen ersetzt.",
    "fr": "Le fichier a été remplacé entre-temps.",
    "en": "The file was replaced meanwhile.",
}
NO_DATASTORE = {
    "de": "Der Tabellenspeicher antwortet nicht. Versuchen Sie es später noch einmal.",
    "fr": "Le stockage des tableaux ne répond pas. Réessayez plus tard.",
    "en": "The DataStore does not answer. Try again later.",
}
NO_FILE = {
    "de": "Die Datei ist nicht da. Laden Sie sie noch einmal hoch.",
    "fr": "Le fichier est absent. Téléversez-le à nouveau.",
    "en": "The file is not there. Upload it again.",
}
UNFINISHED = {
    "de": "Die neue Tabelle ist geladen, aber Seite und Dateien zeigen sie noch nicht ganz."
    " Lassen Sie die Datei noch einmal lesen; die Administration findet den Grund im Protokoll.",
    "fr": "Le nouveau tableau est chargé, mais la page et les fichiers ne le montrent pas encore"
    " entièrement. Faites relire le fichier ; l'administration trouve la raison dans le journal.",
    "en": "The new table is loaded, but page and files do not show all of it yet. Have the file"
    " read again; the administration finds the reason in the log.",
}
UNKNOWN = {
    "de": "Das Laden ist misslungen; die Administration findet den Grund im Protokoll.",
    "fr": "Le chargement a échoué ; l'administration trouve la raison dans le journal.",
    "en": "Loading failed; the administration finds the reason in the log.",
}


def small(threshold: int, found: list[dict[str, Any]]) -> dict[str, str]:
    """Counts below the threshold hold a file back."""
    number = str(sum(one["count"] for one in found))
    labels = ", ".join(str(one["label"]) for one in found[:12])
    sentences = {
        "de": "Kleine Zahlen: Werte unter {1} in {2} ({0}). Die Datei wurde nicht veröffentlicht:"
              " Prüfen Sie, ob solche Zahlen jemanden erkennbar machen.",
        "fr": "Petits nombres : valeurs inférieures à {1} dans {2} ({0}). Le fichier n'a pas été"
              " publié : vérifiez si de tels nombres rendent quelqu'un reconnaissable.",
        "en": "Small counts: values below {1} in {2} ({0}). The file was not published: look"
              " whether such counts make somebody recognisable.",
    }  # fmt: skip
    return {name: one.format(number, threshold, labels) for name, one in sentences.items()}


def problem(error: Exception) -> dict[str, str]:
    """Sentences by language."""
    if isinstance(error, ReadingError):
        return error.sentence.texts()
    if isinstance(error, TooLarge):
        return _with(
            f"{error.megabytes} MB",
            "Die Datei ist zu groß; mehr als {} werden nicht gelesen. Teilen Sie sie.",
            "Le fichier est trop grand ; la limite est de {}. Divisez-le.",
            "The file is too large; the limit is {}. Split it.",
        )
    if isinstance(error, NotZipped):
        return _with(
            error.name,
            "„{}“ ist kein Zip. Ein Shapefile besteht aus mehreren Dateien: Packen Sie .shp, .shx,"
            " .dbf und .prj zusammen in ein Zip.",
            "« {} » n'est pas un fichier zip. Un Shapefile se compose de plusieurs fichiers :"
            " réunissez .shp, .shx, .dbf et .prj dans un zip.",
            "“{}” is no zip file. A Shapefile consists of several files: put .shp, .shx, .dbf and"
            " .prj into one zip.",
        )
    if isinstance(error, FeedError):
        return _with(
            str(error),
            "Die verlinkte Datei war nicht zu bekommen ({}). Prüfen Sie die Adresse.",
            "Le fichier lié n'a pas pu être obtenu ({}). Vérifiez l'adresse.",
            "The linked file could not be had ({}). Check the address.",
        )
    if isinstance(error, GeoError):
        return _with(
            str(error),
            "Die Geodaten sind nicht zu lesen ({}). Speichern Sie sie neu, mit Koordinatensystem.",
            "Les géodonnées sont illisibles ({}). Enregistrez-les avec leur système.",
            "The places cannot be read ({}). Save them again, with their coordinate system.",
        )
    if isinstance(error, DataStoreNotReady):
        return NO_DATASTORE
    if isinstance(error, TabularError):
        return _with(
            str(error),
            "Die Tabelle passt nicht in den Tabellenspeicher ({}). Berichtigen Sie die Datei.",
            "Le tableau ne peut être enregistré ({}). Corrigez le fichier.",
            "The table cannot be stored ({}). Mend the file.",
        )
    return NO_FILE if isinstance(error, FileNotFoundError) else UNKNOWN


def _with(value: str, *sentences: str) -> dict[str, str]:
    said = " ".join(value.split())[:300].rstrip(".")
    return {name: one.format(said) for name, one in zip(("de", "fr", "en"), sentences, strict=True)}
