"""What Kafka deleted before a worker had read it: said in the log, and counted."""

import logging
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.kafka.worker.partition_task import PartitionTask

END = 1 << 63
"""Beyond each offset."""

log = logging.getLogger(__name__)


class Expiry:
    """Compares what tasks have not read with where the logs of their partitions begin, as the watchdog looks."""

    def __init__(self, tasks: Callable[[], Sequence[PartitionTask]], count: Callable[[TopicPartition, int], None]) -> None:
        """Take what gives the tasks that are at work, from any thread, and what counts."""
        self._tasks = tasks
        self._count = count
        self._told: dict[TopicPartition, int] = {}

    async def look(self, client: AIOKafkaConsumer) -> None:
        """Look once. Raises KafkaError."""
        tasks = {task.partition: task for task in self._tasks()}
        begins = await client.beginning_offsets(list(tasks)) if tasks else {}
        for partition, task in tasks.items():
            if expired := self._expired(task, begins[partition]):
                log.error(
                    "%s partition %d: Kafka deleted %d messages, up to offset %d, before they were read; see NewsmillPagesExpired in the runbook",
                    *partition,
                    expired,
                    begins[partition] - 1,
                )
                self._count(partition, expired)

    def _expired(self, task: PartitionTask, begin: int) -> int:
        """Count the offsets before the log's begin that a task has passed over, or has not come to; each once."""
        told = self._told.get(task.partition, 0)
        self._told[task.partition] = begin
        told = told if told <= begin else 0  # else it is another log by now
        unread = [*task.take_skipped(), (task.expected, END)]
        return sum(max(min(stop, begin) - max(start, told), 0) for start, stop in unread)
