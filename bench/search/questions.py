"""The questions of the bench: for every kind a stream of different ones, the same for both."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from corpus import FIRST, GROUPS, ORGANIZATIONS, PARTS, PLACES, SECOND, SUBJECTS, Dataset

Question = dict[str, Any]

FACETS = ["organization", "groups", "tags", "res_format", "license_id"]
#: what a page of CKAN's web interface asks for
PAGE: Question = {"rows": 20, "facet.field": FACETS, "facet.limit": 50}


class Questions:
    """Draws questions from a corpus."""

    def __init__(self, datasets: Sequence[Dataset], seed: int = 7) -> None:
        self.datasets = datasets
        self.dice = random.Random(seed)
        self.kinds: dict[str, Callable[[], Question]] = {
            "browse with five facets": self.browse,
            "deep page": self.deep_page,
            "term": self.term,
            "two terms": self.two_terms,
            "phrase": self.phrase,
            "prefix": self.prefix,
            "filter": self.filter,
            "filter and term": self.filter_and_term,
            "date range": self.date_range,
            "title sort": self.title_sort,
            "1,000-row id list": self.id_list,
            "no hit": self.no_hit,
        }

    def browse(self) -> Question:
        return {**PAGE, "q": "*:*", "start": 20 * self.dice.randrange(5)}

    def deep_page(self) -> Question:
        last = len(self.datasets) // 20
        return {**PAGE, "q": "*:*", "start": 20 * self.dice.randrange(last // 4, last)}

    def term(self) -> Question:
        return {**PAGE, "q": self._word()}

    def two_terms(self) -> Question:
        subject = self.dice.choice(SUBJECTS)
        return {**PAGE, "q": f"{subject[1]} {self.dice.choice([*PLACES, subject[2]])}"}

    def phrase(self) -> Question:
        """Two words of a title, or three of a description, which many datasets may share."""
        dataset = self._dataset()
        text, length = self.dice.choice([(dataset.title, 2), (dataset.notes, 3)])
        words = text.replace('"', "").replace(":", "").split()
        start = self.dice.randrange(len(words) - length + 1)
        return {**PAGE, "q": f'"{" ".join(words[start : start + length])}"'}

    def prefix(self) -> Question:
        return {"rows": 20, "q": f"title:{self._word()[: self.dice.randint(3, 6)]}*"}

    def filter(self) -> Question:
        return {**PAGE, "fq": self._filter()}

    def filter_and_term(self) -> Question:
        return {**PAGE, "q": self._word(), "fq": self._filter()}

    def date_range(self) -> Question:
        year, month = self.dice.randint(2020, 2025), self.dice.randint(1, 12)
        start = f"{year}-{month:02d}-01T00:00:00Z"
        return {
            "rows": 20,
            "fq": f"metadata_modified:[{start} TO {start}+{self.dice.randint(1, 9)}MONTHS]",
        }

    def title_sort(self) -> Question:
        direction = self.dice.choice(["asc", "desc"])
        start = 20 * self.dice.randrange(6)
        return {"rows": 20, "sort": f"title_string {direction}", "start": start}

    def id_list(self) -> Question:
        after = self._dataset().id
        fields = ["id", "name", "metadata_modified"]
        return {"rows": 1000, "fq": f"id:{{{after} TO *]", "sort": "id asc", "fl": fields}

    def no_hit(self) -> Question:
        word = "".join(self.dice.choice("bcdfghjkqvwxyz") for _ in range(9))
        return {**PAGE, "q": word}

    def _dataset(self) -> Dataset:
        return self.dice.choice(self.datasets)

    def _word(self) -> str:
        compound = self.dice.choice(FIRST) + self.dice.choice(SECOND)
        subject = self.dice.choice(SUBJECTS)
        return self.dice.choice(
            [compound, subject[1], subject[2].split()[0].strip(",-"), self.dice.choice(PLACES),
             self.dice.choice(PARTS)]
        )  # fmt: skip

    def _filter(self) -> str:
        return self.dice.choice([
            f'organization:"{self.dice.choice(ORGANIZATIONS)}"',
            f'groups:"{self.dice.choice(sorted(GROUPS))}"',
            f'tags:"{self.dice.choice(self._dataset().tags)}"',
            f'res_format:"{self.dice.choice(self._dataset().resources).format}" license_id:"cc-by"',
        ])  # fmt: skip
