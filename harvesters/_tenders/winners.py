"""Who has got a contract: firms are named, people are not, and who could be either is not.

eForms says which organisations are natural persons (BT-633). What is published below the
thresholds, and many releases of OCDS, say nothing of it: there a name has to show that it is none
of a person.
"""

from __future__ import annotations

import re

from .._core.feed import Feed
from .._core.mail import without_mail
from .._core.values import clean
from .notice import Notice, Place, shortened

#: legal forms, and words for what no single person is; forms as they are written, as "SE", "SA" and
#: "UG" are parts of names in small letters
FORMS = re.compile(
    r"(?<![\w&])(?:g?GmbH|gAG|AG|KGaA|KG|OHG|oHG|GbR|eGbR|mbH|UG|SE|PartG(?:\s?mbB)?|e\.\s?V\.|"
    r"eG|e\.\s?G\.|AöR|KdöR|K\.d\.ö\.R\.|SAS|SARL|S\.à\s?r\.l\.|Sàrl|SA|S\.A\.|S\.p\.A\.|S\.r\.l\.|"
    r"B\.?V\.?|N\.V\.|Ltd\.?|Limited|LLC|Inc\.?|plc|GesmbH|Ges\.m\.b\.H\.|Sp\.\s?z\s?o\.\s?o\.)"
    r"(?![\w])"
)
KINDS = re.compile(
    r"\b(?:aktiengesellschaft|gesellschaft mit|genossenschaft|verein\b|verband|stiftung|"
    r"stadtwerke|zweckverband|universität|hochschule|kreisverband|landkreis|"
    r"(?:bieter|arbeits)gemeinschaft|arge)",
    re.IGNORECASE,
)
#: "1. Firma: …", as awards below the thresholds number their winners
NUMBERED = re.compile(r"^(?:\d{1,3}\.\s*)?(?:Firma\s*:\s*)?", re.IGNORECASE)


def add(feed: Feed, found: Notice, name: str) -> None:
    """Name a winner, if it shows to be no person; that others are left out is told."""
    short = shortened(NUMBERED.sub("", clean(name)), Place())[:300]
    if not short:
        return
    if not (FORMS.search(short) or KINDS.search(short)):
        person(feed)
    elif (known := without_mail(short)) not in found.winners:
        found.winners.append(known)


def person(feed: Feed) -> None:
    """Tell that somebody is not named."""
    feed.notice("left out", "winners", "there are winners who are persons, or could be")


def worth(found: Notice, sums: list[tuple[float, str]]) -> None:
    """What the contracts of a notice are worth together, if they are in one currency."""
    if sums and len({currency for _, currency in sums}) == 1:
        found.value, found.currency = round(sum(value for value, _ in sums), 2), sums[0][1]
