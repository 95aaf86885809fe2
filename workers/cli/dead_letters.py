"""newsmill dead-letters: a look at the pages that could not be processed."""

import os
from datetime import datetime
from pathlib import Path

import click

from workers.cli.common import say
from workers.cli.selection import REASON, SINCE, selection_of
from workers.kafka.client.connection import run_on_kafka
from workers.kafka.dead_letters.show import newest, show
from workers.settings import read_settings


@click.command("dead-letters")
@REASON
@SINCE
@click.option("--last", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="How many: the newest.")
@click.option("--json", "as_json", is_flag=True, help="Write each as a line of JSON, and not as a table.")
@click.option(
    "--save",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write their raw pages' messages to files, as they came, and beside them the bodies.",
)
def command(reasons: tuple[str, ...], since: datetime | None, last: int, *, as_json: bool, save: Path | None) -> int:
    """Show the pages that could not be processed, oldest first: when, why, at which step, and what was seen."""
    settings = read_settings(os.environ)
    letters = run_on_kafka(settings, newest(settings, selection_of(reasons, since), last, save))
    show(letters, as_json=as_json)
    if save:
        say(f"{len(letters)} raw pages are in {save}")
    return 0
