"""Where the words of a suggestion come from, and how it reaches the reader.

When a search finds nothing, package_search's answer gets `did_you_mean`: the query with its typing
errors mended, if that finds something this reader may see. The words are those of titles and
keywords of the newest public datasets, read through CKAN's own search, so Solr serves as well.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import ckan.lib.search.common as search
import ckan.plugins.toolkit as tk
import pysolr
from flask import has_request_context

from .suggest import Vocabulary, suggest

OPTION = "ckanext.loerrach.search.suggestions"
KEY = "did_you_mean"

#: newest datasets whose words are learnt at first; a process learns what is new once a minute
MOST_DATASETS, PAUSE_SECONDS = 3_000, 60
#: what of a search decides whether anything is found
_DECIDING = ("fq", "defType", "qf", "mm", "df", "q.op")
_WORD = re.compile(r"[^\W\d_]{3,40}")


class Words:
    """The vocabulary of this process; grows, is never asked for anything but spellings."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary([])
        self._counts: Counter[str] = Counter()
        self._newest = ""
        self._looked = float("-inf")
        self._lock = threading.Lock()

    def current(self) -> Vocabulary:
        """The vocabulary, with what is new if the last look is a minute ago. Raises SolrError."""
        if time.monotonic() - self._looked > PAUSE_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._looked = time.monotonic()
                self._learn()
            finally:
                self._lock.release()
        return self.vocabulary

    def _learn(self) -> None:
        documents = _newest_public(self._newest)
        if documents:
            self._newest = documents[0]["metadata_modified"]
            new = Counter(word for document in documents for word in _words(document))
            self._counts += new
            self.vocabulary.learn((word, self._counts[word]) for word in new)


def _newest_public(since: str) -> list[dict[str, Any]]:
    site = tk.config["ckan.site_id"]
    filters = [f'+site_id:"{site}" +state:active +capacity:public +entity_type:package']
    if since:
        filters.append(f"metadata_modified:{{{since} TO *]")
    found = search.make_connection(decode_dates=False).search(
        "*:*", fq=filters, rows=MOST_DATASETS, sort="metadata_modified desc",
        fl="title,tags,metadata_modified",
    )  # fmt: skip
    return list(found.docs)


def _words(document: Mapping[str, Any]) -> Iterable[str]:
    for text in (document.get("title", ""), *document.get("tags", [])):
        yield from _WORD.findall(text)


_known = Words()


def forget() -> None:
    """Learn anew at the next search."""
    global _known
    _known = Words()


def add(results: dict[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Put a suggestion into the answer of package_search, if it found nothing and there is one."""
    query = str(params.get("q") or "")
    if results.get("count") or query in ("", "*:*") or not tk.config.get(OPTION):
        return results
    try:
        better = suggest(query, _known.current())
        found = better is not None and _finds(better, params)
    except pysolr.SolrError:
        return results
    if better and found:
        results[KEY] = better
        if has_request_context():
            vars(tk.g._get_current_object()).setdefault(KEY, {})[query] = better
    return results


def _finds(query: str, params: Mapping[str, Any]) -> bool:
    deciding = {key: params[key] for key in _DECIDING if key in params}
    return bool(search.make_connection().search(query, rows=0, **deciding).hits)


def offered(query: str) -> str | None:
    """Template helper: what a search of this request suggested in the place of a query."""
    return getattr(tk.g, KEY, {}).get(query)


def address(query: str) -> str:
    """Template helper: the address of this page with another query, from its first page on."""
    kept = [
        (key, value) for key, value in tk.request.args.items(multi=True) if key not in ("q", "page")
    ]
    return "?" + urlencode([("q", query), *kept])
