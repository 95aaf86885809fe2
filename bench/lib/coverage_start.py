"""Measures what a process runs, begun by its Python where `bench/coverage.py` measures: saved as it goes, since tests kill processes."""

import os
from functools import cache
from threading import Lock, Thread
from time import sleep

from coverage import Coverage, process_startup

SAVE_SECONDS = 0.2
"""How often lines are saved: a process that is killed loses what it ran since."""

_SAVING = Lock()
"""Held while lines are saved, so that no process forks halfway through it: its copy would wait for ever."""


@cache
def start(configuration: str) -> None:
    """Begin in this process, and in each that it starts or forks; once, though Python may read its .pth files twice."""
    os.environ["COVERAGE_PROCESS_START"] = configuration
    process_startup()
    os.register_at_fork(before=_SAVING.acquire, after_in_parent=_SAVING.release, after_in_child=_go_on)
    _keep_saving()


def _go_on() -> None:
    _SAVING.release()
    _keep_saving()


def _keep_saving() -> None:
    def work() -> None:
        while True:
            sleep(SAVE_SECONDS)
            with _SAVING:
                if measured := Coverage.current():
                    measured.save()

    Thread(target=work, name="coverage", daemon=True).start()
