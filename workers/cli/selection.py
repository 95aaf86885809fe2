"""Which dead letters are meant: the options of `newsmill dead-letters` and `newsmill replay`."""

from datetime import UTC, datetime

import click

from workers.kafka.dead_letters.read import Selection
from workers.records import DeadLetterReason

REASON = click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="R",
    type=click.Choice([reason.value for reason in DeadLetterReason]),
    help="Only of this reason.",
)
SINCE = click.option(
    "--since",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%z"]),
    help="Only what was written since then, as 2026-03-02 or 2026-03-02T08:15:00Z; without an offset it is UTC.",
)


def selection_of(reasons: tuple[str, ...], since: datetime | None) -> Selection:
    """Read the options' values."""
    in_utc = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    return Selection([DeadLetterReason(reason) for reason in reasons], in_utc)
