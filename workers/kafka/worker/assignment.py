"""The partitions that a worker has: tasks open when they are assigned, and close when revoked."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition

from workers.errors import LostMessagesError, MovedGroundError
from workers.kafka.client.connection import consumer
from workers.kafka.client.fencing import fence, rewind_id
from workers.kafka.client.findings import Ground
from workers.kafka.client.ground import foreign_claims, look, misfits, settled
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.claim_store import restore
from workers.kafka.worker.claims_folder import ClaimsFolder, Identity
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.signing import sign_first
from workers.kafka.worker.supervision import Supervision
from workers.settings import Settings

REFUSED_SECONDS = 3
"""How long a worker that refuses waits until it looks again: whether somebody has said where to go on."""

log = logging.getLogger(__name__)


class Assignment:
    """A worker's tasks, by partition: those of raw pages, and those of articles on their way, which have claims."""

    def __init__(self, settings: Settings, folder: ClaimsFolder, supervised: Mapping[str, Supervision]) -> None:
        """Take the folder of claims, and who supervises the tasks of each source Kafka topic."""
        self._settings = settings
        self._folder = folder
        self._supervised = supervised
        self._changelog = kafka_topic(settings, Role.CLAIMS)
        self._extracted = kafka_topic(settings, Role.EXTRACTED)
        self._tasks: dict[tuple[str, int], PartitionTask] = {}
        self._closing: list[asyncio.Future[None]] = []
        self.is_complete = False
        """Whether partitions are assigned, and their tasks at work."""
        self.refusal = ""
        """Why no partition is worked on though it could be; nothing where that is not so."""

    @property
    def tasks(self) -> list[PartitionTask]:
        """The tasks of the partitions that it has."""
        return list(self._tasks.values())

    async def open(self, partitions: Iterable[tuple[str, int]]) -> dict[TopicPartition, str]:
        """Take partitions over, none being held: fence their earlier owners, hold the notes against the logs, bring claims up to date.

        Waits while the notes do not fit. Returns the circuit breaker's windows beside the offsets. Raises ClaimsError, KafkaFailure.
        """
        wanted = [TopicPartition(*pair) for pair in partitions if pair[0] in self._supervised]
        return await self._open(wanted, await settled(self._settings, waits=False))

    async def _open(self, wanted: Sequence[TopicPartition], ground: Ground) -> dict[TopicPartition, str]:
        """Take partitions over once the ground fits, of which nobody's word is final before earlier owners are fenced."""
        await self._wait_for(ground, wanted)
        tasks = self._tasks = {
            tp: PartitionTask(self._settings, tp, self._changelog, self._supervised[tp.topic]) for tp in wanted
        }
        await asyncio.gather(fence(self._settings, [rewind_id(self._settings)]), *(task.open() for task in tasks.values()))
        ground = await self._look(wanted)
        if ground.unsigned and not ground.findings:
            ground = await sign_first(self._settings, ground)
        if ground.findings or ground.unsigned:
            await self.close()
            return await self._open(wanted, ground)
        if self._tasks is tasks:  # else they were revoked meanwhile; what is assigned next is opened in its turn
            await self._open_claims(ground, [tasks[tp] for tp in wanted if tp.topic == self._extracted])
        if self._tasks is tasks:
            for tp, task in tasks.items():
                task.begin(ground.signed[tp])
        self.is_complete = self._tasks is tasks
        return {tp: bytes(ground.signed[tp].note.window).decode() for tp in wanted}

    async def hold(self) -> None:
        """Hold what it goes by against the logs once more, as after a connection was lost. Raises MovedGroundError, KafkaFailure."""
        own = [pair for task in self.tasks for pair in task.marks()]
        ground = await look(self._settings, own)
        if ground.findings:
            raise MovedGroundError(ground.refusal)

    async def _wait_for(self, ground: Ground, wanted: Sequence[TopicPartition]) -> None:
        """Say what does not fit, and wait until it does. Nobody is fenced meanwhile, so that newsmill rewind can do its work."""
        while ground.findings:
            if ground.refusal != self.refusal:
                self.refusal = ground.refusal
                log.critical("refused: %s", self.refusal)
            await asyncio.sleep(REFUSED_SECONDS)
            ground = await self._look(wanted, waits=False)
        self.refusal = ""

    async def _look(self, wanted: Sequence[TopicPartition], *, waits: bool = True) -> Ground:
        """Look at the ground, and whether somebody else has written claims of these partitions.

        It waits for transactions that are open only once those of earlier owners have been ended: of one that was killed they stay open.
        """
        ground = await look(self._settings, waits=waits)
        own = {tp: ground.signed[tp] for tp in wanted if tp.topic == self._extracted and tp in ground.signed}
        foreign = await foreign_claims(self._settings, own)
        return ground._replace(findings=(*ground.findings, *foreign))

    async def _open_claims(self, ground: Ground, tasks: Sequence[PartitionTask]) -> None:
        """Open the claims of tasks, and bring them up to date; what the changelog does not hold is not used."""
        changelogs = {TopicPartition(self._changelog, task.partition.partition): task for task in tasks}
        for place, task in changelogs.items():
            task.claims = self._folder.open(self._identity(ground, place.partition))
        self._folder.note_success()
        known = [(place, task.claims.mark) for place, task in changelogs.items() if task.claims]
        for place in await misfits(self._settings, [(place, mark) for place, mark in known if mark.end], ground.logs):
            task = changelogs[place]
            if task.claims and not task.claims.is_closed:
                task.claims = self._folder.discard(task.claims, self._identity(ground, place.partition))
        claims = {place.partition: task.claims for place, task in changelogs.items() if task.claims}
        await restore(self._settings, self._changelog, claims)

    def _identity(self, ground: Ground, partition: int) -> Identity:
        changelog = ground.signed[TopicPartition(self._extracted, partition)].note.topics.get(Role.CLAIMS, "")
        return Identity(cluster=ground.logs.ids.cluster, changelog=changelog, partition=partition)

    async def close(self) -> None:
        """Give all partitions up. Faust cancels this where the next rebalance begins: tasks then go on closing, and are waited for there."""
        self.is_complete = False
        tasks, self._tasks = self._tasks, {}
        self._closing = [closing for closing in self._closing if not closing.done()]
        self._closing += [asyncio.ensure_future(task.close()) for task in tasks.values()]
        await asyncio.gather(*map(asyncio.shield, self._closing))

    async def task_of(self, message: Any) -> PartitionTask | None:
        """Find a message's task; none where the message is not to be worked on: it was, or it is another's by now.

        Raises MovedGroundError where it is younger than one that should follow it, and LostMessagesError where it does not follow the one
        before it: on raw pages offsets have no holes, on the other Kafka topic transactions leave some, so that only the first message
        after an assignment can be held to the committed offset.
        """
        task = self._tasks.get(message.tp)
        if task is None or message.offset < task.expected:
            if task is not None and task.is_later(message):
                raise MovedGroundError(
                    f"{message.topic} partition {message.partition}: at offset {message.offset} came a message that is younger than the one at"
                    f" {task.expected - 1}: its log was cut"
                )
            return None
        if message.offset > task.expected and (task.claims is None or task.untouched):
            await require_nothing_between(self._settings, task.partition, task.expected, message.offset)
        return task if self._tasks.get(message.tp) is task else None


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
