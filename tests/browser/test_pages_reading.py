"""What readers get: start page, search, dataset, table, other languages, errors. No scripts run."""

from __future__ import annotations

import pytest
import requests

FIELDS = [
    "Mobilität", "Klima und Umwelt", "Kultur", "Unternehmen", "Bürgerservice", "Verwaltung",
    "Jugend und Bildung",
]  # fmt: skip

PATHS = (
    "/", "/dataset/", "/dataset/radzaehler", "/dataset/schulen", "/group/", "/group/mobility",
    "/organization/", "/organization/stadt-loerrach", "/about", "/user/login", "TABLE", "PICTURE",
)  # fmt: skip


def text_of(node):
    return " ".join(node.get_text(" ").split())


def public(portal, query="*:*"):
    """How many public datasets the API finds; the samples of the demo grow with the harvesters."""
    return portal.action("package_search", q=query, rows=0, fq="type:dataset")["count"]


def texts(tree, selector):
    return [text_of(node) for node in tree.select(selector)]


class TestStartPage:
    def test_seven_fields_with_counts_and_what_is_new(self, page, portal):
        tree = page("/")
        assert tree.html["lang"] == "de"
        assert texts(tree, "main h1") == ["Offene Daten für Lörrach"]
        cards = tree.select(".l-card:not(.l-card-all)")
        assert [text_of(card.h3) for card in cards] == FIELDS
        counts = [text_of(card.select_one(".l-count")) for card in cards]
        numbers = [int(text.split()[0]) for text in counts]
        names = [card.a["href"].rsplit("/", 1)[-1] for card in cards]
        assert numbers == [public(portal, f"strategy_field:{name}") for name in names]
        assert counts == [f"{number} Datensätze" for number in numbers]
        assert cards[0].a["href"] == "/group/mobility"
        assert all(card.svg["aria-hidden"] == "true" for card in cards)
        assert texts(tree, ".dataset-heading a")[:2] == ["Schulen", "Radzählstellen an der Wiese"]
        assert f"Alle {public(portal)} Datensätze ansehen" in text_of(tree.main)

    def test_samples_are_called_samples(self, page):
        assert "Beispieldaten: Dieses Portal zeigt Beispiele." in text_of(page("/").main)
        found = page("/dataset/?q=Herrenberg")
        assert "Beispieldaten" in text_of(found.select_one(".dataset-item"))
        sample = page(found.select_one(".dataset-heading a")["href"])
        assert "Dieser Datensatz zeigt, wie das Portal funktioniert." in text_of(sample.main)
        assert "Beispieldaten" not in text_of(page("/dataset/schulen").main)

    def test_footer_shows_what_is_configured_and_no_script(self, page):
        footer = page("/").select_one(".l-footer")
        links = {text_of(link): link["href"] for link in footer.select("a")}
        assert links["Impressum"] == "https://www.loerrach.de/impressum"
        assert links["Barrierefreiheit"] == "/about"
        assert "Kontakt" not in links
        assert "Datenschutz" not in links
        assert "Stadt Lörrach (Test)" in text_of(footer)

    def test_addresses_for_programs_answer(self, page, portal):
        for link in page("/").select(".l-footer a[href*='catalog'], .l-footer a[href*='feeds']"):
            assert requests.get(portal.url + link["href"], timeout=60).ok, link


