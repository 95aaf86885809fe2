"""Loaded by the server that forks the processes: what they work with, which they then share.

The language model is unpacked in a thread of its own while modules are imported. Where the server cannot fork it ends in silence, for
the pool tells it.
"""

import contextlib
import gc
import signal
import sys
from threading import Thread
from types import TracebackType


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, OSError | EOFError):
        sys.__excepthook__(kind, error, trace)


def _load_language_model() -> None:
    with contextlib.suppress(Exception):  # a process that has to load it again fails too, and tells it
        from workers.models.language import load_language_model  # noqa: PLC0415 # in the thread, beside all other imports

        load_language_model()


def _load() -> None:
    thread = Thread(target=_load_language_model)
    thread.start()
    with contextlib.suppress(Exception):  # as above
        from workers.limits import DEFAULT_LIMITS  # noqa: PLC0415 # beside the thread
        from workers.pool.prepare import load_prepare  # noqa: PLC0415 # as above

        thread.join()
        load_prepare(DEFAULT_LIMITS)
    thread.join()
    gc.freeze()  # a collection in a process would copy what it shares


sys.excepthook = _tell
signal.signal(signal.SIGINT, signal.SIG_IGN)  # a signal that asks to stop is the parent's to handle
_load()
