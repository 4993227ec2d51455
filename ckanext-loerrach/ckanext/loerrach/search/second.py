"""A second process that makes rows of documents, on the other core: `ahead.py` starts `apart.py`.

It first says what kind of rows it makes. Then it takes documents on its standard input, and after
a None answers with the rows of all since its last answer: a None stands for a document that does
not fit. What goes to and fro are pickles, those to it with their length (4 bytes, big-endian)
before them. It ends when its input does, so never outlives whoever started it.
"""

import gc
import os
import pickle
import select
import signal
from collections import deque
from collections.abc import Iterator
from typing import Any

from . import schema
from .document import COLUMNS, Document, row
from .errors import BadDocument

#: rows of another version of this program do not fit into the tables
KIND = (schema.VERSION, COLUMNS)
#: bytes of the length before a document, and those read at once
LENGTH, _MOST = 4, 1 << 20


class _Inbox:
    """What comes in at a file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.rest = descriptor, bytearray()

    def waiting(self) -> bool:
        """Is there something to take?"""
        return bool(select.select([self.descriptor], [], [], 0)[0])

    def take(self) -> Iterator[Any]:
        """What is whole by now; waits until there is something; EOFError where there never will."""
        found = os.read(self.descriptor, _MOST)
        if not found:
            raise EOFError
        self.rest += found
        while len(self.rest) >= LENGTH:
            end = LENGTH + int.from_bytes(self.rest[:LENGTH])
            if len(self.rest) < end:
                return
            # from the process that started this one
            yield pickle.loads(self.rest[LENGTH:end])  # noqa: S301
            del self.rest[:end]


def serve() -> None:
    """Make rows until nobody wants any more."""
    # whoever started it is told to stop, too, and says when it is over
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # rows are no cycles
    gc.disable()
    inbox = _Inbox(os.dup(0))
    with os.fdopen(os.dup(1), "wb") as answers:
        # whatever prints does not print into the answers
        os.dup2(2, 1)
        try:
            _say(answers, KIND)
            _work(inbox, answers)
        except (EOFError, BrokenPipeError):
            os._exit(0)


def _work(inbox: _Inbox, answers: Any) -> None:
    waiting: deque[Document | None] = deque()
    # pickled, they are smaller by far: one sign of another plane makes all of a text four times it
    rows: list[bytes] = []
    while True:
        # what is sent is taken at once, so that its sender can go on
        while not waiting or inbox.waiting():
            waiting.extend(inbox.take())
        document = waiting.popleft()
        if document is None:
            _say(answers, rows)
            rows = []
        else:
            rows.append(pickle.dumps(_row(document), pickle.HIGHEST_PROTOCOL))


def _row(document: Document) -> dict[str, Any] | None:
    try:
        return row(document)
    except BadDocument:
        return None


def _say(answers: Any, what: Any) -> None:
    pickle.dump(what, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
