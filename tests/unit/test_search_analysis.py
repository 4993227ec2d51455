"""How texts are taken apart for the search, and which titles a German query finds."""

from pathlib import Path

import pytest
import yaml
from ckanext.loerrach.search.analysis import (
    fold,
    general_tokens,
    index_tokens,
    query_positions,
    query_terms,
)
from ckanext.loerrach.search.compounds import parts
from ckanext.loerrach.search.text import words

CORPUS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "municipal_titles.yaml").read_text(encoding="utf-8")
)


def terms(text):
    return {term for term, _ in index_tokens(text)}


def finds(query, text):
    found = terms(text)
    return all(found & set(alternatives) for alternatives in query_positions(query))


def test_corpus_is_large_enough_to_mean_something():
    assert len(CORPUS["datasets"]) >= 80
    assert len({pair["q"] for pair in CORPUS["queries"]}) == len(CORPUS["queries"]) >= 100


@pytest.mark.parametrize("pair", CORPUS["queries"], ids=lambda pair: pair["q"])
def test_a_query_finds_these_titles_and_no_other(pair):
    found = [
        key
        for key, dataset in CORPUS["datasets"].items()
        if finds(pair["q"], f"{dataset['title']} {dataset['notes']}")
    ]
    assert found == pair["finds"]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Lörrach", "Loerrach", "Lorrach", "LÖRRACH", "Lo\u0308rrach", "lörrach"),
        ("Straße", "Strasse", "STRASSE", "STRAẞE"),
        ("Gebühr", "Gebuehr", "Gebuhr"),
        ("Qualité", "Qualite", "QUALITÉ"),
        ("Kläranlage", "Klaeranlage"),
    ],
)
def test_spellings_of_one_word_are_one(spellings):
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_folding_leaves_words_alone_whose_two_vowels_are_no_umlaut():
    assert [fold(word) for word in ("Quelle", "neue", "Bauer", "aktuell", "Treue", "Queue")] == [
        "quelle",
        "neue",
        "bauer",
        "aktuell",
        "treue",
        "queue",
    ]


def test_words_are_taken_apart_like_solr_takes_them_apart():
    def index(text, **options):
        return [(word, position) for word, position, _ in words(text, **options)]

    assert index("Wi-Fi Netz") == [("Wi", 1), ("Fi", 2), ("WiFi", 1), ("Netz", 3)]
    assert index("PowerShot500") == [("Power", 1), ("Shot", 2), ("PowerShot", 1), ("500", 3)]
    assert index("OSMDaten") == [("OSMDaten", 1)]
    assert index("Bauer's 500-42") == [("Bauer", 1), ("500", 2), ("42", 3), ("50042", 2)]
    assert index("camelCase", split_case=False) == [("camelCase", 1)]
    assert index("Rad & Fuß") == [("Rad", 1), ("Fuß", 2)]
    assert index("Ver\u00adkehr") == [("Verkehr", 1)]
    assert index("") == index(" - ") == []


def test_joined_runs_stand_in_the_index_and_not_in_a_query():
    assert ("opendata", 1) in index_tokens("Open-Data")
    assert [alternatives[0] for alternatives in query_positions("Open-Data")] == ["open", "data"]


def test_terms_of_one_word_share_its_position():
    tokens = index_tokens("Lörracher Fahrradzählstellen 2024")
    assert {position for term, position in tokens if term in {"rad", "zahlstell", "fahrrad"}} == {2}
    assert ("2024", 3) in tokens


@pytest.mark.parametrize(
    ("word", "held"),
    [
        ("Fahrradzählstellen", ["fahrrad", "rad", "zahl", "zahlstell", "radzahlstell"]),
        ("Luftqualität", ["luft", "qualitat"]),
        ("Verkehrszählung", ["verkehr", "zahlung"]),
        ("Geburtenzahlen", ["geburt", "zahl"]),
        ("Kinderspielplatz", ["kind", "spielplatz", "platz"]),
        ("Trinkwasserqualität", ["wasser", "wasserqualitat", "qualitat"]),
        ("Straßenbäume", ["strass", "baum"]),
        ("Schulstandorte", ["schul", "standort"]),
        ("Grüttpark", ["park"]),
        ("Wasserspender", ["wasser"]),
        ("Staubecken", ["stau"]),
        ("Hochwassergefahrenkarten", ["hochwasser", "gefahr", "karte"]),
    ],
)
def test_compounds_come_apart(word, held):
    assert set(held) <= set(parts(fold(word)))


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("Heirat", "Rat"),
        ("Vorrat", "Rat"),
        ("Kamerad", "Rad"),
        ("Radar", "Rad"),
        ("Monitoring", "Ring"),
        ("Erzählung", "Zählung"),
        ("Parkett", "Park"),
        ("Partei", "Art"),
        ("Start", "Art"),
        ("Anstalt", "Alt"),
        ("Planeten", "Plan"),
        ("Staubecken", "Staub"),
        ("Freiburg", "Burg"),
        ("Bürger", "Burg"),
        ("Baden-Württemberg", "Bad"),
        ("Passanten", "Pass"),
        ("Landschaft", "Schaft"),
        ("Bahnhof", "Hof"),
        ("Müllheim", "Müll"),
        ("Messstelle", "Messe"),
        ("Schule", "Schüler"),
        ("Wetter", "Wette"),
    ],
)
def test_words_do_not_come_apart_wrongly(word, wrong):
    assert not finds(wrong, word)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Museum", "Museen"),
        ("Jugendzentrum", "Jugendzentren"),
        ("Stadion", "Stadien"),
        ("Bus", "Busse"),
        ("Baum", "Bäume"),
        ("Haus", "Häuser"),
        ("Verzeichnis", "Verzeichnisse"),
        ("Ärztin", "Ärztinnen"),
        ("dataset", "datasets"),
        ("city", "cities"),
        ("vélo", "vélos"),
    ],
)
def test_singular_and_plural_find_each_other(one, many):
    assert finds(one, many)
    assert finds(many, one)


def test_french_stems_serve_french_texts_only():
    assert finds("cyclables", "Pistes cyclable sur les routes")
    assert finds("routière", "Données routières pour la commune")
    assert not any(term.startswith("~") for term in terms("Der Passant und die Passanten in Basel"))


def test_fields_without_stems_keep_words_whole():
    assert general_tokens("Fahrradzählstellen Müller-Lüdenscheid") == [
        ("fahrradzahlstellen", 1),
        ("muller", 2),
        ("ludenscheid", 3),
        ("mullerludenscheid", 2),
    ]


def test_the_first_alternative_is_the_word_itself():
    assert query_terms("Zählstellen")[0] == "zahlstellen"


def test_endless_words_and_signs_do_no_harm():
    assert {len(term) for term in terms("a" * 100_000)} == {200}
    assert terms("Ä" * 100 + "\u202e\x00🚲 ---- \ufffd") == {"a" * 100}
    assert query_positions("") == query_positions("&& || !") == []