class TestLanguages:
    def test_the_switch_keeps_path_and_query(self, page):
        tree = page("/fr/dataset/?q=a%26b&groups=mobility")
        links = {link["lang"]: link["href"] for link in tree.select(".l-languages a")}
        query = "?q=a%26b&groups=mobility"
        assert links == {code: f"/{code}/dataset/{query}" for code in ("de", "fr", "en")}
        assert list(links) == ["de", "fr", "en"]
        assert text_of(tree.select_one(".l-languages [aria-current]")) == "Français"
        assert tree.html["lang"] == "fr"

    def test_texts_are_the_readers_and_german_where_there_is_none(self, page):
        tree = page("/fr/dataset/radzaehler")
        assert (text_of(tree.h1), tree.h1["lang"]) == ("Compteurs de vélos", "fr")
        notes = tree.select_one(".notes")
        assert notes["lang"] == "de"
        assert text_of(notes).startswith("Wie viele Räder fuhren")
        assert "Mobilité" in text_of(tree.select_one(".l-eyebrow"))
        assert "toutes les cinq minutes" in text_of(tree.select_one("#package-info"))
        assert "Citez la source" in text_of(tree.select_one("#package-info"))

    @pytest.mark.parametrize(
        ("prefix", "words"),
        [
            ("", ["Daten", "Themen", "Herausgeber"]),
            ("/fr", ["Données", "Thèmes", "Éditeurs"]),
            ("/en", ["Data", "Topics", "Publishers"]),
        ],
    )
    def test_navigation_and_facets_use_the_same_words(self, page, prefix, words):
        tree = page(f"{prefix}/dataset/")
        assert texts(tree, ".l-nav a")[:3] == words
        assert set(words[1:]) <= set(texts(tree, ".l-facet h2"))


