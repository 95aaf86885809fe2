"""newsmill settings: what the settings are."""

import os

import click

from workers.settings import describe, read_settings


@click.command("settings")
def command() -> int:
    """Show the settings of the commands that speak to Kafka: NEWSMILL_* variables, with their meaning, default and value.

    What it prints can be kept as a file of variables, for a shell or Docker.
    """
    click.echo(describe(read_settings(os.environ)), nl=False)
    return 0
