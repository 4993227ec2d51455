"""What was understood of a file, by code: German, French, English."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from typing import Final

#: code → (de, fr, en)
UNDERSTOOD: Final[dict[str, tuple[str, str, str]]] = {
    # --- understood ------------------------------------------------------------------------
    "dialect": (
        "Gelesen als {encoding}, Trennzeichen {delimiter}, {rows} Zeilen, {columns} Spalten.",
        "Lu en {encoding}, séparateur {delimiter}, {rows} lignes, {columns} colonnes.",
        "Read as {encoding}, delimiter {delimiter}, {rows} rows, {columns} columns.",
    ),
    "sheet": (
        "Gelesen wurde Blatt „{sheet}“: {rows} Zeilen, {columns} Spalten.",
        "La feuille « {sheet} » a été lue : {rows} lignes, {columns} colonnes.",
        "Sheet '{sheet}' was read: {rows} rows, {columns} columns.",
    ),
    "other_sheets": (
        "Nicht gelesen wurden die Blätter {sheets}; ein anderes lässt sich wählen.",
        "Les feuilles {sheets} n’ont pas été lues ; on peut en choisir une autre.",
        "Sheets {sheets} were not read; another one can be chosen.",
    ),
    "hidden_sheets": (
        "Ausgeblendete Blätter bleiben weg: {sheets}. In der Originaldatei stehen sie noch.",
        "Les feuilles masquées sont omises : {sheets}. Le fichier original les contient encore.",
        "Hidden sheets are left out: {sheets}. The original file still has them.",
    ),
    "hidden": (
        (
            "{rows} ausgeblendete Zeilen und {columns} ausgeblendete Spalten bleiben weg. In der "
            "Originaldatei stehen sie noch."
        ),
        (
            "{rows} lignes et {columns} colonnes masquées sont omises. Le fichier original les "
            "contient encore."
        ),
        (
            "{rows} hidden rows and {columns} hidden columns are left out. The original file still "
            "has them."
        ),
    ),
    "header": (
        "Die Überschriften stehen in Zeile {rows}.",
        "Les titres se trouvent à la ligne {rows}.",
        "The headings stand in row {rows}.",
    ),
    "no_header": (
        "Es gibt keine Kopfzeile; die Spalten heißen {names}. Bitte Namen vergeben.",
        "Il n’y a pas d’en-tête ; les colonnes s’appellent {names}. Donnez-leur des noms.",
        "There is no header; the columns are called {names}. Give them names.",
    ),
    "preamble": (
        "Zeilen vor der Tabelle, die nicht zu den Daten gehören ({number}): {text}.",
        "Lignes avant le tableau qui ne sont pas des données ({number}) : {text}.",
        "Lines before the table that are no data ({number}): {text}.",
    ),
    "numbered": (
        "Zeile {row} zählt nur die Spalten und bleibt weg.",
        "La ligne {row} ne fait que numéroter les colonnes et est omise.",
        "Row {row} only counts the columns and is left out.",
    ),
    "footnotes": (
        "Anmerkungen unter der Tabelle bleiben erhalten ({number}): {text}.",
        "Les remarques sous le tableau sont conservées ({number}) : {text}.",
        "Notes below the table are kept ({number}): {text}.",
    ),
    "sums": (
        "Summen am Ende bleiben weg ({number}): {text}.",
        "Les totaux à la fin sont omis ({number}) : {text}.",
        "Sums at the end are left out ({number}): {text}.",
    ),
    "inner_sums_many": (
        (
            "Zwischen den Daten stehen {number} Summen ({text}; gezählte Datenzeilen {rows}); sie "
            "werden mitgezählt, wenn man die Spalte summiert."
        ),
        (
            "{number} totaux se trouvent parmi les données ({text} ; lignes de données {rows}) ; "
            "ils comptent si l’on additionne la colonne."
        ),
        (
            "There are {number} sums among the data ({text}; rows of data {rows}); they count when "
            "the column is summed."
        ),
    ),
    "inner_sums": (
        (
            "Zwischen den Daten stehen Summen ({text}, Zeile {rows}); sie werden mitgezählt, wenn "
            "man die Spalte summiert."
        ),
        (
            "Des totaux se trouvent parmi les données ({text}, ligne {rows}) ; ils comptent si l’on "
            "additionne la colonne."
        ),
        "There are sums among the data ({text}, row {rows}); they count when the column is summed.",
    ),
    "merged": (
        "{number} verbundene Zellen wurden auf alle ihre Zeilen übertragen.",
        "{number} cellules fusionnées ont été reportées sur toutes leurs lignes.",
        "{number} merged cells were copied to all of their rows.",
    ),
    "short_rows": (
        (
            "{number} Zeilen hatten am Ende zu wenig oder überzählige leere Zellen (zuerst Zeile "
            "{row}); sie wurden angeglichen."
        ),
        (
            "{number} lignes avaient trop peu de cellules ou des cellules vides en trop (d’abord la "
            "ligne {row}) ; elles ont été ajustées."
        ),
        (
            "{number} rows had too few cells, or empty ones too many, at their end (first in line "
            "{row}); they were evened out."
        ),
    ),
    "repeated_header": (
        "Die Kopfzeile kommt {number} Mal wieder; diese Zeilen bleiben weg.",
        "L’en-tête revient {number} fois ; ces lignes sont omises.",
        "The header comes again {number} times; these rows are left out.",
    ),
    "reference_date": (
        "Stichtag der Zahlen: {date}.",
        "Date de référence des chiffres : {date}.",
        "Reference date of the figures: {date}.",
    ),
    "decimal": (
        "„{column}“: Zahlen mit Dezimal{decimal} ({example}).",
        "« {column} » : nombres avec {decimal} décimal ({example}).",
        "'{column}': numbers with decimal {decimal} ({example}).",
    ),
    "thousands": (
        (
            "„{column}“: „{example}“ wurde als Tausenderzahl gelesen, weil andere Spalten ein "
            "Dezimalkomma haben."
        ),
        (
            "« {column} » : « {example} » a été lu avec séparateur de milliers, car d’autres "
            "colonnes ont une virgule décimale."
        ),
        (
            "'{column}': '{example}' was read with a thousands separator, since other columns have "
            "a decimal comma."
        ),
    ),
    "ambiguous": (
        (
            "„{column}“ bleibt Text: Bei „{example}“ ist offen, ob das Zeichen Dezimal- oder "
            "Tausendertrenner ist. Bitte angeben."
        ),
        (
            "« {column} » reste du texte : pour « {example} », on ne sait pas si le signe sépare "
            "les décimales ou les milliers. Précisez-le."
        ),
        (
            "'{column}' stays text: with '{example}' it is open whether the sign separates decimals "
            "or thousands. Say which."
        ),
    ),
    "ambiguous_date": (
        (
            "„{column}“ bleibt Text: Bei „{example}“ ist offen, was Tag und was Monat ist. Bitte "
            "angeben."
        ),
        (
            "« {column} » reste du texte : pour « {example} », on ne sait pas quel est le jour et "
            "quel est le mois. Précisez-le."
        ),
        (
            "'{column}' stays text: with '{example}' it is open which is the day and which the "
            "month. Say which."
        ),
    ),
    "month_or_quarter": (
        (
            "„{column}“ bleibt Text: „{example}“ kann ein Monat, ein Quartal oder eine laufende "
            "Nummer sein. Bitte angeben."
        ),
        (
            "« {column} » reste du texte : « {example} » peut être un mois, un trimestre ou un numéro "
            "d’ordre. Précisez-le."
        ),
        (
            "'{column}' stays text: '{example}' may be a month, a quarter or a running number. State "
            "which."
        ),
    ),
    "two_years": (
        (
            "„{column}“ bleibt Text: „{example}“ wird als Zeitraum über zwei Jahre verstanden, nicht "
            "als Monat."
        ),
        (
            "« {column} » reste du texte : « {example} » est compris comme une période sur deux ans, "
            "pas comme un mois."
        ),
        "'{column}' stays text: '{example}' is taken for a span of two years, not for a month.",
    ),
    "short_years": (
        "„{column}“: Jahre mit zwei Ziffern wurden als 1950 bis 2049 gelesen ({example}).",
        "« {column} » : années à deux chiffres lues de 1950 à 2049 ({example}).",
        "'{column}': years of two digits were read as 1950 to 2049 ({example}).",
    ),
    "misfits": (
        (
            "„{column}“: {number} von {of} Werten passten nicht zur Art {type} und bleiben leer: "
            "{examples}."
        ),
        (
            "« {column} » : {number} valeurs sur {of} n’étaient pas de type {type} et restent "
            "vides : {examples}."
        ),
        "'{column}': {number} of {of} values did not fit type {type} and stay empty: {examples}.",
    ),
    "stays_text": (
        (
            "„{column}“ bleibt Text: {number} von {of} Werten sind nicht von der Art {type}: "
            "{examples}."
        ),
        (
            "« {column} » reste du texte : {number} valeurs sur {of} ne sont pas de type {type} : "
            "{examples}."
        ),
        "'{column}' stays text: {number} of {of} values are not of type {type}: {examples}.",
    ),
    "marks": (
        (
            "„{column}“: {number} Zeichen statt oder neben Werten ({signs}) stehen in Spalte "
            "„{beside}“."
        ),
        (
            "« {column} » : {number} signes à la place ou à côté de valeurs ({signs}) se trouvent "
            "dans la colonne « {beside} »."
        ),
        (
            "'{column}': {number} signs in place of values or beside them ({signs}) stand in column "
            "'{beside}'."
        ),
    ),
    "code": (
        "„{column}“ bleibt Text, damit führende Nullen stehen bleiben ({example}).",
        "« {column} » reste du texte pour garder les zéros initiaux ({example}).",
        "'{column}' stays text so that leading zeros are kept ({example}).",
    ),
    "lost_zeros": (
        (
            "„{column}“: Manche Schlüssel sind kürzer, als sie sein sollten ({example}); vermutlich "
            "hat das Programm führende Nullen entfernt. Bitte die Spalte als Text formatieren."
        ),
        (
            "« {column} » : certaines clés sont plus courtes que prévu ({example}) ; le programme a "
            "sans doute supprimé des zéros initiaux. Formatez la colonne en texte."
        ),
        (
            "'{column}': some keys are shorter than they should be ({example}); the program has "
            "probably removed leading zeros. Format the column as text."
        ),
    ),
    "double_encoded": (
        (
            "Manche Texte sehen doppelt kodiert aus („{example}“, Zeile {row}). Bitte neu aus dem "
            "Fachverfahren ausgeben."
        ),
        (
            "Certains textes semblent encodés deux fois (« {example} », ligne {row}). Exportez de "
            "nouveau."
        ),
        "Some texts look encoded twice ('{example}', line {row}). Export them again.",
    ),
    "formulas": (
        "„{column}“: {number} Texte beginnen wie eine Formel ({example}); sie bleiben Text.",
        (
            "« {column} » : {number} textes commencent comme une formule ({example}) ; ils restent "
            "du texte."
        ),
        "'{column}': {number} texts begin like a formula ({example}); they stay text.",
    ),
    "renamed": (
        "Die Spalte „{label}“ heißt in der Tabelle „{column}“.",
        "La colonne « {label} » s’appelle « {column} » dans le tableau.",
        "Column '{label}' is called '{column}' in the table.",
    ),
    # --- what columns are -------------------------------------------------------------------
    "type_text": ("Text", "texte", "text"),
    "type_integer": ("ganze Zahl", "nombre entier", "whole number"),
    "type_number": ("Kommazahl", "nombre décimal", "decimal number"),
    "type_boolean": ("ja oder nein", "oui ou non", "yes or no"),
    "type_date": ("Datum", "date", "date"),
    "type_timestamp": ("Zeitpunkt", "date et heure", "date and time"),
    # --- what files are ---------------------------------------------------------------------
    "is_pdf": ("ein PDF", "un PDF", "a PDF"),
    "is_rtf": ("ein Textdokument (RTF)", "un document texte (RTF)", "a text document (RTF)"),
    "is_image": ("ein Bild", "une image", "an image"),
    "is_gzip": (
        "eine gepackte Datei (gzip)",
        "un fichier compressé (gzip)",
        "a packed file (gzip)",
    ),
    "is_7z": ("eine gepackte Datei (7z)", "un fichier compressé (7z)", "a packed file (7z)"),
    "is_rar": ("eine gepackte Datei (RAR)", "un fichier compressé (RAR)", "a packed file (RAR)"),
    "is_parquet": ("eine Parquet-Datei", "un fichier Parquet", "a Parquet file"),
    "is_database": ("eine Datenbank", "une base de données", "a database"),
    "is_program": ("ein Programm", "un programme", "a program"),
    "is_page": ("eine Internetseite (HTML)", "une page web (HTML)", "a web page (HTML)"),
    "is_xlsb": ("eine XLSB-Arbeitsmappe", "un classeur XLSB", "an XLSB workbook"),
    "is_docx": ("ein Textdokument (DOCX)", "un document texte (DOCX)", "a text document (DOCX)"),
    "is_zip": ("ein ZIP-Archiv", "une archive ZIP", "a ZIP archive"),
    "is_office": (
        "ein anderes Office-Dokument",
        "un autre document Office",
        "another Office document",
    ),
    "is_text": ("ein Text", "un texte", "a text"),
    "is_xml": ("XML", "du XML", "XML"),
    "is_json": ("JSON", "du JSON", "JSON"),
}
