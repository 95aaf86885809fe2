"""Where a worker's figures stand, for metrics that are read when Prometheus asks."""

import shutil
from collections.abc import Callable

from aiokafka import TopicPartition

from workers.kafka.worker.faust_patches import Intake
from workers.kafka.worker.worker import Worker
from workers.metrics.registry import Samples
from workers.metrics.worker import WorkerMetrics
from workers.pool.pool import Pool
from workers.settings import Settings


def connect(
    metrics: WorkerMetrics, settings: Settings, worker: Worker, intake: Intake, end_of: Callable[[TopicPartition], int | None]
) -> None:
    """Tell metrics where to read. `end_of` gives the end of a partition as of its last fetch."""

    def of_pool(figure: Callable[[Pool], float]) -> Callable[[], Samples]:
        return lambda: [((), figure(worker.extract.pool))] if worker.extract.pool else ()

    def lag() -> Samples:
        for task in worker.assignment.tasks:
            if (end := end_of(task.partition)) is not None:
                labels = (worker.names[task.partition.topic], str(task.partition.partition))
                yield labels, max(end - task.committed, 0)

    metrics.pool_processes.read = of_pool(lambda pool: pool.processes)
    metrics.pool_busy.read = of_pool(lambda pool: pool.busy)
    metrics.pool_waiting.read = of_pool(lambda pool: pool.waiting)
    metrics.pool_memory.read = of_pool(lambda pool: pool.resident_bytes)
    metrics.pool_lost.read = of_pool(lambda pool: pool.lost)
    metrics.pool_renewed.read = of_pool(lambda pool: pool.renewed)
    metrics.buffer.read = lambda: [((station,), intake.held(name)) for name, station in worker.names.items()]
    metrics.buffer_limit.read = lambda: [((), intake.limit)]
    metrics.lag.read = lag
    metrics.claims.read = lambda: [
        ((str(task.partition.partition),), task.claims.estimated) for task in worker.assignment.tasks if task.claims is not None
    ]
    metrics.dead_letter_share.read = lambda: [((), worker.extract.breaker.window.share)]
    metrics.paused.read = lambda: [((), worker.extract.breaker.is_open)]
    metrics.disk_free.read = lambda: [((), shutil.disk_usage(settings.data_dir).free)]
    metrics.disk_size.read = lambda: [((), shutil.disk_usage(settings.data_dir).total)]
