"""newsmill clean: raw pages from files, article events into files."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from workers.cli.common import NOTHING_TO_READ
from workers.embedded import STANDARD_OUTPUT
from workers.inputs import read_inputs
from workers.pool.context import start_fork_server

OUTPUT_FILE = click.Path(dir_okay=False, allow_dash=True)


YEARS = range(1992, 9000)


class Time(click.ParamType):
    """A time with its offset, in years in which a page can be received."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            time = None
        if time is None or time.tzinfo is None or time.year not in YEARS:
            self.fail(f"{value!r} cannot be now; write a time with its offset, as 2026-03-02T08:00:00Z", param, ctx)
        return time


@click.command("clean")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option(
    "--articles", metavar="FILE", default=STANDARD_OUTPUT, type=OUTPUT_FILE, help="Articles  [default: standard output]"
)
@click.option("--duplicates", metavar="FILE", type=OUTPUT_FILE, help="Recrawls and copies of articles.")
@click.option("--rejected", metavar="FILE", type=OUTPUT_FILE, help="Pages that are no article, each with its reason.")
@click.option("--dead-letters", metavar="FILE", type=OUTPUT_FILE, help="Pages that could not be processed, with their bytes.")
@click.option(
    "--state",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep what was published between runs: a page is not published twice, and output files are added to.",
)
@click.option("--processes", metavar="N", type=click.IntRange(1, 256), help="Pages worked on side by side  [default: the cores]")
@click.option(
    "--now",
    metavar="TIME",
    type=Time(),
    help="The time that pages are received at: those fetched later, or before the web, count as fetched then  [default: the clock's]",
)
def command(
    inputs: tuple[str, ...], state: Path | None, processes: int | None, now: datetime | None, **outputs: str | None
) -> int:
    """Read raw pages and write article events, as JSON lines.

    INPUT is raw-page JSON lines (.jsonl), a WARC, WET or ARC file, a .html or .txt page (each also .gz or .zst), a folder
    of those, or - for JSON lines on standard input.
    """
    if not inputs:
        raise click.UsageError(NOTHING_TO_READ)
    require_distinct(inputs, outputs)
    source = read_inputs(inputs)
    start_fork_server()
    from workers.cli.clean_run import run  # noqa: PLC0415 # imported while the models load

    clock = (lambda: now) if now else partial(datetime.now, UTC)
    return run(source, outputs, state, processes or os.cpu_count() or 1, clock)


def require_distinct(inputs: tuple[str, ...], outputs: dict[str, str | None]) -> None:
    """Refuse to write two outputs to one file, or over an input."""
    taken = {os.path.realpath(name): f"is an input: {name}" for name in inputs if name != STANDARD_OUTPUT}
    for option, path in outputs.items():
        if path is None:
            continue
        place = path if path == STANDARD_OUTPUT else os.path.realpath(path)
        if place in taken:
            raise click.UsageError(f"--{option.replace('_', '-')} {path} {taken[place]}; name another file")
        taken[place] = f"is --{option.replace('_', '-')} too"
