"""newsmill topics: the Kafka topics, made and looked at."""

import os

import click

from workers.cli.common import say
from workers.kafka.client.connection import run_on_kafka
from workers.kafka.client.permissions import NEEDS, acl_arguments
from workers.kafka.client.topics import create_topics
from workers.settings import read_settings


@click.group("topics")
def command() -> None:
    """Look after the Kafka topics."""


@command.command("create")
@click.option("--permissions", is_flag=True, help="Only say what each command has to be permitted, as kafka-acls.sh takes it.")
def create(*, permissions: bool) -> int:
    """Create the Kafka topics that are missing.

    What exists is never changed; where it differs from the settings that is said, and the exit code is 1.
    """
    settings = read_settings(os.environ)
    if permissions:
        for name in NEEDS:
            for line in acl_arguments(settings, name):
                click.echo(f"{name}: {line}")
        return 0
    created = run_on_kafka(settings, create_topics(settings))
    for spec in created.made:
        click.echo(f"created {spec.name} with {spec.partitions} partitions")
    for spec in created.stood:
        click.echo(f"{spec.name} is there")
    for difference in created.differences:
        say(str(difference))
    return int(bool(created.differences))
