"""newsmill rewind: says where the workers go on, where offsets no longer mean what they did."""

import os
import re
from datetime import UTC, datetime

import click
from aiokafka import TopicPartition

from workers.cli.common import say
from workers.kafka.client.connection import run_on_kafka
from workers.settings import read_settings

PLACE = re.compile(r"(.+)/([0-9]{1,9})")


class To(click.ParamType):
    """Where to go on: a word, an offset, or a time."""

    name = "to"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read it."""
        if not isinstance(value, str) or value in ("earliest", "outcomes"):
            return value
        if value.isdigit():
            return int(value)
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither earliest, outcomes, an offset, nor a time as 2026-03-02T08:15:00Z", param, ctx)
        return time if time.tzinfo else time.replace(tzinfo=UTC)


class Place(click.ParamType):
    """A partition, as Kafka topic/number."""

    name = "place"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read it."""
        if not isinstance(value, str):
            return value
        found = PLACE.fullmatch(value) or self.fail(f"{value!r} is no partition, as pages.raw/3", param, ctx)
        return TopicPartition(found[1], int(found[2]))


@click.command("rewind")
@click.option(
    "--to", type=To(), default="outcomes", metavar="WHERE", help="outcomes, earliest, an offset, or a time  [default: outcomes]"
)
@click.option("--partition", "places", multiple=True, type=Place(), metavar="TOPIC/N", help="Only this one; give it for each.")
@click.option("--new-life", is_flag=True, help="Accept Kafka topics that were deleted and made anew.")
@click.option(
    "--publish-again", is_flag=True, help="Publish again what pages that are read again have published: outputs were lost."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def command(*, to: object, places: tuple[TopicPartition, ...], new_life: bool, publish_again: bool, dry_run: bool) -> int:
    """Say where the workers go on, where offsets no longer mean what they did.

    By default at the first page that has no outcome yet. What is read again becomes recrawls, and claims that Kafka has lost are made
    again of what it still holds. Workers that run are fenced, and end.
    """
    if isinstance(to, int) and len(places) != 1:
        raise click.UsageError("an offset is one partition's: name it with --partition TOPIC/N")
    from workers.kafka.rewind.plan import Wish  # noqa: PLC0415 # what it reads with needs numpy, its help does not
    from workers.kafka.rewind.rewind import rewind  # noqa: PLC0415 # as above

    settings = read_settings(os.environ)
    wish = Wish(to, frozenset(places), new_life, publish_again)  # type: ignore[arg-type] # click does not know what To reads
    moves, claims = run_on_kafka(settings, rewind(settings, wish, dry_run=dry_run))
    for place, before, offset, note in moves:
        again = f", {note.again.until - offset} offsets of it again" if note.again else ""
        click.echo(f"{place.topic}/{place.partition}: {'no offset' if before is None else before} -> {offset}{again}")
    if claims:
        say(f"{'would make' if dry_run else 'made'} {claims} claims again that Kafka had lost, of what it still holds")
    say(f"{'would write' if dry_run else 'wrote'} the offsets of {len(moves)} partitions of the group {settings.group}")
    return 0
