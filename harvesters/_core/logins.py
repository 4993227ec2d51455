"""What the operator is known by at servers that want to know who asks.

The file is a .netrc, as curl, wget and requests read it (``machine HOST login NAME password WORD``;
GNU inetutils, section "The .netrc file"). A word from it goes to its host, over https, and nowhere
else; no message and no ``repr`` shows it.
"""

from __future__ import annotations

import netrc
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .errors import HarvestError


class LoginsUnreadable(HarvestError):
    """The operator's file cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The file of logins {path} cannot be used: {problem}. "
            "Each line is 'machine HOST login NAME password WORD'."
        )
        self.path = path


@dataclass(frozen=True)
class Login:
    """A name and a word for one host."""

    name: str = field(repr=False)
    word: str = field(repr=False)


def login(path: Path | None, url: str) -> Login | None:
    """What the file at ``path`` has for the host of ``url``; None for nothing, or no https.

    Raises LoginsUnreadable. The entry ``default`` is not used: it would tell every server.
    """
    parts = urlsplit(url)
    if path is None or parts.scheme != "https" or not parts.hostname:
        return None
    try:
        hosts = netrc.netrc(path).hosts
    except netrc.NetrcParseError as error:
        # its message may hold a piece of the line
        raise LoginsUnreadable(path, f"line {error.lineno} is no entry") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LoginsUnreadable(path, type(error).__name__) from None
    found = hosts.get(parts.hostname)
    return Login(found[0], found[2]) if found and found[0] and found[2] else None
