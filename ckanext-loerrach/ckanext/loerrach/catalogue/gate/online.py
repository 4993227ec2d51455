"""Ask addresses whether they answer: politely, each once, by the harvesters' guarded client."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.errors import FeedError, TooLarge
from ckanext.loerrach.harvesters._core.http import Client, Limits

#: how much of an answer is read: enough to see that there is one
ENOUGH = Size(wire=64 * 1024, inflated=1024 * 1024)
#: no second try and no long wait: a portal that answers after a minute does not
LIMITS = Limits(connect=5, read=10, total=20, tries=1, size=ENOUGH)
#: seconds between two questions to one server
PAUSE = 1.0

Reach = Callable[[str], bool | None]


class Online:
    """Knows what answers with status 200; asks each address once."""

    def __init__(self, known: Reach, guard: Guard | None = None, pause: float = PAUSE) -> None:
        self._known, self._pause = known, pause
        self._client = Client(guard, LIMITS)
        self._answers: dict[str, bool | None] = {}
        self._asked: dict[str, float] = {}

    def __call__(self, address: str) -> bool | None:
        """Does it answer? None for addresses that are no web addresses."""
        if address not in self._answers:
            known = self._known(address)
            self._answers[address] = known if known is not None else self._ask(address)
        return self._answers[address]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, address: str) -> bool | None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https"):
            return None
        self._wait(parts.netloc)
        try:
            self._client.get(address)
        except TooLarge:
            # more than enough came
            return True
        except FeedError:
            return False
        return True

    def _wait(self, server: str) -> None:
        left = self._asked.get(server, float("-inf")) + self._pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._asked[server] = time.monotonic()
