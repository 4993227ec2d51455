"""What is offered for a typing error, and when nothing is."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ckanext.loerrach.search.suggest import Vocabulary, distance, suggest

CORPUS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "municipal_titles.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def vocabulary():
    text = " ".join(dataset["title"] for dataset in CORPUS["datasets"].values())
    return Vocabulary(Counter(re.findall(r"[^\W\d_]{3,}", text)).items())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Parkplaz", "Parkplätze"),
        ("Fahradzählung", "Fahrradzählung"),
        ("Fahradzählstelle", "Fahrradzählstellen"),
        ("Lörach", "Lörrach"),
        ("Loerach", "Lörrach"),
        ("Lörrahc", "Lörrach"),
        ("Luftqualitet", "Luftqualität"),
        ("Lutfqualität", "Luftqualität"),
        ("Hochwaser", "Hochwasser"),
        ("Gemeinderatswal", "Gemeinderatswahl"),
        ("Baumkatastr", "Baumkataster"),
        ("Spielplaetzte", "Spielplätze"),
        ("Ladesaule Fahrrat", "Ladesaule Fahrrad"),
        ("Mietspigel 2023", "Mietspiegel 2023"),
        ("Vernstaltungen", "Veranstaltung"),
        ("Bevolkerungsvorausberechung", "Bevölkerungsvorausberechnung"),
    ],
)
def test_typing_errors_are_mended(vocabulary, typed, meant):
    assert suggest(typed, vocabulary) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "Parkplatz",
        "Loerrach",
        "Zählstelle",
        "Fahrräder",
        "Quantencomputer",
        "xyzzy",
        "Bus",
        "2024",
        "",
        "title:Parkplaz",
        '"Parkplaz"',
        "Parkplaz*",
        "NOT AND OR",
        "Parkplaz " * 9,
        "Parkplaz" * 100,
    ],
)
def test_nothing_is_offered(vocabulary, typed):
    assert suggest(typed, vocabulary) is None


def test_an_empty_portal_has_nothing_to_offer():
    assert suggest("Parkplaz", Vocabulary([])) is None


def test_the_more_frequent_of_two_words_as_near_is_offered():
    words = [("Brombach", 1), ("Brombech", 7)]
    assert suggest("Brombich", Vocabulary(words)) == "Brombech"


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("wald", "wald", 0),
        ("wald", "wad", 1),
        ("wald", "wlad", 1),
        ("wald", "weald", 1),
        ("wald", "feld", 2),
        ("wald", "strasse", 3),
    ],
)
def test_distance_counts_typing_errors_up_to_a_limit(one, other, errors):
    assert distance(one, other, 2) == errors
