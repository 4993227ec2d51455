"""Why a file or a delivery is not read, by code: German, French, English."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from typing import Final

#: code → (de, fr, en)
REFUSED: Final[dict[str, tuple[str, str, str]]] = {
    # --- refused ---------------------------------------------------------------------------
    "empty": (
        "Die Datei „{file}“ ist leer. Bitte die Tabelle noch einmal speichern und hochladen.",
        "Le fichier « {file} » est vide. Enregistrez le tableau et envoyez-le de nouveau.",
        "The file '{file}' is empty. Save the table again and upload it.",
    ),
    "too_large": (
        "Die Datei „{file}“ ist zu groß ({what}). Bitte in mehrere Tabellen aufteilen.",
        "Le fichier « {file} » est trop grand ({what}). Répartissez-le en plusieurs tableaux.",
        "The file '{file}' is too large ({what}). Split it into several tables.",
    ),
    "no_table": (
        "„{file}“ ist keine Tabelle, sondern {what}. Bitte als CSV, XLSX, ODS oder XLS speichern.",
        "« {file} » n’est pas un tableau mais {what}. Enregistrez-le en CSV, XLSX, ODS ou XLS.",
        "'{file}' is no table but {what}. Save it as CSV, XLSX, ODS or XLS.",
    ),
    "no_rows": (
        (
            "In „{file}“ stehen keine Zeilen mit Daten unter einer Kopfzeile. Bitte prüfen, ob das "
            "richtige Blatt gespeichert wurde."
        ),
        (
            "« {file} » ne contient aucune ligne de données sous un en-tête. Vérifiez la feuille "
            "enregistrée."
        ),
        "'{file}' has no rows of data below a header. Check that the right sheet was saved.",
    ),
    "nul": (
        (
            "„{file}“ enthält in Zeile {row} NUL-Zeichen und ist beschädigt oder keine Textdatei. "
            "Bitte neu speichern."
        ),
        (
            "« {file} » contient des caractères NUL à la ligne {row} : endommagé ou pas un texte. "
            "Enregistrez-le de nouveau."
        ),
        "'{file}' has NUL characters in line {row}: it is damaged or no text. Save it again.",
    ),
    "file_changed": (
        "„{file}“ hat sich geändert, seit die Datei geprüft wurde. Bitte noch einmal einlesen.",
        "« {file} » a changé depuis sa vérification. Relancez la lecture.",
        "'{file}' has changed since it was looked at. Read it once more.",
    ),
    "mixed_encoding": (
        (
            "„{file}“ mischt Zeichenkodierungen (zuerst in Zeile {row}). Bitte einheitlich als "
            "UTF-8 speichern."
        ),
        "« {file} » mélange des encodages (d’abord à la ligne {row}). Enregistrez tout en UTF-8.",
        "'{file}' mixes encodings (first in line {row}). Save all of it as UTF-8.",
    ),
    "bad_encoding": (
        "„{file}“ ist in Zeile {row} weder UTF-8 noch Windows-1252. Bitte als UTF-8 speichern.",
        "« {file} » n’est ni en UTF-8 ni en Windows-1252 (ligne {row}). Enregistrez-le en UTF-8.",
        "'{file}' is neither UTF-8 nor Windows-1252 in line {row}. Save it as UTF-8.",
    ),
    "ragged": (
        (
            "In „{file}“ hat Zeile {row} {found} Zellen statt {expected}. Steht ein Trennzeichen in "
            "einem Text, gehört der Text in Anführungszeichen."
        ),
        (
            "Dans « {file} », la ligne {row} a {found} cellules au lieu de {expected}. Un texte qui "
            "contient le séparateur doit être entre guillemets."
        ),
        (
            "In '{file}', line {row} has {found} cells instead of {expected}. A text that contains "
            "the delimiter has to stand in quotes."
        ),
    ),
    "open_quote": (
        (
            "In „{file}“ wird ein Anführungszeichen (nahe Zeile {row}) nicht geschlossen. Bitte "
            "schließen oder verdoppeln."
        ),
        (
            "Dans « {file} », un guillemet (près de la ligne {row}) n’est pas fermé. Fermez-le ou "
            "doublez-le."
        ),
        "In '{file}', a quote near line {row} is not closed. Close it, or double it.",
    ),
    "two_tables": (
        (
            "In „{file}“{where} beginnt in Zeile {row} eine zweite Tabelle. Bitte jede Tabelle auf "
            "ein eigenes Blatt oder in eine eigene Datei legen."
        ),
        (
            "Dans « {file} »{where}, un second tableau commence à la ligne {row}. Mettez chaque "
            "tableau sur sa propre feuille ou dans son propre fichier."
        ),
        (
            "In '{file}'{where}, a second table begins in row {row}. Put each table on a sheet or "
            "into a file of its own."
        ),
    ),
    "same_names": (
        (
            "In „{file}“ heißen mehrere Spalten „{column}“ (Spalten {places}). Bitte jeder Spalte "
            "einen eigenen Namen geben."
        ),
        (
            "Dans « {file} », plusieurs colonnes s’appellent « {column} » (colonnes {places}). "
            "Donnez à chacune son propre nom."
        ),
        (
            "In '{file}', several columns are called '{column}' (columns {places}). Give each a name "
            "of its own."
        ),
    ),
    "no_name": (
        "In „{file}“ hat Spalte {place} Werte, aber keine Überschrift. Bitte eine ergänzen.",
        "Dans « {file} », la colonne {place} a des valeurs mais pas de titre. Ajoutez-en un.",
        "In '{file}', column {place} has values but no heading. Add one.",
    ),
    "encrypted": (
        "„{file}“ ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern.",
        "« {file} » est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
        "'{file}' is protected with a password. Save it without one.",
    ),
    "macros": (
        "„{file}“ enthält Makros. Bitte als Arbeitsmappe ohne Makros (XLSX, ODS) speichern.",
        "« {file} » contient des macros. Enregistrez-le sans macros (XLSX, ODS).",
        "'{file}' contains macros. Save it as a workbook without macros (XLSX, ODS).",
    ),
    "bomb": (
        (
            "„{file}“ wird entpackt viel zu groß ({what}) und wird nicht gelesen. Bitte leere "
            "Bereiche löschen und neu speichern."
        ),
        (
            "« {file} » devient bien trop grand une fois décompressé ({what}). Supprimez les zones "
            "vides et enregistrez-le de nouveau."
        ),
        (
            "'{file}' unpacks to far too much ({what}) and is not read. Delete empty areas and save "
            "it again."
        ),
    ),
    "dtd": (
        (
            "„{file}“ enthält eine Dokumenttypdeklaration ({part}), wie sie keine "
            "Tabellenkalkulation schreibt. Bitte mit einem üblichen Programm neu speichern."
        ),
        (
            "« {file} » contient une déclaration de type de document ({part}), qu’aucun tableur "
            "n’écrit. Enregistrez-le avec un tableur courant."
        ),
        (
            "'{file}' has a document type declaration ({part}), which no spreadsheet program writes. "
            "Save it again with a usual program."
        ),
    ),
    "broken": (
        "„{file}“ ist beschädigt ({what}). Bitte neu speichern und noch einmal hochladen.",
        "« {file} » est endommagé ({what}). Enregistrez-le et envoyez-le de nouveau.",
        "'{file}' is damaged ({what}). Save it again and upload it once more.",
    ),
    "dimensions": (
        (
            "Blatt „{sheet}“ in „{file}“ reicht bis Zeile {rows}, Spalte {columns}. Bitte verirrte "
            "Zellen weit außerhalb der Tabelle löschen."
        ),
        (
            "La feuille « {sheet} » de « {file} » va jusqu’à la ligne {rows}, colonne {columns}. "
            "Supprimez les cellules égarées loin du tableau."
        ),
        (
            "Sheet '{sheet}' of '{file}' reaches to row {rows}, column {columns}. Delete stray cells "
            "far outside of the table."
        ),
    ),
    "no_result": (
        (
            "In „{file}“, Blatt „{sheet}“, hat Zelle {cell} eine Formel ohne gespeichertes Ergebnis. "
            "Bitte in einer Tabellenkalkulation öffnen und speichern."
        ),
        (
            "Dans « {file} », feuille « {sheet} », la cellule {cell} a une formule sans résultat "
            "enregistré. Ouvrez le fichier dans un tableur et enregistrez-le."
        ),
        (
            "In '{file}', sheet '{sheet}', cell {cell} has a formula without a stored result. Open "
            "the file in a spreadsheet program and save it."
        ),
    ),
    "no_sheet": (
        (
            "In „{file}“ gibt es das Blatt „{sheet}“ nicht; es gibt: {sheets}. Bitte eines davon "
            "wählen."
        ),
        "« {file} » n’a pas de feuille « {sheet} » ; il y a : {sheets}. Choisissez-en une.",
        "'{file}' has no sheet '{sheet}'; there are: {sheets}. Choose one of them.",
    ),
    "bad_correction": (
        "Die Berichtigung lässt sich nicht anwenden: {problem}. Bitte dort ändern.",
        "La correction ne peut pas être appliquée : {problem}. Modifiez-la à cet endroit.",
        "The correction cannot be applied: {problem}. Change it there.",
    ),
    "bad_name": (
        "„{problem}“ kann keine Spalte heißen. Erlaubt sind 1 bis 63 Zeichen ohne Anführungszeichen, ohne Leerzeichen oder _ am Anfang.",
        "« {problem} » ne peut pas être le nom d’une colonne. Il faut 1 à 63 caractères, sans guillemets, sans espace ni _ au début.",
        "No column can be called '{problem}'. 1 to 63 characters are allowed, without quotes, without space or _ at the beginning.",
    ),
    "bad_twice": (
        "Zwei Spalten heißen „{problem}“. Bitte einer davon einen anderen Namen geben.",
        "Deux colonnes s’appellent « {problem} ». Donnez un autre nom à l’une d’elles.",
        "Two columns are called '{problem}'. Give one of them another name.",
    ),
    "no_such_row": (
        "In „{file}“ stehen in Zeile {row} keine Überschriften. Bitte die Zeile der Überschriften berichtigen.",
        "Dans « {file} », il n’y a pas de titres à la ligne {row}. Corrigez la ligne des titres.",
        "In '{file}', there are no headings in row {row}. Correct the row of the headings.",
    ),
    # --- another layout --------------------------------------------------------------------
    "layout_changed": (
        (
            "„{file}“ hat andere Spalten als bisher (Unterschiede: {number}). Es wurde nichts "
            "übernommen; bitte die Spalten angleichen oder die neue Form bestätigen."
        ),
        (
            "« {file} » a d’autres colonnes qu’avant (différences : {number}). Rien n’a été repris ; "
            "adaptez les colonnes ou confirmez la nouvelle forme."
        ),
        (
            "'{file}' has other columns than before (differences: {number}). Nothing was taken over; "
            "change the columns back, or confirm the new layout."
        ),
    ),
    "added": (
        "Neu ist die Spalte „{column}“ (Spalte {place}).",
        "La colonne « {column} » est nouvelle (colonne {place}).",
        "Column '{column}' is new (column {place}).",
    ),
    "missing": (
        "Es fehlt die Spalte „{column}“ (bisher Spalte {place}).",
        "La colonne « {column} » manque (avant colonne {place}).",
        "Column '{column}' is missing (was column {place}).",
    ),
    "moved": (
        "Die Spalte „{column}“ steht jetzt an Stelle {now} statt {before}.",
        "La colonne « {column} » est maintenant en position {now} au lieu de {before}.",
        "Column '{column}' now stands at place {now} instead of {before}.",
    ),
    "other_unit": (
        "Die Spalte „{column}“ ist jetzt in {now} statt in {before}.",
        "La colonne « {column} » est maintenant en {now} au lieu de {before}.",
        "Column '{column}' is now in {now} instead of {before}.",
    ),
    "other_kind": (
        "Die Spalte „{column}“ enthält jetzt {type} statt {before}.",
        "La colonne « {column} » contient maintenant {type} au lieu de {before}.",
        "Column '{column}' now holds {type} instead of {before}.",
    ),
    "type_code": ("Schlüssel (Text)", "code (texte)", "key (text)"),
    "type_month": ("Monat", "mois", "month"),
    "type_quarter": ("Quartal", "trimestre", "quarter"),
    "retyped": (
        (
            "Die Spalte „{column}“ enthält keine Werte der Art {before} mehr: {number} von {of} "
            "passen nicht ({examples})."
        ),
        (
            "La colonne « {column} » ne contient plus de valeurs de type {before} : {number} sur "
            "{of} ne conviennent pas ({examples})."
        ),
        (
            "Column '{column}' no longer holds values of type {before}: {number} of {of} do not fit "
            "({examples})."
        ),
    ),
}
