"""The run of `newsmill clean`: imported while the pool's processes load the models."""

import contextlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from workers.cli.common import end, say, say_passed_over
from workers.cli.progress import Progress
from workers.cli.shutdown import Interrupt
from workers.embedded.claim_store import LocalStore
from workers.embedded.clean import Accounting, clean, received
from workers.embedded.outputs import Outputs
from workers.enums import ReaderName
from workers.inputs import Inputs
from workers.pool.pool import Pool, prepare_all
from workers.records import DeadLetter
from workers.relay.relay import WINDOW
from workers.settings import read_settings

DEAD_LETTERS_SHOWN = 10
"""Dead letters named on standard error where no file keeps them."""


def run(
    source: Inputs, outputs: Mapping[str, str | None], state: Path | None, processes: int, clock: Callable[[], datetime]
) -> int:
    """Clean the pages of the inputs; `outputs` are paths by name, `state` a folder. Returns the exit code."""
    accounting = Accounting()
    with contextlib.ExitStack() as stack:
        interrupt = stack.enter_context(Interrupt())
        folder = state or Path(stack.enter_context(TemporaryDirectory(prefix="newsmill-")))
        store = stack.enter_context(contextlib.closing(LocalStore(folder, WINDOW)))
        files = stack.enter_context(contextlib.closing(Outputs(outputs, store if state else None)))
        progress = stack.enter_context(Progress(source, accounting))
        pool = stack.enter_context(Pool(processes, reader=ReaderName(read_settings(os.environ).reader)))
        prepared = prepare_all(received(interrupt.until(source), clock), pool)
        unkept = 0
        for outcome in clean(prepared, store, files, accounting, WINDOW):
            progress.update()
            if isinstance(outcome, DeadLetter) and outputs["dead_letters"] is None:
                unkept += 1
                if unkept <= DEAD_LETTERS_SHOWN:
                    say(f"dead letter: {_place(outcome)}: {outcome.step}, {outcome.reason}: {outcome.message}")
    if unkept > DEAD_LETTERS_SHOWN:
        say(f"and {unkept - DEAD_LETTERS_SHOWN} more dead letters; --dead-letters FILE keeps them with their bytes")
    say_passed_over(source)
    return end(accounting, interrupt, complete=accounting.closes)


def _place(letter: DeadLetter) -> str:
    place = f"{letter.source.file}, record {letter.source.record}" if letter.source.record else f"{letter.source.file}"
    return f"{place} ({letter.url})" if letter.url else place
