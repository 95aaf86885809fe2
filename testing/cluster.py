"""A Kafka of three brokers for tests and campaigns: each can be stopped, killed, frozen, and started again."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from aiokafka.admin import AIOKafkaAdminClient

from testing.broker import Broker, Listener, free_port
from testing.proxy import Proxy

NODES = 3
HEAP_MB = 256

PROPERTIES = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "broker.session.timeout.ms": "6000",
    "broker.heartbeat.interval.ms": "1000",
    "controller.quorum.election.timeout.ms": "1000",
    "controller.quorum.fetch.timeout.ms": "2000",
    "inter.broker.listener.name": "BROKERS",
}
"""All is there three times, and two suffice. A broker that hangs is given up after six seconds."""


class Cluster:
    """Brokers that are controllers too, each by its number from 1 on. Started and ended as a context."""

    def __init__(self, folder: Path, properties: Mapping[str, str] | None = None, *, proxied: bool = False) -> None:
        """Take a folder, settings that go before PROPERTIES, and whether clients reach each broker by a proxy."""
        self.proxies = {node: Proxy(free_port()) for node in range(1, NODES + 1)} if proxied else {}
        self.brokers = {
            node: Broker(
                folder / f"broker{node}",
                {**PROPERTIES, **(properties or {})},
                HEAP_MB,
                listeners={"BROKERS": Listener("PLAINTEXT")},
                node=node,
                told_port=self.proxies[node].port if proxied else 0,
            )
            for node in range(1, NODES + 1)
        }
        for node, broker in self.brokers.items():
            broker.voters = [each.voter for each in self.brokers.values()]
            if proxied:
                self.proxies[node].target = broker.port
        self.servers = ",".join(broker.servers for broker in self.brokers.values())

    def start(self) -> None:
        """Start all that do not run, and wait until they serve. Raises BrokerError where one does not."""
        started = [broker for broker in self.brokers.values() if not broker.is_running]
        for broker in started:
            broker.launch()
        for broker in started:
            broker.wait()

    def busiest(self) -> Broker:
        """The broker that leads most partitions, those of offsets and transactions among them."""
        return self.brokers[asyncio.run(self._leaders()).most_common(1)[0][0]]

    async def _leaders(self) -> Counter[int]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.servers)
        await admin.start()
        try:
            topics = await admin.describe_topics()
            return Counter(partition["leader"] for topic in topics for partition in topic["partitions"])
        finally:
            await admin.close()

    def stop(self) -> None:
        """End all at once."""
        for broker in self.brokers.values():
            broker.kill()
        for proxy in self.proxies.values():
            proxy.stop()

    def __enter__(self) -> Self:
        try:
            for proxy in self.proxies.values():
                proxy.start()
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