class TestSearch:
    def test_a_word_a_filter_and_its_removal(self, page):
        tree = page("/dataset/?q=Radz%C3%A4hlstelle&groups=mobility")
        assert sorted(texts(tree, ".dataset-heading a")) == [
            "Gezählte Fahrräder zwischen Lörrach und Freiburg", "Radzählstelle Wiwilíbrücke",
            "Radzählstellen an der Wiese",
        ]  # fmt: skip
        assert text_of(tree.h1) == '3 Datensätze gefunden für "Radzählstelle"'
        assert texts(tree, ".l-filters a") == ["Filter entfernen Themen: Mobilität"]
        removed = page(tree.select_one(".l-filters a")["href"])
        assert not removed.select(".l-filters")
        assert text_of(tree.select_one(".l-facet li.active a")).startswith("Mobilität")

    def test_nothing_found_helps_on(self, page):
        tree = page("/dataset/?q=xyzxyz")
        assert "Dazu wurde nichts gefunden." in text_of(tree.main)
        assert tree.select_one(".l-empty-state a")["href"] == "/dataset/"

    def test_what_is_typed_stays_text(self, page):
        tree = page("/dataset/?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert not tree.main.select("script")
        assert tree.select_one("#field-giant-search")["value"] == "<script>alert(1)</script>"

    def test_topic_and_publisher_pages(self, page, portal):
        assert texts(page("/group/"), "main h2")[:7] == FIELDS
        topic = page("/en/group/youth-education")
        assert text_of(topic.h1) == "Youth and education"
        assert set(texts(topic, ".dataset-heading a")) == {
            "Schulen", "School holidays in Baden-Württemberg", "Berufliche Schulen in Lörrach",
            "Schools and places of education in Lörrach",
            "Kinds of schools and their leaving certificates",
        }  # fmt: skip
        assert texts(page("/organization/"), ".l-card h2") == ["Stadt Lörrach"]
        publisher = page("/organization/stadt-loerrach")
        assert text_of(publisher.h1) == "Stadt Lörrach"
        assert len(publisher.select(".dataset-item")) == min(20, public(portal))
        assert f"{public(portal)} Datensätze" in text_of(publisher.main)


class TestDataset:
    def test_what_a_reader_wants_to_know(self, page):
        tree = page("/dataset/radzaehler")
        names, values = texts(tree, "#package-info dt"), texts(tree, "#package-info dd")
        facts = dict(zip(names, values, strict=True))
        assert facts["Herausgeber"] == "Stadt Lörrach"
        assert "Namensnennung" in facts["Lizenz"]
        assert "Nennen Sie die Quelle." in facts["Lizenz"]
        assert "Zu nennende Quelle: Stadt Lörrach" in facts["Lizenz"]
        assert facts["Zeitraum"] == "Januar 2026 bis 22. November 2026"
        assert facts["Erwartete Aktualisierung"] == "alle fünf Minuten"
        assert not tree.main.select("script")

    def test_pictures_of_others_are_not_loaded(self, page, portal):
        notes = page("/dataset/radzaehler").select_one(".notes")
        assert notes.img.attrs == {"alt": "ein Rad"}
        assert [text_of(heading) for heading in notes.select("h2")] == ["Grenzen"]
        assert not page(portal.picture).select("main img, main iframe")

    def test_where_it_is_as_a_drawing_and_in_words(self, page):
        figure = page("/dataset/radzaehler").select_one("figure.l-map")
        assert figure.svg["role"] == "img"
        assert figure.svg.select_one("path.area")["d"].startswith("M")
        assert "Lörrach" in texts(figure, "text")
        assert text_of(figure.figcaption) == (
            "Von 47,58° bis 47,66° Nord und 7,60° bis 7,72° Ost, etwa 9 mal 8,9 Kilometer. "
            "Orte in diesem Rahmen: Lörrach, Weil am Rhein."
        )
        assert not page("/dataset/schulen").select("figure.l-map")

    def test_a_dataset_without_data_says_so(self, page):
        tree = page("/dataset/schulen")
        assert "Es ist keine Lizenz angegeben." in text_of(tree.select_one("#package-info"))
        assert "Dieser Datensatz hat noch keine Daten." in text_of(tree.main)

    def test_the_record_for_programs_answers(self, page, portal):
        links = page("/dataset/radzaehler").select("[aria-labelledby=programs] a")
        assert [text_of(link) for link in links][:2] == ["JSON (CKAN)", "DCAT-AP Turtle"]
        for link in links:
            assert requests.get(portal.url + link["href"], timeout=60).ok, link

    def test_private_datasets_are_neither_counted_nor_shown(self, page, portal):
        portal.action("package_patch", id="schulen", private=True)
        try:
            assert "Schulen" not in texts(page("/"), ".dataset-heading a")
            page("/dataset/schulen", status=404)
        finally:
            portal.action("package_patch", id="schulen", private=False)


class TestTable:
    def test_labels_units_and_german_numbers(self, page, portal):
        tree = page(f"{portal.table}?q=Markt")
        assert texts(tree, "[aria-labelledby=table] th")[:4] == [
            "Ort (sortieren)", "Räder (sortieren) Anzahl", "Anteil (sortieren) %",
            "Postleitzahl (sortieren)",
        ]  # fmt: skip
        assert texts(tree, "[aria-labelledby=table] td") == [
            "<b>Markt</b>", "1.234", "94,5", "79539", "example.org/markt", "22.11.2026, 18:45",
            "ja",
        ]  # fmt: skip
        assert tree.select_one("td time")["datetime"] == "2026-11-22T17:45:00+00:00"

    def test_french_labels(self, page, portal):
        tree = page(f"/fr{portal.table}")
        assert text_of(tree.select_one(".l-table th")) == "Lieu (trier)"

    def test_pages_and_sorting_are_addresses(self, page, portal):
        first = page(portal.table)
        assert text_of(first.select_one("[role=status]")) == "Zeilen 1 bis 25 von 31"
        second = page(first.select_one("a[rel~=next]")["href"])
        assert text_of(second.select_one("[role=status]")) == "Zeilen 26 bis 31 von 31"
        assert "Zeilen 1 bis 25" in text_of(page(second.select_one("a[rel~=prev]")["href"]).main)
        falling = page(f"{portal.table}?sort=-bikes")
        cells = [row.select("td")[1] for row in falling.select("[aria-labelledby=table] tr")[1:4]]
        assert [text_of(cell) for cell in cells] == ["1.234", "29", "28"]
        assert falling.select("th")[1]["aria-sort"] == "descending"

    @pytest.mark.parametrize(
        "query",
        ["page=-1", "page=zwei", "page=99999999999", "page=%C2%B2", "sort=gibtsnicht",
         'sort=%22%3B drop table x'],
    )  # fmt: skip
    def test_a_bad_address_shows_the_first_page(self, page, portal, query):
        status = text_of(page(f"{portal.table}?{query}").select_one("[role=status]"))
        assert status == "Zeilen 1 bis 25 von 31"

    @pytest.mark.parametrize("words", ["gibtsnicht", "%27%3B--", "%25%25", "a%00b", "%5C"])
    def test_a_search_without_rows_says_so(self, page, portal, words):
        assert "Keine Zeile enthält das." in text_of(page(f"{portal.table}?q={words}").main)

    def test_a_page_beyond_the_last(self, page, portal):
        assert "Hier gibt es keine Zeilen." in text_of(page(f"{portal.table}?page=77").main)

    def test_columns_are_explained(self, page, portal):
        rows = [texts(row, "th, td") for row in page(portal.table).select("tr:has(code)")]
        assert rows[1] == ["Räder", "Gezählt", "Anzahl", "Zahl", "bikes"]
        assert rows[6] == ["open", "–", "–", "ja oder nein", "open"]

    def test_the_harvested_table(self, page):
        sample = page("/dataset/?q=Herrenberg").select_one(".dataset-heading a")["href"]
        tree = page(page(sample).select_one(".l-resource h3 a")["href"])
        assert len(tree.select("[aria-labelledby=table] tbody tr")) == 8
        assert "Altstadtgarage" in text_of(tree.main)


class TestErrors:
    @pytest.mark.parametrize("path", ["/gibtsnicht", "/dataset/gibtsnicht", "/group/gibtsnicht"])
    def test_not_found(self, page, path):
        tree = page(path, status=404)
        assert texts(tree, "main h1") == ["Diese Seite gibt es nicht"]
        assert tree.select_one("main form[role=search]")

    def test_not_allowed(self, page):
        tree = page("/ckan-admin/config", status=403)
        assert texts(tree, "main h1") == ["Diese Seite ist nicht öffentlich"]
        assert tree.select_one("main a.btn")["href"] == "/user/login"

    def test_in_french(self, page):
        assert texts(page("/fr/nix", status=404), "main h1") == ["Cette page n’existe pas"]


class TestEveryPage:
    @pytest.mark.parametrize("path", PATHS)
    def test_reads_without_scripts_and_asks_nobody_else(self, page, portal, path):
        tree = page({"TABLE": portal.table, "PICTURE": portal.picture}.get(path, path))
        assert len(tree.select("main")) == 1
        assert len(tree.select("h1")) == 1
        assert tree.select_one(".l-skip a")["href"] == "#" + tree.main["id"]
        assert not tree.select("script:not([type='application/ld+json'])")
        assert "js" not in tree.html.get("class", [])
        loaded = [
            node.get("src") or node.get("href")
            for node in tree.select("[src], link[rel~=stylesheet], link[rel~=icon]")
        ]
        assert all(address.startswith("/") for address in loaded), loaded
        assert not tree.select("[style], [onclick]")

    @pytest.mark.parametrize("path", PATHS)
    def test_ids_and_labels(self, page, portal, path):
        tree = page({"TABLE": portal.table, "PICTURE": portal.picture}.get(path, path))
        ids = [node["id"] for node in tree.select("[id]")]
        assert len(ids) == len(set(ids))
        for field in tree.select("main input:not([type=hidden]), main select"):
            assert tree.select(f"label[for='{field['id']}']"), field
        for node in tree.select("[aria-labelledby]"):
            assert set(node["aria-labelledby"].split()) <= set(ids), node

    def test_people_who_are_logged_in_get_tabs_and_scripts(self, page, portal):
        tree = page("/dataset/radzaehler", Authorization=portal.token)
        assert "js" in tree.html["class"]
        assert tree.select("script[src]")
        assert tree.select_one(".content_action a")["href"] == "/dataset/edit/radzaehler"
