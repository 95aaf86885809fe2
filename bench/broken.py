"""Workers with one rule of exactly-once left out, named by CHAOS_BREAK, so that the campaign can be seen to fail. For nothing else."""

import os
from collections.abc import Sequence
from typing import Any

from workers.app import app
from workers.kafka import faust_parts
from workers.kafka.claim_table import PartitionClaims
from workers.kafka.lanes import Lane

__all__ = ["app"]


def read_uncommitted() -> None:
    """Let the workers read what transactions have aborted."""
    faust_parts.Thread.isolation_level = "read_uncommitted"


def commit_first() -> None:
    """Commit offsets before the outputs are sent: what is in flight when a worker is killed is lost."""
    commit = Lane._commit

    async def offsets_first(self: Lane, batch: Sequence[Any]) -> None:
        async with self._producer.transaction():
            offsets = {self.partition: batch[-1].offset + 1}
            await self._producer.send_offsets_to_transaction(offsets, self._settings.group)
        await commit(self, batch)

    Lane._commit = offsets_first  # type: ignore[method-assign]


def forget_claims() -> None:
    """Keep no claims when a transaction has committed."""
    PartitionClaims.keep = lambda *_: None  # type: ignore[method-assign]


BREAKS = {function.__name__.replace("_", "-"): function for function in (read_uncommitted, commit_first, forget_claims)}
BREAKS[os.environ["CHAOS_BREAK"]]()
