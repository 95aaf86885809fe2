"""newsmill audit: the proof that no page was lost, and none came out twice."""

import os

import click
import msgspec

from workers.kafka.client.connection import run_on_kafka
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import read_settings


@click.command("audit")
@click.option("--json", "as_json", is_flag=True, help="Write the result as one JSON object.")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(0),
    default=0,
    help="Look again, so long, until every page has its outcome  [default: 0]",
)
def command(*, as_json: bool, wait: float) -> int:
    """Prove that each raw page in Kafka ended in exactly one outcome.

    What is missing or double is listed, and the exit code is 1. Pages that workers have not finished yet are missing: see --wait.
    """
    from workers.kafka.audit.audit import audit  # noqa: PLC0415 # its ledger needs numpy, its help does not
    from workers.kafka.audit.ledger import report  # noqa: PLC0415 # as above

    settings = read_settings(os.environ)
    verdict = run_on_kafka(settings, audit(settings, wait))
    if as_json:
        click.echo(msgspec.json.encode(verdict))
    else:
        click.echo("\n".join(report(verdict, kafka_topic(settings, Role.RAW))))
    return int(not verdict.closes)
