"""Directory listings (nginx, Apache): names of files, which change with every end date."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin

from .._core.answer import Answer
from .._core.errors import WrongContent

LINK = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']([^"'<>\s]+)["']""", re.IGNORECASE)


def files(answer: Answer) -> dict[str, str]:
    """Name -> address of each file of the folder; WrongContent where that is no whole listing.

    Links to other folders, servers and sort orders are left out.
    """
    text = answer.body.decode("utf-8", "replace")
    if not re.search(r"<(pre|table|ul)\b", text, re.IGNORECASE):
        raise WrongContent(answer.url, "a directory listing", "something else")
    if not re.search(r"</html>\s*$", text, re.IGNORECASE):
        raise WrongContent(answer.url, "a whole directory listing", "half of one")
    found = {}
    for link in LINK.findall(text):
        name = unquote(link).removeprefix("./")
        if re.fullmatch(r"[\w.+-]+", name) and not name.startswith("."):
            found[name] = urljoin(answer.url, link)
    return found
