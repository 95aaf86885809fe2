"""The Faust application, `faust -A workers.app worker`: the composition root of the workers."""

import asyncio
import logging
import os
from typing import Any, cast

import faust
from faust.types import TP

from workers.errors import ClaimsError, KafkaFailure, SettingsError
from workers.kafka.client.connection import faust_arguments, on_kafka
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.worker.abort_count import AbortCount
from workers.kafka.worker.claims_folder import LONGEST_WAIT_SECONDS, ClaimsFolder
from workers.kafka.worker.expiry import Expiry
from workers.kafka.worker.faust_patches import FETCH_BYTES, Consumer, Hooks, Intake, Launcher, table_manager, transport_of
from workers.kafka.worker.gauges import connect
from workers.kafka.worker.needs import require_needs
from workers.kafka.worker.standing import Standing
from workers.kafka.worker.watchdog import Watchdog
from workers.kafka.worker.worker import Worker, fail
from workers.metrics.http import add_routes
from workers.metrics.worker import WorkerMetrics
from workers.settings import MEBIBYTE, Settings, read_settings

REBALANCE_SECONDS = 15
"""How long the group waits for a member to join again."""

NEVER_SECONDS = 7 * 86400
"""For how long a worker may fetch nothing: one that is paused stays in the group, one that hangs is ended by its watch."""


log = logging.getLogger(__name__)


class App(faust.App):
    """Faust's application with a worker in it: tasks open where partitions are assigned, and close where they are revoked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        session = settings.session_seconds
        super().__init__(
            settings.group,
            **faust_arguments(settings),
            autodiscover=["workers.agents"],
            datadir=settings.data_dir,
            store="memory://",
            topic_partitions=settings.partitions,
            topic_allow_declare=False,
            topic_disable_leader=True,
            table_standby_replicas=0,
            broker_session_timeout=session,
            broker_heartbeat_interval=session / 4,
            broker_rebalance_timeout=REBALANCE_SECONDS,
            broker_max_poll_records=256,
            broker_max_poll_interval=NEVER_SECONDS,
            consumer_max_fetch_size=FETCH_BYTES,
            consumer_auto_offset_reset="earliest",
            stream_wait_empty=False,
            web_port=settings.web_port,
            Worker=Launcher,
            TableManager=table_manager(self._take_over),
        )
        intake = Intake(settings.buffer_mb * MEBIBYTE // 2)
        self._folder = ClaimsFolder(settings)
        self.transport = transport_of(self, intake, Hooks(self._await_folder, self._hold_ground))
        self.raw_pages, self.extracted = (
            self.topic(kafka_topic(settings, role), key_serializer="raw", value_serializer="raw", partitions=settings.partitions)
            for role in (Role.RAW, Role.EXTRACTED)
        )
        aborts = AbortCount(settings.data_dir)
        self.metrics = WorkerMetrics(settings.group, aborts.counts)
        self.worker = Worker(settings, intake, self._folder, self.metrics, aborts)
        # Faust keeps nothing in it: by its changelog it gives each worker the claims' partitions with those of articles on their way.
        self.Table("claims", partitions=settings.partitions, changelog_topic=self.topic(kafka_topic(settings, Role.CLAIMS)))
        connect(self.metrics, settings, self.worker, intake, self._end_of)
        expiry = Expiry(self.worker.at_work, self.worker.note_expired)
        self.watchdog = Watchdog(settings, self._standing, fail, expiry)
        self.on_partitions_revoked.connect(self._give_up)

    def on_webserver_init(self, web: Any) -> None:
        """Add metrics and health to Faust's own pages."""
        add_routes(web.web_app, self.metrics.registry, lambda: self.watchdog.unready() or self.worker.unready())

    async def on_start(self) -> None:
        """Make sure that its port is free, that Kafka is there and permits the work; start the processes before the first page comes."""
        try:
            await on_kafka(self._settings, require_needs(self._settings))
        except (KafkaFailure, SettingsError) as error:
            fail(error)
        self.worker.extract.start()
        self.watchdog.start()
        await super().on_start()

    async def on_stop(self) -> None:
        """Leave nothing running."""
        self.watchdog.stop()
        await self.worker.close()
        self.worker.extract.stop()
        await super().on_stop()

    async def run(self, stream: Any) -> None:
        """Work on a stream's events. Whatever fails ends the process: Faust takes an event as done whose agent raised."""
        try:
            async for event in stream.events():
                await self.worker.take(event.message)
        except Exception as error:  # noqa: BLE001 # as said above
            fail(error)

    def _standing(self) -> list[Standing]:
        return self.worker.standing(self.rebalancing_count if self.rebalancing or self.rebalancing_count == 0 else None)

    def _end_of(self, partition: TP) -> int | None:
        return cast(Consumer, self.consumer).readable_end(partition)

    def _crash(self, reason: BaseException) -> None:
        fail(reason)

    async def _await_folder(self) -> None:
        """Join the group only with a folder that takes claims: to join and fail would draw partitions from workers that are well."""
        if seconds := self._folder.wait_seconds():
            self.worker.trouble = f"claims could not be opened when it was started last: it joins the group after {seconds:g} s"
        await asyncio.sleep(seconds)
        wait = 1
        while True:
            try:
                self._folder.test()
            except ClaimsError as error:
                self.worker.trouble = str(error)
                log.error("not at work yet, tried again in %d s: %s", wait, error)  # noqa: TRY400 # the line says it all
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)
            else:
                self.worker.trouble = ""
                return

    async def _hold_ground(self) -> None:
        """Look whether the logs are what they were. Whatever fails ends the process."""
        try:
            await self.worker.assignment.hold()
        except Exception as error:  # noqa: BLE001 # as in run
            fail(error)

    async def _take_over(self) -> None:
        try:
            await self.worker.open(self.consumer.assignment())
        except ClaimsError as error:
            self._folder.note_failure()
            await cast(Consumer, self.consumer).leave_group()  # or its partitions would wait until Kafka misses it
            fail(error)

    async def _give_up(self, *_: Any, **__: Any) -> None:
        await self.worker.close()


app = App(read_settings(os.environ))
