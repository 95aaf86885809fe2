"""The partitions that a worker has: tasks open when they are assigned, and close when revoked."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition

from workers.errors import LostMessagesError
from workers.kafka.client.connection import admin_client, consumer, group_offsets
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.claim_store import PartitionClaims, database_of, restore
from workers.kafka.worker.partition_task import PartitionTask, Supervision
from workers.settings import Settings


class Assignment:
    """A worker's tasks, by partition: those of raw pages, and those of articles on their way, which have claims."""

    def __init__(self, settings: Settings, table: Any, supervised: Mapping[str, Supervision]) -> None:
        """Take the table of claims, and who supervises the tasks of each source Kafka topic."""
        self._settings = settings
        self._table = table
        self._supervised = supervised
        self._tasks: dict[tuple[str, int], PartitionTask] = {}
        self._closing: list[asyncio.Future[None]] = []
        self.is_complete = False
        """Whether partitions are assigned, and their tasks at work."""

    @property
    def tasks(self) -> list[PartitionTask]:
        """The tasks of the partitions that it has."""
        return list(self._tasks.values())

    async def open(self, partitions: Iterable[tuple[str, int]]) -> dict[TopicPartition, str]:
        """Take partitions over, none being held: fence their earlier owners, then bring the claims up to date.

        Returns the notes beside the offsets. Raises ForeignDataError, KafkaFailure.
        """
        wanted = [TopicPartition(*pair) for pair in partitions if pair[0] in self._supervised]
        changelog = self._table.changelog_topic_name
        extracted = kafka_topic(self._settings, Role.EXTRACTED)
        claims = {tp.partition: PartitionClaims(database_of(self._table, tp.partition)) for tp in wanted if tp.topic == extracted}
        tasks = self._tasks = {
            tp: PartitionTask(
                self._settings, tp, claims[tp.partition] if tp.topic == extracted else None, changelog, self._supervised[tp.topic]
            )
            for tp in wanted
        }
        await asyncio.gather(*(task.open() for task in tasks.values()))
        offsets = await committed_offsets(self._settings, wanted)
        if self._tasks is tasks:  # else they were revoked meanwhile; what is assigned next is opened in its turn
            for tp, (offset, _) in offsets.items():
                tasks[tp].expected = tasks[tp].committed = offset
            await restore(self._settings, changelog, claims)
        self.is_complete = self._tasks is tasks
        return {tp: note for tp, (_, note) in offsets.items()}

    async def close(self) -> None:
        """Give all partitions up. Faust cancels this where the next rebalance begins: tasks then go on closing, and are waited for there."""
        self.is_complete = False
        tasks, self._tasks = self._tasks, {}
        self._closing = [closing for closing in self._closing if not closing.done()]
        self._closing += [asyncio.ensure_future(task.close()) for task in tasks.values()]
        await asyncio.gather(*map(asyncio.shield, self._closing))

    async def task_of(self, message: Any) -> PartitionTask | None:
        """Find a message's task; none where the message is not to be worked on: it was, or it is another's by now.

        Raises LostMessagesError where it does not follow the one before it: on raw pages offsets have no holes, on the other Kafka
        topic transactions leave some, so that only the first message after an assignment can be held to the committed offset.
        """
        task = self._tasks.get(message.tp)
        if task is None or message.offset < task.expected:
            return None
        if message.offset > task.expected and (task.claims is None or task.untouched):
            await require_nothing_between(self._settings, task.partition, task.expected, message.offset)
        return task


async def require_nothing_between(settings: Settings, partition: TopicPartition, start: int, before: int) -> None:
    """Make sure that no message lies in [start, before): what transactions leave there is none. Raises LostMessagesError."""
    async with consumer(settings, auto_offset_reset="earliest", isolation_level="read_committed") as client:
        client.assign([partition])
        client.seek(partition, start)
        found = (await client.getone(partition)).offset
    if found < before:
        raise LostMessagesError(
            f"{partition.topic} partition {partition.partition}: offset {before} came where {found} had to, so that would be lost"
        )


async def committed_offsets(settings: Settings, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, tuple[int, str]]:
    """Read where the group goes on in these partitions, 0 where it has committed nothing, and the notes beside that."""
    async with admin_client(settings) as admin:
        found = await group_offsets(admin, settings.group, partitions) if partitions else {}
    return {partition: (max(offset, 0), note) for partition, (offset, note) in found.items()}
