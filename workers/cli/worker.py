"""newsmill worker: a worker on Kafka, by Faust."""

import os
import socket

import click

from workers.errors import SettingsError
from workers.kafka.client.connection import run_on_kafka
from workers.kafka.client.topics import require_partitions
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
    _require_port(settings.web_port)
    run_on_kafka(settings, require_partitions(settings))
    from faust.cli.faust import cli as faust  # noqa: PLC0415 # its help, and whoever cannot reach Kafka, need not wait for it

    faust.main(["-A", "workers.app", "worker", "-l", level])


def _require_port(port: int) -> None:
    """Make sure that metrics can be served: Faust tells of it among tracebacks, once it has joined the group. Raises SettingsError."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: connections that are over hold no port
        try:
            sock.bind(("", port))
        except OSError as error:
            raise SettingsError(f"NEWSMILL_WEB_PORT={port}: {error.strerror}; choose another port") from error
