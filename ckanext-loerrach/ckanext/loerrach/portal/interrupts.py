"""Ctrl-C, SIGTERM and SIGHUP: an exception where they meet us, and a fact that nobody can swallow.

A KeyboardInterrupt that is raised inside a library may end in its `except:`, and a start that was
told to stop would go on for ever. So between two steps we look whether one came.
"""

from __future__ import annotations

import signal

#: what people and systems end a command with
SIGNS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Memory:
    """Whether this process was told to stop; what is forked from it knows it too."""

    came = False


def listen() -> None:
    """From now on each of the signs is a KeyboardInterrupt; what nohup(1) ignores stays ignored."""
    for sign in SIGNS:
        if signal.getsignal(sign) is not signal.SIG_IGN:
            signal.signal(sign, _interrupt)


def heed() -> None:
    """Raises KeyboardInterrupt where one came, and somebody kept it to himself."""
    if _Memory.came:
        raise KeyboardInterrupt


def _interrupt(signum: int, frame: object) -> None:
    _Memory.came = True
    raise KeyboardInterrupt
