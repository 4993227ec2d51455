"""What people get wrong in a description, each with the sentence that they are told."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord
from ckanext.loerrach.harvesters._dropzone.words import SENTENCES, Problem, said

TABLE = "Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;1120\n2025;Haagen;63\n"
NEEDED = "titel: Plätze\nbeschreibung: Plätze je Ortsteil\n"
#: description -> field, beginning of the sentence, what to do
MISTAKES = {
    "titel: x": ("beschreibung", "fehlt", "Schreiben Sie eine Zeile „beschreibung: …“"),
    "titel:": ("titel", "fehlt", "Schreiben Sie eine Zeile „titel: …“"),
    NEEDED + "lizens: cc0": ("lizens", "dieses Wort ist nicht bekannt", "Gemeint ist wohl „lizenz“"),
    NEEDED + "xyzzy: 1": ("xyzzy", "dieses Wort ist nicht bekannt", "Bekannt sind: aktualisierung"),
    NEEDED + "lizenz: irgendeine": ("lizenz", "diese Lizenz ist nicht bekannt", "Schreiben Sie dl-de"),
    NEEDED + "aktualisierung: ab und zu": ("aktualisierung", "unbekannt", "Schreiben Sie täglich"),
    NEEDED + "kontakt: Frau Muster": ("kontakt", "keine E-Mail-Adresse", "Schreiben Sie das Postf"),
    NEEDED + "zeitraum: bald": ("zeitraum", "ein Tag, Monat oder Jahr ist nötig", "Schreiben Sie 31"),
    NEEDED + "zeitraum: 2026 bis 2025": ("zeitraum", "das Ende liegt vor dem Beginn", "Vertauschen"),
    NEEDED + "stand: 31.2.2025": ("stand", "ein Tag, Monat oder Jahr", "Schreiben Sie 31.12"),
    NEEDED + "stand: 2025-02-30": ("dataset.yaml", "so nicht zu lesen", "Zeilen wie"),
    NEEDED + "titel_fr: [x]": ("titel_fr", "ein Text ist nötig", "Setzen Sie ihn in Anführ"),
    NEEDED + "schluessel: Ort": ("schluessel: Ort", "diese Spalte gibt es in t.csv nicht",
                                 "Bekannt sind: Jahr, Ortsteil, Plätze"),
    NEEDED + "schluessel: Ortsteil": ("t.csv: ortsteil", "der Schlüssel Stetten kommt zweimal vor",
                                      "Nennen Sie weitere Spalten"),
    NEEDED + "schluessel: {a: b}": ("schluessel", "eine Liste ist nötig", "Schreiben Sie [eins"),
    NEEDED + "spalten: [a]": ("spalten", "eingerückte Zeilen", "Siehe das Muster"),
    NEEDED + "spalten: {Jahr: {typ: magisch}}": ("spalten.Jahr.typ", "unbekannt", "Schreiben Sie text"),
    NEEDED + "spalten: {Jahr: {einhet: m}}": ("spalten.Jahr.einhet", "dieses Wort", "Gemeint ist wohl"),
    NEEDED + "spalten: {Ortsteil: {typ: zahl}}": ("t.csv", "„t.csv“ hat andere Spalten", "Ist der neue Aufbau"),
    NEEDED + "dateien: {u.csv: {titel: x}}": ("dateien: u.csv", "diese Datei liegt nicht im Ordner",
                                             "Bekannt sind: dataset.yaml, t.csv"),
    NEEDED + "kleine_zahlen: wenige": ("kleine_zahlen", "eine Zahl ab 2 oder „geprüft“", "Schreiben"),
    NEEDED + "kleine_zahlen: 50": ("t.csv: Plätze", "Werte unter 50, an denen Menschen",
                                   "Fassen Sie zusammen"),
    NEEDED + "aufbau: zwei": ("aufbau", "eine ganze Zahl ab 1 ist nötig", "Schreiben Sie nur"),
    NEEDED + "koordinaten: {x: Ost, y: Nord}": ("koordinaten: Ost", "diese Spalte gibt es in t.csv",
                                                "Bekannt sind: Jahr, Plätze"),
    NEEDED + "blatt: Tabelle1": ("t.csv", "", ""),
    "- titel: x": ("dataset.yaml", "so nicht zu lesen", "Zeilen wie"),
    "titel: a: b\nbeschreibung: x": ("dataset.yaml", "so nicht zu lesen", "Zeilen wie"),
    "a: &x 1\nb: *x": ("dataset.yaml", "Anker (&) und Verweise (*)", "Schreiben Sie den Text aus"),
    "titel: !!python/object/apply:os.system [ls]": ("dataset.yaml", "so nicht zu lesen", "Zeilen"),
    "[" * 5000: ("dataset.yaml", "so nicht zu lesen", "Zeilen wie"),
    b"titel: Pl\xe4tze": ("dataset.yaml", "nicht in UTF-8 geschrieben", "Speichern Sie die Datei"),
}  # fmt: skip


def run(feed: Feed) -> list[Any]:
    return list(harvesters()["dropzone"]().records(feed))


@pytest.mark.parametrize("description", MISTAKES)
def test_a_mistake_is_told(description: str | bytes, zone: Any, feed_in: Any) -> None:
    field, problem, remedy = MISTAKES[description]
    found = run(feed_in(zone({"a/dataset.yaml": description, "a/t.csv": TABLE})))
    if not problem:
        # a CSV file has no sheets: what is said of them does no harm
        assert not isinstance(found[0], BadRecord)
        return
    (bad,) = found
    assert isinstance(bad, BadRecord), bad
    assert (bad.id, bad.field, bad.part_of) == ("a", field, None)
    assert bad.problem.startswith(problem), bad.problem
    assert bad.remedy.startswith(remedy), bad.remedy


def test_folders_that_cannot_be_published(zone: Any, feed_in: Any) -> None:
    root = zone({
        "keine/t.csv": TABLE,
        "zwei/dataset.yaml": NEEDED, "zwei/meta.xml": "<datensammlung/>", "zwei/t.csv": TABLE,
        "leer/dataset.yaml": NEEDED,
        "bild/dataset.yaml": NEEDED, "bild/t.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
        "xml/meta.xml": "<x/>", "xml/t.csv": TABLE,
        "kaputt/meta.xml": "<datensammlung><datensatz>", "kaputt/t.csv": TABLE,
        "bombe/meta.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><datensammlung>&a;</datensammlung>',
        "bombe/t.csv": TABLE,
        "gut/dataset.yaml": NEEDED, "gut/t.csv": TABLE,
    })  # fmt: skip
    found = run(feed_in(root))
    said = {one.id: one.problem for one in found if isinstance(one, BadRecord)}
    assert [one.id for one in found if not isinstance(one, BadRecord)] == ["gut"]
    assert said == {
        "keine": "die Beschreibung fehlt",
        "zwei": "dataset.yaml und meta.xml liegen nebeneinander",
        "leer": "der Ordner enthält keine Tabelle und keine Geodaten",
        "bild": said["bild"],
        "xml": "keine Beschreibung in der Form datensammlung/datensatz",
        "kaputt": "keine Beschreibung in der Form datensammlung/datensatz",
        "bombe": "keine Beschreibung in der Form datensammlung/datensatz",
    }
    assert "t.csv" in said["bild"]


def test_the_licence_of_the_zone_holds_where_it_is_one_for_all(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": NEEDED + "lizenz: CC0\n", "a/t.csv": TABLE})
    (record,) = run(feed_in(root))
    assert record.resources[0].licence.endswith("/cc-zero")
    (bad,) = run(feed_in(root, facts={"licences": "source"}))
    assert (bad.field, bad.problem) == ("lizenz", "die Ablage steht als Ganzes unter dl-by-de/2.0")


def test_every_sentence_is_there_in_three_languages(zone: Any, feed_in: Any) -> None:
    gaps = dict.fromkeys(
        ("what", "file", "key", "first", "second", "row", "rows", "next", "number", "threshold",
         "type", "misfits", "values", "megabytes", "least"), "…",
    )  # fmt: skip
    for code, texts in SENTENCES.items():
        assert len({said(code, one, **gaps) for one in ("de", "fr", "en")}) in (1, 3), code
        assert all(text.count("|") <= 1 for text in texts)
    bad = Problem("x", "unknown_word", what="…").record("a", "en")
    assert (bad.problem, bad.part_of) == ("this word is not known", None)
    root = zone({"a/t.csv": TABLE})
    (english,) = run(feed_in(root, {"language": "en"}))
    assert english.problem == "the description is missing"
