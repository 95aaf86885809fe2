"""`newsmill lag`: how far the workers are behind, by the broker's word: known when none runs."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aiohttp.web import Application, AppRunner, TCPSite
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from workers.errors import KafkaFailure, KafkaUnreached, SettingsError
from workers.kafka.client.connection import admin_client, consumer, group_offsets, on_kafka, require_success
from workers.kafka.client.lag import FETCH_BYTES, Behind, Offsets, behind
from workers.kafka.client.permissions import require_permissions
from workers.kafka.client.reader import log_ends
from workers.kafka.client.roles import OUTCOMES, SOURCES, Role
from workers.kafka.client.topics import require_topics
from workers.metrics.http import add_routes
from workers.metrics.lag import LagMetrics
from workers.metrics.registry import Samples
from workers.settings import Settings

LOOK_SECONDS = 20
"""How long one look at Kafka may take."""


class Look(NamedTuple):
    """What Kafka told: the part of each Kafka topic, its partitions' ends, how far the group is behind, how many workers it has.

    Undecided is what lies behind the first message of a transaction that is open, by partition of what the group reads.
    """

    roles: Mapping[str, Role]
    ends: Offsets
    behind: Mapping[TopicPartition, Behind]
    members: int
    undecided: Offsets


async def look(settings: Settings) -> Look:
    """Ask Kafka, with new connections: nothing depends on what became of earlier ones. Raises KafkaFailure, KafkaError."""
    specs = await require_topics(settings, *SOURCES, *OUTCOMES)
    roles = {spec.name: role for role, spec in zip((*SOURCES, *OUTCOMES), specs, strict=True)}
    partitions = [TopicPartition(spec.name, number) for spec in specs for number in range(spec.partitions)]
    sources = [partition for partition in partitions if roles[partition.topic] in SOURCES]
    async with (
        admin_client(settings) as admin,
        consumer(settings, isolation_level="read_committed", max_partition_fetch_bytes=FETCH_BYTES) as client,
    ):
        found = await group_offsets(admin, settings.group, sources)  # first: ends come no earlier
        committed = {partition: offset for partition, (offset, _) in found.items()}
        begins = await client.beginning_offsets(sources)
        all_ends = await log_ends(settings, sources)
        ends = await client.end_offsets(partitions)
        undecided = {partition: max(end - ends[partition], 0) for partition, end in all_ends.items()}
        members = await _members(admin, settings.group)
        return Look(roles, ends, await behind(client, committed, begins, ends), members, undecided)


async def _members(admin: AIOKafkaAdminClient, group: str) -> int:
    (response,) = await admin.describe_consumer_groups([group])
    (described,) = response.groups
    require_success(described[0], f"Kafka does not describe the group {group}")
    return len(described[5])


class LagMonitor:
    """Looks at Kafka again and again, and keeps what it told last."""

    def __init__(self, settings: Settings, metrics: LagMetrics, say: Callable[[str], None]) -> None:
        """Connect metrics with what is seen. `say` is told when Kafka does not answer, and when it does again."""
        self._settings = settings
        self._say = say
        self._look: Look | None = None
        self._at = 0.0
        self._failure = "Kafka was not asked yet"
        metrics.kafka_up.read = lambda: [((), float(self.current is not None))]
        metrics.lag.read = lambda: self._of_sources(lambda behind: behind.messages)
        metrics.lag_seconds.read = lambda: self._of_sources(lambda behind: behind.seconds)
        metrics.expired.read = lambda: self._of_sources(lambda behind: behind.expired)
        metrics.ends.read = lambda: self._of_partitions(lambda seen: seen.ends)
        metrics.undecided.read = lambda: self._of_partitions(lambda seen: seen.undecided)
        metrics.members.read = lambda: [((), self.current.members)] if self.current else ()

    @property
    def current(self) -> Look | None:
        """What Kafka told, unless that is outdated: figures that stand still would hide that nobody can look."""
        fresh = time.monotonic() - self._at < 2 * self._settings.lag_seconds + LOOK_SECONDS
        return self._look if fresh else None

    def unready(self) -> str:
        """Say why lag is not known; nothing where it is."""
        return "" if self.current else self._failure or "what Kafka told is outdated"

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    self._seen(await look(self._settings))
            except TimeoutError:
                self._failed(f"Kafka at {self._settings.kafka} has not answered within {LOOK_SECONDS} s")
            except (KafkaFailure, KafkaError, OSError) as error:
                self._failed(str(error) or type(error).__name__)
            await asyncio.sleep(self._settings.lag_seconds)

    def _seen(self, seen: Look) -> None:
        if not self._look:
            self._say("lag is known")
        self._look, self._at, self._failure = seen, time.monotonic(), ""

    def _failed(self, failure: str) -> None:
        if failure != self._failure:
            self._say(f"lag is not known: {failure}")
        self._look, self._failure = None, failure

    def _of_sources(self, figure: Callable[[Behind], float | None]) -> Samples:
        if seen := self.current:
            for partition, behind in seen.behind.items():
                if (value := figure(behind)) is not None:
                    yield self._labels(seen, partition), value

    def _of_partitions(self, figures: Callable[[Look], Offsets]) -> Samples:
        if seen := self.current:
            for partition, value in figures(seen).items():
                yield self._labels(seen, partition), value

    @staticmethod
    def _labels(seen: Look, partition: TopicPartition) -> tuple[str, ...]:
        return seen.roles[partition.topic], partition.topic, str(partition.partition)


async def serve_lag(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve the lag's metrics until SIGINT or SIGTERM.

    Raises SettingsError where the port is taken, and KafkaFailure where Kafka refuses it; a Kafka that is not there is waited for.
    """
    with contextlib.suppress(KafkaUnreached):
        await on_kafka(settings, require_permissions(settings, "lag"))
    metrics = LagMetrics(settings.group)
    watch = LagMonitor(settings, metrics, say)
    application = Application()
    add_routes(application, metrics.registry, watch.unready)
    runner = AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await TCPSite(runner, port=settings.lag_port).start()
        watching = asyncio.create_task(watch.run())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, watching.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await watching
    except OSError as error:
        raise SettingsError(f"NEWSMILL_LAG_PORT={settings.lag_port}: {error.strerror}; choose another port") from error
    finally:
        await runner.cleanup()
