"""newsmill lag: the lag service."""

import asyncio
import os

import click

from workers.cli.common import say
from workers.kafka.client.connection import quiet
from workers.kafka.lag.service import serve_lag
from workers.settings import read_settings


@click.command("lag")
def command() -> int:
    """Serve how far the workers are behind, as Kafka tells it, for Prometheus: it is known when no worker runs.

    http://localhost:6067/metrics and /health/live, /health/ready; NEWSMILL_LAG_PORT is another port.
    """
    settings = read_settings(os.environ)
    quiet()
    asyncio.run(serve_lag(settings, say))
    return 0
