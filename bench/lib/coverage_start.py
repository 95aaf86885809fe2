"""Measures what a process runs, begun by its Python where `bench/coverage.py` measures: saved as it goes, since tests kill processes."""

import contextlib
import os
from functools import cache
from threading import RLock, Thread
from time import sleep

from coverage import Coverage, process_startup
from coverage.exceptions import DataError

SAVE_SECONDS = 0.2
"""How often lines are saved: a process that is killed loses what it ran since."""

_SAVING = RLock()
"""Held while lines are saved, so that no process forks halfway through it, since its copy would wait for ever, and none saves twice at once."""

_save_whole = Coverage.save


@cache
def start(configuration: str) -> None:
    """Begin in this process, and in each that it starts or forks; once, though Python may read its .pth files twice."""
    os.environ["COVERAGE_PROCESS_START"] = configuration
    Coverage.save = _save_last  # type: ignore[assignment, method-assign] # what coverage calls where a process ends
    process_startup()
    os.register_at_fork(before=_SAVING.acquire, after_in_parent=_SAVING.release, after_in_child=_go_on)
    _keep_saving()


def _save_last(measured: Coverage) -> None:
    """Save, and let the thread save no more: two at once in one file end the process by SIGSEGV."""
    _SAVING.acquire()
    _save(measured)


def _save(measured: Coverage) -> None:
    """Save; a process that a test leaves no room or no right to write is measured up to there, and says nothing of it."""
    with contextlib.suppress(DataError, OSError):
        _save_whole(measured)


def _go_on() -> None:
    _SAVING.release()
    _keep_saving()


def _keep_saving() -> None:
    def work() -> None:
        while True:
            sleep(SAVE_SECONDS)
            with _SAVING:
                if measured := Coverage.current():
                    _save(measured)

    Thread(target=work, name="coverage", daemon=True).start()
