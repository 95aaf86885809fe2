"""Workers with rules of exactly-once left out, so that the campaign and tests can be seen to fail. For nothing else.

CHAOS_BREAK names them, separated by commas, in the order in which they are put in place.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Any

from faust.tables.recovery import Recovery

from workers.app import app
from workers.kafka.client.notes import next_note, write_note
from workers.kafka.worker import assignment, faust_patches
from workers.kafka.worker.batches import Batches
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.partition_task import Admission, PartitionTask

__all__ = ["app"]

SLOW_SECONDS = 2


def read_uncommitted() -> None:
    """Let the workers read what transactions have aborted."""
    faust_patches.Thread.isolation_level = "read_uncommitted"


def commit_first() -> None:
    """Commit offsets before the outputs are sent: what is in flight when a worker is killed is lost."""
    commit = PartitionTask._commit

    async def offsets_first(self: PartitionTask, batch: Sequence[Any], admission: Admission) -> None:
        async with self._producer.transaction():
            note = next_note(self._note, offset=batch[-1].offset + 1, at=batch[-1].at, written={}, window=admission.window)
            offsets = {self.partition: (batch[-1].offset + 1, write_note(note))}
            await self._producer.send_offsets_to_transaction(offsets, self._settings.group)
        await commit(self, batch, admission)

    PartitionTask._commit = offsets_first  # type: ignore[method-assign]


def forget_claims() -> None:
    """Leave claims out of the changelog: who takes a partition over knows nothing of them."""
    PartitionClaims.take_changes = lambda _: {}  # type: ignore[method-assign, assignment]


async def send_and_abort(task: PartitionTask, processed: Sequence[Any]) -> None:
    """Send all outputs, then abort them and end the worker."""
    async with task._transaction():
        sent = Batches(task._producer)
        for each in processed:
            await sent.add(each.output)
        await sent.send()
        raise RuntimeError("aborted on purpose")


def abort() -> None:
    """Abort the first batch after its outputs are sent, and end: what reads uncommitted messages takes them for pages."""

    async def aborting(self: PartitionTask, batch: Sequence[Any], admission: Admission) -> None:
        await send_and_abort(self, [entry.processed.result() for entry in batch[: admission.events]])

    PartitionTask._commit = aborting  # type: ignore[method-assign]


def killed() -> None:
    """Die at the first commit, as by kill -9."""

    async def dying(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    PartitionTask._commit = dying  # type: ignore[method-assign, assignment]


def claims_then_abort() -> None:
    """Commit the claims of an article's last stop in a transaction of their own, then abort its outputs and end."""
    commit = PartitionTask._commit

    async def claims_first(self: PartitionTask, batch: Sequence[Any], admission: Admission) -> None:
        processed = [entry.processed.result() for entry in batch]
        changes = {key: value for each in processed for key, value in each.changes.items()}
        if not any(key.startswith(b"url:") for key in changes):
            await commit(self, batch, admission)
            return
        async with self._producer.transaction():
            for key, value in changes.items():
                await self._producer.send(self._changelog, value, key, self.partition.partition)
        await send_and_abort(self, processed)

    PartitionTask._commit = claims_first  # type: ignore[method-assign]


def faust_recovery() -> None:
    """Complete recoveries as Faust does: with the flow of messages on, it seeks, and then clears the queues that they have reached."""
    complete = Recovery.on_recovery_completed

    async def complete_in_flow(self: Recovery, generation_id: int = 0) -> None:
        self.app.consumer.resume_flow()
        await complete(self, generation_id)

    Recovery.on_recovery_completed = complete_in_flow  # type: ignore[method-assign]


def slow() -> None:
    """Break nothing, but let a seek take its time, and a look into a gap longer, as a slow broker does: what races shows in every run."""
    seek, look = faust_patches.Consumer.perform_seek, assignment.require_nothing_between

    async def seek_slowly(self: faust_patches.Consumer) -> None:
        await seek(self)
        await asyncio.sleep(SLOW_SECONDS)

    async def look_slowly(*where: Any) -> None:
        await asyncio.sleep(2 * SLOW_SECONDS)
        await look(*where)

    faust_patches.Consumer.perform_seek = seek_slowly  # type: ignore[method-assign, assignment]
    assignment.require_nothing_between = look_slowly  # type: ignore[assignment]


def any_offset() -> None:
    """Take an event whatever lies between it and the one before."""

    async def require_nothing(*_: Any) -> None:
        pass

    assignment.require_nothing_between = require_nothing  # type: ignore[assignment]


RULES = (read_uncommitted, commit_first, forget_claims, abort, killed, claims_then_abort, faust_recovery, slow, any_offset)
BREAKS = {function.__name__.replace("_", "-"): function for function in RULES}
for name in os.environ["CHAOS_BREAK"].split(","):
    BREAKS[name]()
