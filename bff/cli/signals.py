"""Signals that end a command: Ctrl-C, SIGTERM, and a terminal that is closed."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

__all__ = ["until_stopped"]

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def until_stopped(on_stop: Callable[[], None] = lambda: None) -> Iterator[threading.Event]:
    """Yield an event that the first signal sets, so that the blocks inside end what they started.

    `on_stop` is called with it, in the main thread. The second signal is for what hangs: it raises
    KeyboardInterrupt wherever the program is.
    """
    stopped = threading.Event()

    def stop(*_: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        on_stop()

    before = {number: signal.signal(number, stop) for number in _ENDING}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
