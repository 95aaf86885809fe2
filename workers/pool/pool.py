"""Processes that prepare pages side by side: a page that breaks a limit harms no other.

Each process has a pipe of its own and a thread that waits for it, and holds one page at a time: so its death concerns that page
and nothing else (`docs/adr/0005-process-pool.md`).
"""

import atexit
import contextlib
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError, Future
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.errors import PoolError
from workers.inputs import Item
from workers.limits import DEFAULT_LIMITS, DEFAULT_PROCESS_LIMITS, Limits, ProcessLimits
from workers.page import Unprocessable
from workers.pool.context import fork_context
from workers.pool.process import MAKE_ROOM, OUT_OF_MEMORY, NotStartedError, Prepare, Process, ProcessDied
from workers.records import DeadLetter, DeadLetterReason, Prepared, Source, Step
from workers.steps.read.message import RawMessage
from workers.steps.read.read import read_page
from workers.trace import PageReport

PAGES_UNDER_WAY = 8
"""Pages under way for each process: enough that none waits for the next one."""

BYTES_UNDER_WAY = 64 * 1024 * 1024
"""Bytes of pages under way and of results not yet taken, in all: what bounds memory when pages are large."""

_ATTEMPTS = 2
"""How often a page is tried whose process dies: it may have been killed for another's sake."""

_STARTS = 3
"""How many processes in a row may end before they are ready, until the pool gives up."""


class PageFuture(Future[Prepared]):
    """A page under way. Its result is what became of it: a dead letter where it broke a limit or its process.

    It raises only where the pool itself has ended: CancelledError once it is closed, PoolError if it broke.
    """

    def __init__(self, message: RawMessage, source: Source) -> None:
        super().__init__()
        self.message = message
        self.source = source
        self.size = message.size
        """Bytes that it takes, its result included."""
        self.report = PageReport({})
        """What the steps tell of it, once there is a result; those of a process that died tell nothing."""
        self.in_process = 0.0
        """Seconds that the page was worked on."""


def load_prepare(limits: Limits, reader: ReaderName = ReaderName.TRAFILATURA) -> Prepare:
    """Give the function that prepares a page. Called in the pool's processes: they alone load steps and models."""
    from workers.pool import prepare  # noqa: PLC0415 # as said above

    return prepare.load_prepare(limits, reader)


class Pool:
    """Processes at work. `submit` never waits: whoever submits bounds what is under way, as `prepare_all` does."""

    def __init__(
        self,
        processes: int,
        limits: Limits = DEFAULT_LIMITS,
        process_limits: ProcessLimits = DEFAULT_PROCESS_LIMITS,
        load: Callable[[Limits], Prepare] | None = None,
        reader: ReaderName = ReaderName.TRAFILATURA,
    ) -> None:
        """Start the processes. `load` runs once in each and gives what prepares its pages: else the steps, with this reader. Raises PoolError."""
        self.processes = processes
        start = partial(Process, fork_context(), partial(load or partial(load_prepare, reader=reader), limits), process_limits)
        self._queue: SimpleQueue[PageFuture | None] = SimpleQueue()
        self._workers: list[_Worker] = []
        atexit.register(self.close)
        try:
            for _ in range(processes):
                self._workers.append(_Worker(self._queue, start, process_limits))
        except RuntimeError as error:  # all that Python says where the system has no more threads
            self.close()
            raise PoolError(f"a thread of the pool cannot be started: {error}; {MAKE_ROOM}") from error

    def submit(self, message: RawMessage, source: Source) -> PageFuture:
        """Have a page prepared. Raises PoolError where the pool cannot go on."""
        if error := next((worker.error for worker in self._workers if worker.error), None):
            raise error
        page = PageFuture(message, source)
        self._queue.put(page)
        return page

    @property
    def waiting(self) -> int:
        """Pages that no process has taken yet."""
        return self._queue.qsize()

    @property
    def taken(self) -> int:
        """Pages that a process has taken, so far: in the order that they were submitted in."""
        return sum(worker.taken for worker in self._workers)

    @property
    def busy(self) -> int:
        """Processes that work on a page."""
        return sum(worker.busy for worker in self._workers)

    @property
    def lost(self) -> int:
        """Processes that ended while they had a page, so far."""
        return sum(worker.lost for worker in self._workers)

    @property
    def renewed(self) -> int:
        """Processes that had done their pages and were renewed, so far."""
        return sum(worker.renewed for worker in self._workers)

    @property
    def resident_bytes(self) -> int:
        """Memory that the processes hold."""
        return sum(worker.resident_bytes for worker in self._workers)

    def close(self) -> None:
        """End the processes at once. Pages that have no result yet are cancelled."""
        atexit.unregister(self.close)
        for worker in self._workers:
            worker.stop()
        for _ in self._workers:
            self._queue.put(None)
        for worker in self._workers:
            worker.join()
        while not self._queue.empty():
            if page := self._queue.get():
                page.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def prepare_all(items: Iterable[Item], pool: Pool, bytes_under_way: int = BYTES_UNDER_WAY) -> Generator[Prepared, None, None]:
    """Prepare pages in order, bounding what is under way."""
    under_way: deque[PageFuture] = deque()
    for item in items:
        under_way.append(pool.submit(item.message, item.source))
        while under_way and (
            under_way[0].done()
            or len(under_way) >= PAGES_UNDER_WAY * pool.processes
            or sum(page.size for page in under_way) > bytes_under_way
        ):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


