"""Licences as other catalogues write them: found in any spelling, and never taken for another."""

from __future__ import annotations

import pytest
from ckanext.loerrach.harvesters._network import words
from ckanext.loerrach.harvesters._network.fitting import Fitter
from ckanext.loerrach.harvesters._network.tally import Tally
from ckanext.loerrach.schemas import licences

LICENCES = "http://dcat-ap.de/def/licenses/"
EU = "http://publications.europa.eu/resource/authority/licence/"


def known(word: str) -> str:
    return words.licence(word).removeprefix(LICENCES)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [("open", "other-open"), ("by", "other-open"), ("ask", "other-closed"),
     ("by_ask", "other-closed")],
)  # fmt: skip
@pytest.mark.parametrize("page", [
    "https://opendata.swiss/terms-of-use", "https://opendata.swiss/terms-of-use/",
    "http://opendata.swiss/terms-of-use", "https://opendata.swiss/de/terms-of-use",
    "https://opendata.swiss/fr/terms-of-use/", "https://www.opendata.swiss/it/terms-of-use",
    "http://opendata.swiss/en/terms-of-use/",
])  # fmt: skip
def test_swiss_terms_of_use_in_every_language(page: str, terms: str, expected: str) -> None:
    assert known(f"{page}#terms_{terms}") == expected
    assert known(f"http://dcat-ap.ch/vocabulary/licenses/terms_{terms}") == expected


@pytest.mark.parametrize("address", [
    "https://opendata.swiss/terms-of-use", "https://opendata.swiss/de/terms-of-use#terms",
    "https://opendata.swiss/terms-of-use#terms_all", "https://a.example/terms-of-use#terms_open",
    "https://a.example/?opendata.swiss/terms-of-use#terms_open",
])  # fmt: skip
def test_other_addresses_are_no_swiss_terms(address: str) -> None:
    assert known(address) == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [("CC0", "cc-zero"), ("CC_BY_4_0", "cc-by/4.0"), ("CC_BY_3_0", "cc-by"),
     ("CC_BYSA_4_0", "cc-by-sa/4.0"), ("CC_BYNC_4_0", "cc-by-nc/4.0"),
     ("CC_BYND_4_0", "cc-by-nd/4.0"), ("CC_BYNCSA_4_0", "other-closed"),
     ("CC_BYNCND_4_0", "other-closed"), ("CC_PDM_1_0", "ccpdm/1.0"), ("ODC_BY", "odby"),
     ("ODC_BL", "odbl"), ("ODC_PDDL", "odcpddl"), ("OGL_3_0", "other-open"),
     ("COM_REUSE", "other-open"), ("OP_DATPRO", ""), ("", "")],
)  # fmt: skip
def test_the_list_of_the_eu(code: str, expected: str) -> None:
    assert known(EU + code) == expected
    assert known((EU + code).replace("http:", "https:")) == expected


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("Datenlizenz Deutschland - Namensnennung - Version 2.0", "dl-by-de/2.0"),
        ("Datenlizenz Deutschland – Namensnennung – Version 2.0", "dl-by-de/2.0"),
        ("Datenlizenz Deutschland — Namensnennung — Version 2.0", "dl-by-de/2.0"),
        ("Datenlizenz  Deutschland Namensnennung Version 2.0", "dl-by-de/2.0"),
        ("Datenlizenz Deutschland - Zero - Version 2.0", "dl-zero-de/2.0"),
        ("Datenlizenz Deutschland - Namensnennung - Version 1.0", "dl-by-de/1.0"),
        ("Datenlizenz Deutschland - Namensnennung - nicht-kommerziell - Version 1.0",
         "dl-by-nc-de/1.0"),
        ("CC-BY-SA 4.0", "cc-by-sa/4.0"), ("CC BY-SA 4.0", "cc-by-sa/4.0"),
        ("cc-by-sa-4.0", "cc-by-sa/4.0"), ("CC BY SA 4.0", "cc-by-sa/4.0"),
        ("CC\u2011BY\u2011SA\u00a04.0", "cc-by-sa/4.0"),
        ("CC-BY 4.0", "cc-by/4.0"), ("CC BY 4.0", "cc-by/4.0"), ("CC-BY", "cc-by"),
        ("Creative Commons Attribution-ShareAlike 4.0", "cc-by-sa/4.0"),
        ("CC-0", "cc-zero"), ("CC0-1.0", "cc-zero"), ("CC0 1.0", "cc-zero"),
    ],
)  # fmt: skip
def test_spellings_of_a_name(spelling: str, expected: str) -> None:
    assert known(spelling) == expected


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        # what restricts a licence is part of its name
        ("CC BY-NC 4.0", "cc-by-nc/4.0"), ("CC-BY-ND 4.0", "cc-by-nd/4.0"),
        ("CC BY-NC-SA 4.0", "other-closed"), ("CC-BY-NC-ND 4.0", "other-closed"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/deed.de", "other-closed"),
        # GovData's code of the German one, and the one of no country
        ("cc-by-3.0", "cc-by-de/3.0"), ("CC BY 3.0", "cc-by"), ("CC-BY 3.0", "cc-by"),
        ("CC BY 3.0 DE", "cc-by-de/3.0"), ("CC–BY–3.0", ""),
        # neither half a name nor two of them
        ("CC", ""), ("BY 4.0", ""), ("CC BY 4", ""), ("CC BY 5.0", ""), ("CC BYSA", ""),
        ("Datenlizenz Deutschland", ""), ("-", ""), ("– –", ""), ("", ""),
    ],
)  # fmt: skip
def test_no_licence_is_taken_for_another(spelling: str, expected: str) -> None:
    assert known(spelling) == expected


def test_every_licence_of_the_list_is_found_by_its_words() -> None:
    """However tolerant the reading is: each is still itself, by address, title and dashes."""
    for one in licences():
        for word in (one.uri, one.title, one.title.replace("–", "-"), one.title.replace("–", "—")):
            assert words.licence(word) == one.uri, word


@pytest.mark.parametrize(
    ("word", "expected"),
    [(EU + "CC_BY_4_0", "cc-by/4.0"), ("Datenlizenz Deutschland - Zero - Version 2.0",
     "dl-zero-de/2.0"), (LICENCES + "other-open", "other-open"),
     # a service has no field for the words of a licence that our list has no term for
     (EU + "COM_REUSE", ""), ("geheim", "")],
)  # fmt: skip
def test_the_licence_of_a_service(word: str, expected: str) -> None:
    service = {"title": "WMS", "endpoint_url": ["https://a.example/wms"], "license": word}
    fitted = Fitter(Tally(), "1", "").fit("resource_fields", {"access_services": [service]})
    (made,) = fitted["access_services"]
    assert made.get("license", "").removeprefix(LICENCES) == expected
