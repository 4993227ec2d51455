"""Directory listings (nginx, Apache): names of files and folders, and what is said beside them."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from .answer import Answer
from .errors import WrongContent

#: bounded, as a listing is anybody's text: each sign is looked at a few times at most
LINK = re.compile(
    r"""<a\s[^<>]{0,200}?href\s{0,9}=\s{0,9}["']([^"'<>\s]{1,1000})["'][^<>]{0,500}>""", re.I
)
END = re.compile("</a>", re.I)
#: names that every system takes; nothing hidden, no way to another folder or server
NAME = re.compile(r"""(?!\.)[^/\\:*?"<>|\x00-\x1f\x7f]{1,200}""")
MOMENT = re.compile(r"\b(\d{1,2}-[A-Z][a-z]{2}-\d{4}|\d{4}-\d\d-\d\d) \d\d:\d\d")


@dataclass(frozen=True)
class Entry:
    """A file or a folder of a listing."""

    name: str
    #: where it is; that of a folder ends with a slash
    url: str
    is_folder: bool
    #: date and size as the listing has them; "" where it names no date
    stamp: str


def entries(answer: Answer) -> list[Entry]:
    """What a folder holds; WrongContent where that is no whole listing.

    Links to other folders than those within, to other servers and sort orders are left out.
    """
    text = answer.body.decode("utf-8", "replace")
    if not re.search(r"<(pre|table|ul)\b", text, re.IGNORECASE):
        raise WrongContent(answer.url, "a directory listing", "something else")
    if not re.search(r"</html>\s*$", text, re.IGNORECASE):
        raise WrongContent(answer.url, "a whole directory listing", "half of one")
    return list({one.name: one for one in _entries(answer.url, text)}.values())


def files(answer: Answer) -> dict[str, str]:
    """Name -> address of each file of the folder; as ``entries``."""
    return {one.name: one.url for one in entries(answer) if not one.is_folder}


def _entries(url: str, text: str) -> Iterator[Entry]:
    links = list(LINK.finditer(text))
    ends = [one.end() for one in END.finditer(text)]
    for link, following in zip(links, [*links[1:], None], strict=False):
        target = html.unescape(link[1])
        name = unquote(target).removeprefix("./")
        if NAME.fullmatch(name.removesuffix("/")) and "?" not in target and "#" not in target:
            end = bisect_left(ends, link.end())
            last = following.start() if following else len(text)
            beside = text[ends[end] : last] if end < len(ends) else ""
            yield Entry(name.removesuffix("/"), urljoin(url, target), name.endswith("/"),
                        _stamp(beside))  # fmt: skip


def _stamp(beside: str) -> str:
    said = " ".join(re.sub(r"<[^<>]*>", " ", beside).split())
    return said[:100] if MOMENT.search(said) else ""
