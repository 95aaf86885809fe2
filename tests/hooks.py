"""What pages can be made to do to their process, for tests: the URL's path says it. Handed to the pool, never to the command."""

import contextlib
import os
import re
import signal
import time
from pathlib import Path
from typing import Any, NoReturn

from workers import pipeline
from workers.limits import Limits
from workers.pipeline import Prepared
from workers.pool.pool import load_prepare
from workers.pool.process import Prepare, Seconds
from workers.records import Source
from workers.steps.read.message import RawMessage


def load_hooks(folder: Path, limits: Limits) -> Prepare:
    """Prepare pages as always, but for those that name something else to do; in the folder they leave marks."""
    prepare = load_prepare(limits)

    def hooked(message: RawMessage, source: Source) -> tuple[Prepared, Seconds]:
        if found := re.search(rb"/hook/(\w+)", message.value):
            _DO[found[1].decode()](folder)
        return prepare(message, source)

    return hooked


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


_DO = {
    "exit": lambda _: os._exit(3),
    "abort": lambda _: os.abort(),
    "segfault": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "hang": lambda _: time.sleep(3600),
    "catastrophe": _catastrophe,
    "eat": _eat,
    "swallow": _eat_and_swallow,
    "leap": _leap,
    "die": _die_once,
    "mark": _mark_and_hang,
}


def load_bad_release(limits: Limits) -> Prepare:
    """Prepare pages with a step that raises on each."""

    def fail(*_: Any) -> NoReturn:
        raise ZeroDivisionError("a bad release")

    pipeline.detect_language = fail  # type: ignore[assignment, attr-defined] # this process prepares nothing else
    return load_prepare(limits)
