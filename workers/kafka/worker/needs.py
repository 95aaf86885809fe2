"""What a worker needs before it begins: its port, and Kafka topics that are there and its own."""

import socket

from workers.errors import SettingsError
from workers.kafka.client.topics import require_partitions
from workers.settings import Settings


async def require_needs(settings: Settings) -> None:
    """Make sure of all of it, so that nobody else notices a worker that cannot work. Raises SettingsError, KafkaFailure."""
    _require_port(settings.web_port)
    await require_partitions(settings)


def _require_port(port: int) -> None:
    """Make sure that metrics can be served: Faust tells of it among tracebacks, once it has joined the group. Raises SettingsError."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: connections that are over hold no port
        try:
            sock.bind(("", port))
        except OSError as error:
            raise SettingsError(f"NEWSMILL_WEB_PORT={port}: {error.strerror}; choose another port") from error
