"""The watchdog: ends a worker that has something to do and gets nowhere, and says where.

It is a thread with clients of its own, so it sees what is to be done also where the worker's consumer or its event loop hangs. Where
something holds the interpreter's lock, so that no thread runs, the timer of faulthandler ends the process: it needs no lock.
"""

import asyncio
import faulthandler
import logging
from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from workers.errors import KafkaFailure, StalledError
from workers.kafka.client.connection import consumer
from workers.kafka.client.lag import FETCH_BYTES, Behind, behind
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.expiry import Expiry
from workers.kafka.worker.standing import Standing
from workers.settings import Settings

LOOKS = 5
"""Looks in the time that a worker may get nowhere. It ends at the fourth in a row that finds it where it was: within that time."""

END_SECONDS = 5
"""How long the log may take to be written at the end: what hangs may hold its lock."""

STDERR = 2

log = logging.getLogger(__name__)


class Watchdog:
    """Looks at a worker again and again."""

    def __init__(
        self,
        settings: Settings,
        standing: Callable[[], Sequence[Standing]],
        fail: Callable[[BaseException], None],
        expiry: Expiry,
    ) -> None:
        """Take what tells how the worker stands, from any thread, what ends it, and what looks for messages that expired unread."""
        self._settings = settings
        self._expiry = expiry
        self._standing = standing
        self._fail = fail
        self._marks: dict[str, object] = {}
        self._stuck: dict[str, int] = {}
        self._trouble = ""
        self._answers = TopicPartition(kafka_topic(settings, Role.RAW), 0)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread: Thread | None = None

    def unready(self) -> str:
        """Say why Kafka could not be looked at; nothing where the last look succeeded."""
        return self._trouble

    def start(self) -> None:
        """Begin to watch."""
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._watch())
        self._thread = Thread(target=self._run, args=(self._loop, self._task), name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        if self._thread and self._loop and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()
            self._loop.close()
            self._loop = None
        faulthandler.cancel_dump_traceback_later()

    def _run(self, loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            return
        except BaseException as error:  # noqa: BLE001 # a worker that nobody watches must not go on
            self._fail(error)

    async def _watch(self) -> None:
        seconds = self._settings.stall_seconds
        clock = asyncio.get_running_loop().time
        while True:
            try:
                async with consumer(
                    self._settings, isolation_level="read_committed", max_partition_fetch_bytes=FETCH_BYTES
                ) as client:
                    while True:
                        faulthandler.dump_traceback_later(seconds, exit=True, file=STDERR)
                        begin = clock()
                        async with asyncio.timeout(seconds / 2):
                            await self.look(client)
                        self._trouble = ""
                        await asyncio.sleep(begin + seconds / LOOKS - clock())
            except (KafkaError, KafkaFailure, OSError, TimeoutError) as error:
                # Whether there is something to do cannot be told, and a worker that is started again would not reach Kafka either.
                self._stuck.clear()
                faulthandler.cancel_dump_traceback_later()
                self._trouble = f"the watchdog cannot look at Kafka, and tries again: {type(error).__name__}: {error}"
                log.warning(self._trouble)
                await asyncio.sleep(seconds / LOOKS)

    async def look(self, client: AIOKafkaConsumer) -> None:
        """Look once, and end the worker where a part of it has got nowhere too often."""
        parts = list(self._standing())
        still = [part for part in parts if self._marks.get(part.name) == part.mark]
        self._marks = {part.name: part.mark for part in parts}
        await client.end_offsets([self._answers])  # where Kafka does not answer, nobody else is to blame
        await self._expiry.look(client)
        waiting = await _with_something_to_do(client, still)
        self._stuck = {part.name: self._stuck.get(part.name, 0) + 1 for part in waiting}
        if stalled := [name for name, looks in self._stuck.items() if looks >= LOOKS - 1]:
            self._end(stalled)

    def _end(self, stalled: Sequence[str]) -> None:
        faulthandler.dump_traceback(file=STDERR)
        faulthandler.dump_traceback_later(END_SECONDS, exit=True, file=STDERR)
        self._fail(
            StalledError(f"nothing committed for {self._settings.stall_seconds:g} s, with something to do: {', '.join(stalled)}")
        )


async def _with_something_to_do(client: AIOKafkaConsumer, parts: Sequence[Standing]) -> list[Standing]:
    """Find the parts that have something to do: a message that can be read, not only markers of transactions. Raises KafkaError."""
    nexts = {part.partition: part.next for part in parts if part.partition}
    found: Mapping[TopicPartition, Behind] = {}
    if nexts:
        found = await behind(client, nexts, await client.beginning_offsets(nexts), await client.end_offsets(nexts))
    waits = {partition for partition, each in found.items() if each.messages and each.seconds is not None}
    return [part for part in parts if part.partition is None or part.partition in waits]
