"""newsmill feed: raw pages from files, onto Kafka."""

import os

import click

from workers.cli.common import NOTHING_TO_READ, end, say, say_passed_over
from workers.cli.progress import Progress
from workers.cli.shutdown import Interrupt
from workers.inputs import read_inputs
from workers.kafka.feed.feed import FeedAccounting, Feeder, paced
from workers.settings import read_settings


@click.command("feed")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option("--rate", metavar="N", type=click.FloatRange(0, min_open=True), help="Most pages to send in a second.")
def command(inputs: tuple[str, ...], rate: float | None) -> int:
    """Send raw pages to Kafka, for workers to make article events of.

    INPUT is what newsmill clean reads. What cannot be read is named and sent too, to be a dead letter; a page that is too large for
    Kafka is named, and the exit code is 1.
    """
    settings = read_settings(os.environ)
    if not inputs:
        raise click.UsageError(NOTHING_TO_READ)
    accounting = FeedAccounting()
    source = read_inputs(inputs)
    with Interrupt() as interrupt, Feeder(settings, accounting, say) as feeder:
        try:
            with Progress(source, accounting) as progress:
                for item in interrupt.until(paced(source, rate)):
                    feeder.send(item)
                    progress.update()
                feeder.drain()
        finally:
            say_passed_over(source)
            status = end(accounting, interrupt, complete=accounting.complete)
    return status
