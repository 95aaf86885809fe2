"""Processes that prepare pages side by side; their results come back in the order of the input.

A page that takes too long or ends its process becomes a dead letter, and only that page.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future

from pebble import ProcessExpired, ProcessPool

from workers.decode import Limits
from workers.inputs import Input, Item, Unreadable
from workers.pipeline import Prepared, Tools, dead_letter, load_tools, prepare
from workers.records import DeadLetterReason, Source, Step

PAGE_SECONDS = 10.0
"""How long one page may take."""

_WAITING_PAGES = 8
"""Pages under way for each process: enough that none waits for the next one."""

_WAITING_BYTES = 64 * 1024 * 1024
"""Bytes of pages under way, in all: what bounds memory when pages are large."""

_tools: Tools


def _load(limits: Limits) -> None:
    """Load the models, once for each process; an interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _tools  # noqa: PLW0603 # a pool process has no other place for what its tasks share
    _tools = load_tools(limits)


def _prepare(event: bytes, source: Source) -> Prepared:
    return prepare(event, source, _tools)


def prepare_all(
    items: Iterable[Item], processes: int, limits: Limits, page_seconds: float = PAGE_SECONDS
) -> Generator[Prepared, None, None]:
    """Prepare pages in `processes` processes, in order. What could not be read is a dead letter in its place."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["workers.pipeline"])
    pool = ProcessPool(max_workers=processes, initializer=_load, initargs=(limits,), context=context)
    under_way: deque[tuple[Item, Future[Prepared] | None]] = deque()
    waiting_bytes = 0
    try:
        for item in items:
            future = pool.schedule(_prepare, (item.event, item.source), timeout=page_seconds) if isinstance(item, Input) else None
            under_way.append((item, future))
            waiting_bytes += _size(item)
            while len(under_way) >= _WAITING_PAGES * processes or waiting_bytes > _WAITING_BYTES:
                waiting_bytes -= _size(under_way[0][0])
                yield _result(*under_way.popleft(), page_seconds)
        while under_way:
            yield _result(*under_way.popleft(), page_seconds)
    finally:
        pool.stop()
        pool.join()


def _size(item: Item) -> int:
    return len(item.event if isinstance(item, Input) else item.original)


def _result(item: Item, future: "Future[Prepared] | None", page_seconds: float) -> Prepared:
    if isinstance(item, Unreadable):
        return dead_letter(item.original, item.source, Step.READ, DeadLetterReason.BROKEN_RECORD, item.message, url=item.url)
    assert future is not None  # noqa: S101 # every page that was read was scheduled
    try:
        return future.result()
    except TimeoutError:
        reason, message = DeadLetterReason.TIMEOUT, f"the page took longer than {page_seconds:g} s"
    except ProcessExpired as expired:
        reason, message = DeadLetterReason.CRASHED, f"the page ended its process (exit code {expired.exitcode})"
    return dead_letter(item.event, item.source, Step.EXTRACT, reason, message)
