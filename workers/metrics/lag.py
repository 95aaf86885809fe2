"""The metrics of the lag service: how far the workers are behind, as the broker tells it."""

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from workers.metrics.registry import Reading, begin_registry


class LagMetrics:
    """The metrics of the lag service."""

    def __init__(self, group: str) -> None:
        self.registry = registry = CollectorRegistry()
        self.build = begin_registry(registry, group)
        place = ("role", "kafka_topic", "partition")
        self.kafka_up = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_kafka_up",
            "1 while Kafka tells the lag; what it tells is absent while it does not",
        )
        self.lag = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_lag_messages",
            "Messages of a partition that the workers' group has not finished; 0 where only markers of transactions are left",
            place,
        )
        self.lag_seconds = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_lag_seconds",
            "Seconds since Kafka received the message that comes next in a partition; 0 where there is none",
            place,
        )
        self.expired = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_expired_messages",
            "Messages of a partition that Kafka deleted before the workers' group had finished them",
            place,
        )
        self.ends = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_end_offset",
            "Where a partition ends for readers of committed messages: what it grows by has come in; markers of transactions count",
            place,
        )
        self.undecided = Reading(
            registry,
            GaugeMetricFamily,
            "newsmill_undecided_messages",
            "Messages of a partition that nobody reads yet, as they lie behind the begin of a transaction that is open: no lag tells of them",
            place,
        )
        self.members = Reading(registry, GaugeMetricFamily, "newsmill_group_members", "Workers in the group, as Kafka sees them")
