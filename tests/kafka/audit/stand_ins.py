"""Messages as the audit reads them from Kafka."""

from types import SimpleNamespace
from typing import Any

from workers.kafka.client.messages import Message, Reading, reading_headers


def record_of(message: Message, *, appended: int = 5000, reading: Reading | None = None) -> Any:
    """Make a message as aiokafka gives it, appended at this time (ms); of a page that is read again where a rewind is named."""
    headers = [*message.headers, *reading_headers(reading)]
    return SimpleNamespace(value=message.value, headers=headers, timestamp=appended)
