"""RDF from outside as a graph: RDF/XML without DTD, JSON-LD without remote contexts, Turtle.

What parsers trip over and anybody can tell what was meant is repaired and reported; the rest is
WrongContent. rdflib resolves JSON-LD contexts over http and file, and spends minutes on nested XML
entities: nothing of the kind reaches it.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any

from ckanext.loerrach.catalogue.namespaces import PREFIXES
from rdflib import Graph

from .._core import xml
from .._core.answer import Answer
from .._core.errors import WrongContent, shown
from .._core.feed import Feed
from .watched import Watched

TYPES = {
    "application/rdf+xml": "xml", "text/turtle": "turtle", "application/ld+json": "json-ld",
    "application/n-triples": "turtle", "application/x-turtle": "turtle",
}  # fmt: skip
#: a prefix declaration that its author did not end
UNENDED = re.compile(
    r"^([ \t]*@prefix[ \t]+[\w-]{0,100}:[ \t]*<[^<>\s]{0,2000}>)([ \t\r]*(?:#.*)?)$", re.MULTILINE
)
#: where a document begins before which somebody has put a sentence
BEGIN = re.compile(r"^[ \t]*(?:@?prefix[ \t]+[\w-]{0,100}:|@?base)[ \t]*<", re.MULTILINE | re.I)
#: an address in Turtle's angle brackets, and letters that no IRI has (RFC 3987 section 2.2)
ADDRESS = re.compile(r"<(https?://[^<>\n]{1,4000})>")
STRANGE = re.compile(r"[ \"{}|^`]")
#: bytes of a text in RDF/XML: rdflib's parser copies it anew for each of its lines
LONGEST = 100_000
#: datatypes that values do not have ("2020" as xsd:dateTime) are told by the values that are left
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def document(answer: Answer, feed: Feed) -> tuple[str | bytes, str] | None:
    """Turtle or RDF/XML that a parser may have, and its kind; None for JSON-LD."""
    kind = _kind(answer)
    if kind == "json-ld":
        return None
    return (xml.checked(answer, feed, "RDF (xml)") if kind == "xml" else _text(answer, feed)), kind


def parse(answer: Answer, feed: Feed, base: str) -> Watched:
    """The graph of an answer; WrongContent for everything that is no RDF."""
    found = document(answer, feed)
    if found is None:
        return _json_ld(answer, feed, base)
    text, kind = found
    if kind == "xml" and _longest(text) > LONGEST:
        raise WrongContent(
            answer.url, f"RDF (xml) with texts of at most {LONGEST} bytes", "a longer one"
        )
    try:
        return _parsed(text, kind, base)
    except WrongContent:
        raise
    except Exception as error:
        if kind == "turtle" and isinstance(text, str):
            return _repaired(answer, feed, text, base, error)
        raise _none(answer, kind, error) from error


def _longest(text: str | bytes) -> int:
    """Bytes of the longest text between two tags."""
    whole = text.encode() if isinstance(text, str) else text
    longest = start = 0
    while (end := whole.find(b"<", start)) >= 0:
        longest, start = max(longest, end - start), end + 1
    return longest


def _repaired(answer: Answer, feed: Feed, text: str, base: str, error: Exception) -> Watched:
    better = UNENDED.sub(r"\1 .\2", text)
    better = ADDRESS.sub(lambda found: f"<{STRANGE.sub(_by_number, found[1])}>", better)
    begin = BEGIN.search(better)
    for tried in dict.fromkeys((better, better[begin.start() :] if begin else better)):
        if tried == text:
            continue
        try:
            graph = _parsed(tried, "turtle", base)
        except (SyntaxError, ValueError) as again:
            error = again
            continue
        except Exception as again:
            raise _none(answer, "turtle", again) from again
        if better != text:
            feed.notice("repaired", "Turtle", "prefixes without a full stop, spaces in addresses")
        if tried != better:
            cut = shown(" ".join(better[: len(better) - len(tried)].split()))
            feed.notice("repaired", "Turtle", f"text before the first prefix left out: {cut}")
        return graph
    raise _none(answer, "turtle", error) from error


def _by_number(letter: re.Match[str]) -> str:
    return f"%{ord(letter[0]):02X}"


def _parsed(data: Any, kind: str, base: str) -> Watched:
    # rdflib's parser of JSON-LD wants a store with contexts
    parsed = Graph(bind_namespaces="none") if kind == "json-ld" else Watched()
    parsed.parse(data=data, format=kind, publicID=base)
    if isinstance(parsed, Watched):
        return parsed
    graph = Watched()
    for triple in parsed:
        graph.take(triple)
    return graph


def _none(answer: Answer, kind: str, error: Exception) -> WrongContent:
    problem = " ".join(str(error).split())[:200]
    return WrongContent(answer.url, f"RDF ({kind})", f"something else: {problem}")


def _kind(answer: Answer) -> str:
    start = answer.body[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise WrongContent(answer.url, "RDF", "a page in HTML")
    if not start:
        raise WrongContent(answer.url, "RDF", "nothing")
    if start.startswith((b"<?xml", b"<rdf:", b"<!--")):
        return "xml"
    if start.startswith((b"{", b"[")) and answer.mimetype not in ("text/turtle",):
        return "json-ld"
    return TYPES.get(answer.mimetype, "turtle")


def _text(answer: Answer, feed: Feed) -> str:
    text = answer.text()
    clean = xml.CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    if clean != text:
        feed.notice("repaired", "control characters", "replaced in the document")
    return clean


# --- JSON-LD --------------------------------------------------------------------------------------


def _json_ld(answer: Answer, feed: Feed, base: str) -> Watched:
    value = answer.json()
    terms: set[str] = set()
    remote: set[str] = set()
    local = _without_remote(value, terms, remote)
    for address in sorted(remote):
        feed.notice("not fetched", "@context", address)
    if remote and isinstance(local, dict):
        known = {name: str(namespace) for name, namespace in PREFIXES.items()}
        own = local.get("@context")
        local["@context"] = [known, *(own if isinstance(own, list) else [own] if own else [])]
    feed.unknown(_members(local), terms)
    try:
        return _parsed(json.dumps(local), "json-ld", base)
    except Exception as error:
        raise _none(answer, "json-ld", error) from error


def _without_remote(value: Any, terms: set[str], remote: set[str]) -> Any:
    """The document without contexts that would have to be fetched; their addresses, and terms."""
    if isinstance(value, list):
        return [_without_remote(one, terms, remote) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, one in value.items():
        if key == "@import":
            remote.add(str(one))
        elif key == "@context":
            # an empty context would take back what the ones around it say
            if local := _local(one, terms, remote):
                found[key] = local
        else:
            found[key] = _without_remote(one, terms, remote)
    return found


def _local(context: Any, terms: set[str], remote: set[str]) -> Any:
    if isinstance(context, str):
        remote.add(context)
        return []
    if isinstance(context, list):
        return [made for one in context if (made := _local(one, terms, remote))]
    if not isinstance(context, dict):
        return {}
    kept = {}
    for term, meaning in context.items():
        if term == "@import":
            remote.add(str(meaning))
        elif term.startswith("@"):
            kept[term] = meaning
        elif _says(meaning):
            kept[term] = _without_remote(meaning, terms, remote)
            terms.add(term)
    return kept


def _says(meaning: Any) -> bool:
    """Does a definition lead to an IRI? "x" does not."""
    return isinstance(meaning, dict) or (
        isinstance(meaning, str) and (":" in meaning or meaning.startswith("@"))
    )


def _members(value: Any) -> set[str]:
    """Names of members that are neither keywords nor IRIs."""
    if isinstance(value, list):
        return set().union(*map(_members, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if not key.startswith("@") and ":" not in key}
    inner = [_members(one) for key, one in value.items() if key != "@context"]
    return own.union(*inner)
