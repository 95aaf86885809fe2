"""newsmill replay: dead letters' raw pages, sent back to the workers."""

import os
from datetime import datetime

import click

from workers.cli.common import end, say
from workers.cli.selection import REASON, SINCE, selection_of
from workers.cli.shutdown import Interrupt
from workers.kafka.client.connection import run_on_kafka
from workers.kafka.dead_letters.replay import replay
from workers.settings import read_settings


@click.command("replay")
@REASON
@SINCE
def command(reasons: tuple[str, ...], since: datetime | None) -> int:
    """Send the raw pages of dead letters back to the workers, each dead letter's once.

    A page that fails again is a dead letter of its own, with one attempt more. The exit code is 1 if one could not be sent.
    """
    settings = read_settings(os.environ)
    with Interrupt() as interrupt:
        work = replay(settings, selection_of(reasons, since), say, lambda: interrupt.signal is not None)
        accounting = run_on_kafka(settings, work)
    return end(accounting, interrupt, complete=accounting.complete)
