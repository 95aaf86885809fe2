"""newsmill worker: a worker on Kafka, by Faust."""

import os

import click

from workers.errors import SettingsError
from workers.kafka.client.connection import run_on_kafka
from workers.kafka.worker.needs import require_needs
from workers.settings import read_settings


@click.command("worker")
@click.option("--log", "level", type=click.Choice(["debug", "info", "warn", "error"]), default="warn", help="What is logged.")
def command(level: str) -> None:
    """Turn the raw pages on Kafka into article events, until it is told to end.

    Any number of workers share the work; each needs a data folder (NEWSMILL_DATA_DIR) and a port (NEWSMILL_WEB_PORT) of its own.
    """
    settings = read_settings(os.environ)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"NEWSMILL_DATA_DIR={str(settings.data_dir)!r}: cannot be made: {error.strerror}") from error
    run_on_kafka(settings, require_needs(settings))
    from faust.cli.faust import cli as faust  # noqa: PLC0415 # its help, and whoever cannot reach Kafka, need not wait for it

    faust.main(["-A", "workers.app", "worker", "-l", level])
