"""The sentences about files, by code: German, French, English. The names in braces are values."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from typing import Final

#: code → (de, fr, en)
SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
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
    # --- another layout --------------------------------------------------------------------
    "layout_changed": (
        (
            "„{file}“ hat andere Spalten als bisher ({number} Unterschiede). Es wurde nichts "
            "übernommen; bitte die Spalten angleichen oder die neue Form bestätigen."
        ),
        (
            "« {file} » a d’autres colonnes qu’avant ({number} différences). Rien n’a été repris ; "
            "adaptez les colonnes ou confirmez la nouvelle forme."
        ),
        (
            "'{file}' has other columns than before ({number} differences). Nothing was taken over; "
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
        "Vor der Tabelle stehen {number} Zeilen, die nicht zu den Daten gehören: {text}.",
        "{number} lignes avant le tableau ne sont pas des données : {text}.",
        "{number} lines before the table are no data: {text}.",
    ),
    "numbered": (
        "Zeile {row} zählt nur die Spalten und bleibt weg.",
        "La ligne {row} ne fait que numéroter les colonnes et est omise.",
        "Row {row} only counts the columns and is left out.",
    ),
    "footnotes": (
        "Unter der Tabelle stehen {number} Anmerkungen, die erhalten bleiben: {text}.",
        "{number} remarques sous le tableau sont conservées : {text}.",
        "{number} notes below the table are kept: {text}.",
    ),
    "sums": (
        "{number} Summenzeilen am Ende bleiben weg: {text}.",
        "{number} lignes de totaux à la fin sont omises : {text}.",
        "{number} rows of sums at the end are left out: {text}.",
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
            "„{column}“: Manche Schlüssel sind kürzer als andere ({example}); vermutlich hat das "
            "Programm führende Nullen entfernt. Bitte die Spalte als Text formatieren."
        ),
        (
            "« {column} » : certaines clés sont plus courtes ({example}) ; le programme a sans doute "
            "supprimé des zéros initiaux. Formatez la colonne en texte."
        ),
        (
            "'{column}': some keys are shorter than others ({example}); the program has probably "
            "dropped leading zeros. Format the column as text."
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