class _StoppingError(Exception):
    """The pool is being closed: no process is started any more."""


class _Worker:
    """A thread that keeps one process at work, and puts another in its place where it dies or has done its pages.

    Whatever else befalls it is the pool's error: the thread goes on, so that no page waits for ever, and gives it to all that come.
    """

    def __init__(self, queue: "SimpleQueue[PageFuture | None]", start: Callable[[], Process], limits: ProcessLimits) -> None:
        self.busy = False
        self.taken = 0
        self.lost = 0
        self.renewed = 0
        self.error: PoolError | None = None
        self._queue = queue
        self._start = start
        self._limits = limits
        self._processes: list[Process] = []  # the one at work, and the one that is to follow it
        self._stopping = False
        self._lock = Lock()
        self._thread = Thread(target=self._run, name="pool", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the process; the thread ends when it takes None from the queue."""
        with self._lock:
            self._stopping = True
            for process in tuple(self._processes):
                process.kill()

    @property
    def resident_bytes(self) -> int:
        """Memory that its processes hold."""
        return sum(process.resident_bytes for process in tuple(self._processes))

    def join(self) -> None:
        """Wait for the end of the thread."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._replace()
        except BaseException as error:  # noqa: BLE001 # every page is told
            self._failed(error)
        while (page := self._queue.get()) is not None:
            self.taken += 1
            if page.set_running_or_notify_cancel():
                self.busy = True
                begin = time.perf_counter()
                try:
                    result = self._prepare(page)
                    page.in_process = time.perf_counter() - begin
                    page.set_result(result)
                except BaseException as error:  # noqa: BLE001 # the page is told, and all that come after it
                    page.set_exception(self._failed(error))
                self.busy = False
        while self._processes:
            self._processes.pop().close()

    def _failed(self, error: BaseException) -> BaseException:
        """Keep what ends the pool; returns what a page is told of it."""
        if isinstance(error, _StoppingError):
            return CancelledError()
        if isinstance(error, NotStartedError):
            self.error = PoolError(f"a process of the pool cannot be started: {error}")
        elif error is not self.error:
            self.error = PoolError(f"a thread of the pool failed: {type(error).__name__}: {error}")
        return self.error

    def _prepare(self, page: PageFuture) -> Prepared:
        """Have a page prepared, and tried again where its process dies. Raises _StoppingError, NotStartedError, PoolError."""
        attempt = 0
        while True:
            attempt += 1
            self._renew()
            process = self._processes[0]
            try:
                result, page.report, size = process.prepare(page.message, page.source)
            except ProcessDied as died:
                self.lost += 1
                self._replace()
                letter = _lost(page, died, self._limits, attempt)
                if letter.reason is not DeadLetterReason.CRASHED or attempt == _ATTEMPTS:
                    return letter
            else:
                page.size += size
                if isinstance(result, DeadLetter) and result.reason is DeadLetterReason.OUT_OF_MEMORY:
                    process.pages = self._limits.pages  # what it holds is torn to pieces
                return result

    def _renew(self) -> None:
        """Once the process has done its pages start another, and let it take over when it has loaded its models."""
        if self.error:
            raise self.error
        if not self._processes:
            self._replace()
        elif len(self._processes) > 1:
            if self._processes[1].answers:
                self._replace()
                self.renewed += 1
        elif self._processes[0].pages >= self._limits.pages:
            self._add()

    def _replace(self) -> None:
        """Put a process that is ready in the place of the one at work. Raises _StoppingError, NotStartedError."""
        for left in reversed(range(_STARTS)):
            if self._processes:
                self._processes.pop(0).close()
            try:
                if not self._processes:
                    self._add()
                self._processes[0].wait_until_ready()
            except NotStartedError:
                if not left:
                    raise
            else:
                return

    def _add(self) -> None:
        """Start a process. Raises _StoppingError, NotStartedError."""
        with self._lock:
            if self._stopping:
                raise _StoppingError
            self._processes.append(self._start())


def _lost(page: PageFuture, died: ProcessDied, limits: ProcessLimits, attempts: int) -> DeadLetter:
    """Say what became of a page whose process died."""
    match died.exit_code:
        case code if code == -signal.SIGPROF:
            took = f"{limits.page_seconds:g} s of processor time ({died.wall_seconds:.1f} s by the clock)"
            reason, message = DeadLetterReason.TIMEOUT, f"the page took longer than {took}"
        case code if code == -signal.SIGALRM:
            took = f"{limits.wall_seconds:g} s by the clock ({died.processor_seconds:.1f} s of processor time)"
            reason, message = DeadLetterReason.TIMEOUT, f"the page took longer than {took}"
        case code if code == OUT_OF_MEMORY:
            reason, message = DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have"
        case _:
            reason, message = DeadLetterReason.CRASHED, f"the page ended its process {attempts} times ({died})"
    url = None
    with contextlib.suppress(Unprocessable):
        url = read_page(page.message).url
    return dead_letter(page.message, page.source, Step.EXTRACT, reason, message, url=url, attempts=attempts)
