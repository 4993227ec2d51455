"""IRIs that every serialisation can carry.

RFC 3987; the judge is pyoxigraph, which writes the feed.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph
from rdflib import URIRef

#: schemes that a description of data has a use for; "javascript:" and the like are not among them
SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "urn", "ftp", "ftps", "sftp", "geo", "doi", "info", "oai"}
)
#: what may not stand in an IRI as it is (RFC 3987 section 2.2)
FORBIDDEN = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\xa0]')
#: a per cent sign that encodes nothing
LONELY = re.compile(r"%(?![0-9A-Fa-f]{2})")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)


def iri(text: object) -> URIRef | None:
    """The text as an IRI, what may not stand in one encoded; None for what is no IRI of ours."""
    if not isinstance(text, str):
        return None
    parts = SCHEME.fullmatch(text.strip())
    if not parts or parts[1].lower() not in SCHEMES or not parts[2].strip("/"):
        return None
    return next(filter(None, map(_valid, _repairs(text.strip()))), None)


def address(text: object) -> URIRef | None:
    """The text as an IRI that one can follow; None for mailto:, urn: and the like."""
    found = iri(text)
    return found if found and re.match(r"(?i)(https?|s?ftps?)://", found) else None


def _repairs(text: str) -> tuple[str, ...]:
    encoded = LONELY.sub("%25", FORBIDDEN.sub(lambda found: quote(found[0]), text))
    before, hash_, after = encoded.partition("#")
    brackets = (
        before.replace("[", "%5B").replace("]", "%5D")
        + hash_
        + quote(after, safe="%/?:@!$&'()*+,;=-._~")
    )
    return text, encoded, brackets


def _valid(text: str) -> URIRef | None:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return None
    return URIRef(text)
