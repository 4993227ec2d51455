"""Rows of documents made ahead, by a second process while this one does what comes before storing.

It is for those who write hundreds of documents: it needs half a second to start, and 30 MB. What it
cannot do, or did not live to do, is done when the documents are stored; nothing is lost with it.
"""

import logging
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from .document import Document, Made
from .second import KIND, LENGTH

log = logging.getLogger(__name__)

PROGRAM = "ckanext.loerrach.search.apart"
#: seconds for the rows of some hundred documents, after which it is taken for hung
PATIENCE = 120.0


class Ahead:
    """Takes documents and has their rows made; ``start`` and ``close`` begin and end the process.

    Without ``start`` it only keeps the documents.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._documents: list[Document] = []
        self._known = False
        self._alarm: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """Of the second process, where there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, where there is a second core for it; does not wait for it."""
        # an application server's executable is no Python
        if self._process or _cores() < 2 or "python" not in Path(sys.executable or "").name:
            return
        program = [sys.executable, "-P", "-m", PROGRAM]
        try:
            self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            log.warning("Search rows are made in one process, because of: %s", error)

    def take(self, document: Document) -> None:
        """Begin to make the row of a document."""
        self._documents.append(document)
        if self._process:
            if not self._alarm:
                self._alarm = threading.Timer(PATIENCE, self._process.kill)
                self._alarm.daemon = True
                self._alarm.start()
            try:
                self._send(self._process, document)
            except OSError as error:
                self._lost(error)

    def made(self) -> list[Document]:
        """The documents since the last call, those with a row as ``Made``; waits for the rows."""
        documents, self._documents = self._documents, []
        rows = self._rows(self._process) if self._process and documents else []
        if len(rows) != len(documents):
            return documents
        return [
            Made(document, row) if row else document
            for document, row in zip(documents, rows, strict=True)
        ]

    def forget(self) -> None:
        """Leave the documents that were taken, for nobody stores them any more."""
        if self._documents:
            self.made()

    def close(self) -> None:
        """End the process."""
        self._quiet()
        process, self._process = self._process, None
        if process:
            process.kill()
            # closes the pipes, too; what is left to be sent cannot be
            with suppress(OSError), process:
                pass

    def _rows(self, process: Any) -> list[Any]:
        try:
            self._send(process, None)
            if not self._known:
                self._known = _same(pickle.load(process.stdout))  # noqa: S301
            rows = [pickle.loads(row) for row in pickle.load(process.stdout)]  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self._lost(error)
            return []
        self._quiet()
        return rows

    def _quiet(self) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = None

    def _send(self, process: Any, document: Document | None) -> None:
        if document is not None:
            # some names are those of columns, which would load all of SQLAlchemy there
            document = {str(name): value for name, value in document.items()}
        packed = pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
        process.stdin.write(len(packed).to_bytes(LENGTH) + packed)
        process.stdin.flush()

    def _lost(self, error: Exception) -> None:
        log.warning("The second process for search rows is gone (%r); made here from now on", error)
        self.close()


def _same(kind: Any) -> bool:
    if kind != KIND:
        raise OSError("it is of another version than this one")
    return True


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
