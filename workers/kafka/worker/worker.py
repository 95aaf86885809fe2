"""A worker on Kafka: its stations, its partitions' tasks, and what is noted of their commits."""

import logging
import os
import time
from collections.abc import Iterable
from typing import Any

from aiokafka import TopicPartition

from workers.errors import WORKER_FAILED, SettingsError
from workers.kafka.client.errors import describe
from workers.kafka.worker.abort_count import AbortCount
from workers.kafka.worker.assignment import Assignment
from workers.kafka.worker.claims_folder import ClaimsFolder
from workers.kafka.worker.extract_station import ExtractStation
from workers.kafka.worker.faust_patches import Intake
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.relay_station import RelayStation
from workers.kafka.worker.standing import Standing, standing
from workers.kafka.worker.supervision import CommitReport, Supervision
from workers.metrics.worker import STATIONS, WorkerMetrics
from workers.settings import Settings

log = logging.getLogger(__name__)


class Worker:
    """Takes each event to its station, with the task of its partition."""

    def __init__(
        self, settings: Settings, intake: Intake, folder: ClaimsFolder, metrics: WorkerMetrics, aborts: AbortCount
    ) -> None:
        self.extract = ExtractStation(settings)
        self.relay = RelayStation(settings, self.extract.is_behind)
        self._stations: dict[str, ExtractStation | RelayStation] = {
            station.kafka_topic: station for station in (self.extract, self.relay)
        }
        self.names = dict(zip(self._stations, STATIONS, strict=True))
        """What the station of each Kafka topic is called."""
        supervised = {name: Supervision(station.admit, self._note, fail) for name, station in self._stations.items()}
        self.assignment = Assignment(settings, folder, supervised)
        self._intake = intake
        self._metrics = metrics
        self._aborts = aborts
        self.trouble = ""
        """Why it has not joined the group yet; nothing where that is not so."""

    async def open(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Take partitions over. What was held before is dropped, and comes again."""
        await self.assignment.close()
        begin = time.monotonic()
        self._intake.reset()
        windows = await self.assignment.open(partitions)
        if self.assignment.is_complete:
            self.extract.take_up(window for place, window in windows.items() if place.topic == self.extract.kafka_topic)
            self._metrics.rebalances.inc()
            self._metrics.take_over_seconds.observe(time.monotonic() - begin)

    async def close(self) -> None:
        """Give all partitions up."""
        await self.assignment.close()

    async def take(self, message: Any) -> None:
        """Work on a message of a source Kafka topic, unless it was worked on or is another's by now."""
        if task := await self.assignment.task_of(message):
            self._stations[message.topic].take(task, message)

    def _note(self, report: CommitReport) -> None:
        """Take note of how a transaction ended."""
        kafka_topic = report.partition.topic
        station = self.names[kafka_topic]
        if report.aborted:
            self._aborts.add(station)
            self._metrics.aborted(station)
        else:
            self._intake.give_back(kafka_topic, sum(event.size for event in report.events), len(report.events))
            self._metrics.committed(station, report.events, report.seconds)

    def at_work(self) -> list[PartitionTask]:
        """Give the tasks once they have begun: before that, where they go on is not known."""
        return self.assignment.tasks if self.assignment.is_complete else []

    def note_expired(self, partition: TopicPartition, messages: int) -> None:
        """Take note of messages that Kafka deleted before they were read, in any thread."""
        self._metrics.expired_unread.labels(self.names[partition.topic], str(partition.partition)).inc(messages)

    def standing(self, rebalance: int | None) -> list[Standing]:
        """Say how its parts stand (see `standing`); nothing where it knows what it waits for."""
        return [] if self.trouble else standing(self.assignment, self.extract, self._intake, rebalance)

    def unready(self) -> str:
        """Say why the worker is not at work; nothing where it is."""
        if self.assignment.is_complete:
            return ""
        return (
            self.assignment.refusal
            or self.trouble
            or "no partitions are assigned yet, or their claims are being brought up to date"
        )


def fail(error: BaseException) -> None:
    """End the process at once: to go on would lose what is in flight, what was committed stands. A wrong setting has its own exit code."""
    log.critical("the worker ends, and goes on from what was committed when it is started again: %s", describe(error))
    logging.shutdown()
    os._exit(error.exit_code if isinstance(error, SettingsError) else WORKER_FAILED)
