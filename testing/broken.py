"""Workers with rules left out, so that the campaign and tests can be seen to fail, or with a wrong clock. For nothing else.

CHAOS_BREAK names the rules, separated by commas, in the order in which they are put in place; CHAOS_CLOCK says by how many seconds the
host's clock is wrong.
"""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from typing import Any

from faust.tables.recovery import Recovery

from workers.app import app
from workers.errors import ClaimsError
from workers.kafka.client import fencing
from workers.kafka.client.findings import Ground, first_note
from workers.kafka.client.ground import look
from workers.kafka.client.notes import Signed, next_note, write_note
from workers.kafka.worker import assignment, claims_folder, extract_station, faust_patches
from workers.kafka.worker.batches import Batches
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.claims_folder import ClaimsFolder
from workers.kafka.worker.partition_task import PartitionTask
from workers.kafka.worker.supervision import Admission
from workers.steps.read.message import RawMessage

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


def killed_in_transaction() -> None:
    """Die with a transaction of one partition open, after another has committed behind what it has sent; Kafka would let it be for long."""
    fencing.TRANSACTION_SECONDS = 300
    commit = PartitionTask._commit
    is_sent = asyncio.Event()

    async def dying(self: PartitionTask, batch: Sequence[Any], admission: Admission) -> None:
        if self.claims is not None:
            await commit(self, batch, admission)
        elif self.partition.partition:
            await is_sent.wait()
            await commit(self, batch, admission)
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            await self._producer.begin_transaction()
            sent = Batches(self._producer)
            for entry in batch:
                await sent.add(entry.processed.result().output)
            await sent.send()
            is_sent.set()
            await asyncio.Event().wait()

    PartitionTask._commit = dying  # type: ignore[method-assign]


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


def trust_offsets() -> None:
    """Take offsets as they are, whatever lies behind them: nothing is refused, and where there is none work begins at the start."""

    async def trusting(settings: Any, also: Any = (), **more: Any) -> Ground:
        ground = await look(settings, also, **more)
        signed = {
            place: ground.signed.get(place)
            or Signed(max(found.offset, ground.logs.begins[place]), first_note(settings, place, ground.found, ground.logs))
            for place, found in ground.found.items()
        }
        return ground._replace(signed=signed, findings=())

    async def nothing_foreign(*_: Any) -> list[Any]:
        return []

    for name, function in {"look": trusting, "settled": trusting, "foreign_claims": nothing_foreign}.items():
        setattr(assignment, name, function)


def trust_folder() -> None:
    """Use the claims that lie in a folder, whosever they are."""

    class Any_:  # noqa: N801 # it is nobody's
        def __eq__(self, _: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    claims_folder._read = lambda _: Any_()  # type: ignore[assignment, return-value]


def trust_clocks() -> None:
    """Take a crawler's word for when a page was fetched: no time of arrival bounds it."""
    setattr(extract_station, "RawMessage", lambda *parts: RawMessage(*parts[:4]))  # noqa: B010 # it is no name of that module's own


def no_life() -> None:
    """Name no life of a Kafka topic: a page is its partition and offset."""
    PartitionTask.life_of = lambda *_: None  # type: ignore[method-assign]


def claims_fail() -> None:
    """Let no claims be opened, though the folder takes what is tried at the start: as a disk that fails meanwhile."""

    def failing(*_: Any) -> None:
        raise ClaimsError("the claims of partition 0 cannot be opened: on purpose")

    ClaimsFolder.open = failing  # type: ignore[method-assign, assignment]


def wrong_clock(seconds: float) -> None:
    """Let the host's clock be wrong by so many seconds. It reaches what asks time.time(): all of Newsmill, Faust and aiokafka, not RocksDB."""
    right = time.time
    time.time = lambda: right() + seconds


RULES = (
    read_uncommitted,
    commit_first,
    forget_claims,
    abort,
    killed,
    killed_in_transaction,
    claims_then_abort,
    faust_recovery,
    slow,
    any_offset,
    trust_offsets,
    trust_folder,
    trust_clocks,
    no_life,
    claims_fail,
)
BREAKS = {function.__name__.replace("_", "-"): function for function in RULES}
for name in filter(None, os.environ["CHAOS_BREAK"].split(",")):
    BREAKS[name]()
if clock := float(os.environ.get("CHAOS_CLOCK", "0")):
    wrong_clock(clock)
