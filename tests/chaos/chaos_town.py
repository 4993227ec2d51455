"""What people of the town do meanwhile: datasets of their own, edits, and the button "harvest"."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from chaos_feeds import Feed

#: seconds between two changes of the neighbours
CHANGE = 2.0
#: most datasets of its own that the town makes
OWN = 25


@dataclass
class Written:
    """One text that was written again and again; which of them may stand there in the end."""

    #: the last one that the portal acknowledged; None for none yet
    acknowledged: str | None = None
    #: texts that were sent after that, and not answered: they may or may not have arrived
    sent: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> set[str | None]:
        return {self.acknowledged, *self.sent}


class Town(threading.Thread):
    """Writes over the API while the neighbours are harvested, and keeps what was acknowledged."""

    def __init__(self, portal: Any, minimal: Callable[[str], dict[str, Any]], seed: str) -> None:
        super().__init__(daemon=True)
        self.portal, self.minimal = portal, minimal
        self.random = random.Random(seed)
        self.done = threading.Event()
        #: name of a dataset of the town -> its description
        self.own: dict[str, Written] = {}
        #: id of a harvested dataset -> the description that somebody wrote into it
        self.edits: dict[str, Written] = {}
        self.number = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.done.wait(0.25):
                self.once()
        except BaseException as error:  # noqa: BLE001 (the game asks for it)
            self.failure = error

    def once(self) -> None:
        """One dataset more, or one text more in what is there."""
        choice = self.random.random()
        if choice < 0.2 and len(self.own) < OWN:
            self.create()
        elif choice < 0.5 and self.edits:
            self.write(self.edits, self.random.choice(sorted(self.edits)))
        elif self.own:
            self.write(self.own, self.random.choice(sorted(self.own)))

    def create(self) -> None:
        """A new dataset of the town."""
        name = f"town-{len(self.own) + 1}"
        written = self.own[name] = Written()
        data = self.minimal(name)
        text = data["notes_translated"]["de"]
        self._send("package_create", written, text, data)

    def write(self, among: dict[str, Written], name: str) -> None:
        """Another description for one dataset."""
        self.number += 1
        text = f"Im Rathaus geschrieben, {self.number}."
        data = {"id": name, "notes_translated": {"de": text}}
        self._send("package_patch", among[name], text, data)

    def adopt(self, packages: Sequence[str]) -> None:
        """Edit these harvested datasets from now on; the first edits are acknowledged."""
        for id in packages:
            self.edits.setdefault(id, Written())
            while self.edits[id].acknowledged is None:
                self.write(self.edits, id)

    def _send(self, action: str, written: Written, text: str, data: dict[str, Any]) -> None:
        written.sent.append(text)
        try:
            answer = self.portal.api(action, **data)
            kept = answer.ok and answer.json()["success"]
        except (requests.RequestException, ValueError):
            kept = False
        if kept:
            written.acknowledged = text
            written.sent.clear()


class Clerk(threading.Thread):
    """Presses "harvest now" for every source again and again, and lets the neighbours change."""

    def __init__(self, portal: Any, feeds: Sequence[Feed], rng: random.Random) -> None:
        super().__init__(daemon=True)
        self.portal, self.feeds, self.random = portal, feeds, rng
        self.done = threading.Event()

    def run(self) -> None:
        changed = time.monotonic()
        while not self.done.wait(0.5):
            if time.monotonic() - changed > CHANGE:
                changed = time.monotonic()
                for feed in self.feeds:
                    with feed.lock:
                        feed.neighbour.change(self.random)
            for feed in self.feeds:
                press(self.portal, feed.neighbour.name)


def press(portal: Any, source: str) -> bool:
    """The button of a source; False where there is a job already, or nobody who answers."""
    try:
        return bool(portal.api("harvest_job_create", source_id=source_id(portal, source)).ok)
    except (requests.RequestException, ValueError):
        return False


def source_id(portal: Any, name: str, _known: dict[tuple[str, str], str] = {}) -> str:  # noqa: B006
    """Id of a harvest source."""
    key = (portal.url, name)
    if key not in _known:
        _known[key] = portal.api("harvest_source_show", id=name).json()["result"]["id"]
    return _known[key]
