"""What pages can be made to do to their process, for tests: the URL's path says it. Handed to the pool, never to the command."""

import contextlib
import os
import re
import signal
import time
from pathlib import Path
from typing import Any, NoReturn

from workers import pipeline
from workers.dead_letter import dead_letter
from workers.limits import Limits
from workers.pool.pool import load_prepare
from workers.pool.process import Prepare
from workers.records import DeadLetterReason, Prepared, Source, Step
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

DONE = "done"
"""What is said of a page that came to its end: without models, so that a process is there at once."""


def load_hooks(folder: Path, _: Limits) -> Prepare:
    """Do what a page names, if it names something, and no more; in the folder they leave marks."""

    def hooked(message: RawMessage, source: Source) -> tuple[Prepared, PageReport]:
        if found := re.search(rb"/hook/(\w+)", message.value):
            _DO[found[1].decode()](folder)
        return dead_letter(message, source, Step.DECODE, DeadLetterReason.STEP_FAILED, DONE), PageReport({})

    _toil(folder)  # what loading takes is on no page's account
    return hooked


def _toil(_: Path) -> None:
    """Take a fifth of a second of the processor's time, however long that takes."""
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass


def _catastrophe(_: Path) -> None:
    re.match(r"(a|a?)+$", "a" * 64 + "!")  # holds the interpreter's lock throughout


def _eat(_: Path) -> None:
    hoard = []
    while True:
        hoard.append(b"x" * 2**22)


def _eat_and_swallow(folder: Path) -> None:
    with contextlib.suppress(MemoryError):  # as libraries do
        _eat(folder)


def _leap(_: Path) -> None:
    bytearray(2**40)


def _die_once(folder: Path) -> None:
    """End the process as an operator would, but only the first time."""
    first = not (folder / "deaths").exists()
    with (folder / "deaths").open("ab") as deaths:
        deaths.write(b".")
    if first:
        os.kill(os.getpid(), signal.SIGKILL)


def _mark_and_hang(folder: Path) -> None:
    (folder / "unfinished").write_text(str(os.getpid()))
    (folder / "unfinished").rename(folder / "pid")
    time.sleep(3600)


def _wait(folder: Path) -> None:
    while not (folder / "go").exists():
        time.sleep(0.005)


_DO = {
    "exit": lambda _: os._exit(3),
    "abort": lambda _: os.abort(),
    "segfault": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "toil": _toil,
    "hang": lambda _: time.sleep(3600),
    "catastrophe": _catastrophe,
    "eat": _eat,
    "swallow": _eat_and_swallow,
    "leap": _leap,
    "die": _die_once,
    "wait": _wait,
    "mark": _mark_and_hang,
}


def load_bad_release(limits: Limits) -> Prepare:
    """Prepare pages with a step that raises on each."""

    def fail(*_: Any) -> NoReturn:
        raise ZeroDivisionError("a bad release")

    pipeline.detect_language = fail  # type: ignore[assignment, attr-defined] # this process prepares nothing else
    return load_prepare(limits)
