"""E-mail addresses in texts: found as they are written, encoded, and hidden from programs.

Organisers, clerks and programs that make up identifiers put addresses of persons where nobody
expects them; none of these persons has been asked.
"""

from __future__ import annotations

import html
import re

#: what stands in the place of an address
MASK = "(E-Mail)"
#: no text without one of these has an address
SIGN = re.compile(r"[@＠﹫&]|%(?:25)*40|\b[aä]t\b", re.IGNORECASE)
#: as programs read it, and as people spell it for people
OPEN, CLOSE = r"\s{0,3}[(\[{<‹]\s{0,2}", r"\s{0,2}[)\]}>›]\s{0,3}"
AT = rf"(?:\s?[@＠﹫]\s|[@＠﹫]|{OPEN}(?:[aä]t|@){CLOSE})"
SPELT = rf"(?:{OPEN}(?:dot|punkt|\.){CLOSE}|\s(?:dot|punkt)\s)"
LOCAL = r"\w.+%!#$*^~-"
LABEL = r"[\w-]{1,63}+"
#: quantifiers that give nothing back ({…}+) keep long texts quick; the last part of a domain begins
#: with a letter, as places on maps are written ``@47.61,7.66``
MAIL = re.compile(
    rf"(?:mailto:)?(?:\"[^\"\s]{{1,64}}+\"|(?<![{LOCAL}])[{LOCAL}]['{LOCAL}]{{0,1000}}+)"
    rf"(?:{AT}(?:{LABEL}(?:\.|{SPELT})){{1,30}}|\s[aä]t\s(?:{LABEL}{SPELT}){{1,30}})"
    r"[^\W\d_][\w-]{1,62}",
    re.IGNORECASE,
)
#: a link in Markdown: what it says, and where it leads
LINK = re.compile(r"\[([^\[\]]{0,500})\]\(([^()\s]{1,2000})\)")
#: characters that nobody sees
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
#: also as the reader of HTML leaves one that was written in references
TAG = re.compile(r"[<‹](?!\s*(?:[aä]t|dot|punkt)\s*[>›])[!/]?[a-z-][^<>‹›]*[>›]", re.IGNORECASE)
#: what an address in the web may also be written as without being another one (RFC 3986, section
#: 2.3), and the at sign
PERCENT = re.compile(r"%(?:25)*(2[de]|3[0-9]|4[0-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])", re.IGNORECASE)


def without_mail(text: str) -> str:
    """The text with "(E-Mail)" in the place of every e-mail address.

    A text in which an address was hidden behind character references, percent signs, tags or
    characters without a width loses all of those; any other stays as it is.
    """
    if not SIGN.search(text):
        return text
    text = _masked(text)
    bare = _bare(text)
    if MAIL.search(bare):
        text = _masked(bare).replace("<", "‹").replace(">", "›")
    return text


def has_mail(text: str) -> bool:
    """Is there an e-mail address in the text, however it is written?"""
    return bool(SIGN.search(text) and (MAIL.search(text) or MAIL.search(_bare(text))))


def _bare(text: str) -> str:
    """As a reader sees it: references resolved, also those of references, and no tags."""
    text = UNSEEN.sub("", text)
    for _ in range(3):
        text = PERCENT.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
    return TAG.sub(_address, UNSEEN.sub("", text))


def _address(tag: re.Match[str]) -> str:
    """Of a tag the address in it, as "<erika@example.org>" looks like a tag and is none."""
    found = MAIL.search(tag[0])
    return f" {found[0]} " if found else ""


def _masked(text: str) -> str:
    text = LINK.sub(lambda found: found[1] if MAIL.search(found[2]) else found[0], text)
    return MAIL.sub(MASK, text)
