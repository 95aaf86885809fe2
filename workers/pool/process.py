"""One process of the pool, and the pipe to it: one page at a time, within its limits.

Time is limited by the kernel, so that the limits hold in C code too, and after the parent has died. Memory is watched by the parent,
which ends the process: an allocation that fails would be swallowed by libraries, and pass a page off as one without text. The
kernel's own limit stands behind that, for what is taken too fast to be seen.
"""

import contextlib
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Lock

from workers.limits import ProcessLimits
from workers.records import Prepared, Source
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

Prepare = Callable[[RawMessage, Source], tuple[Prepared, PageReport]]

OUT_OF_MEMORY = 77
"""Exit code of a process that took more memory than it may, or had none left to take a page or to answer."""

_LOOK_SECONDS = 0.02
"""How often a process at work is looked at: it fills some 40 MB between two looks."""

MAKE_ROOM = "make room for it, or use fewer processes"
"""What to do where the system has too little of something for one more."""

_STDOUT, _STDERR = 1, 2
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

_REAPING = Lock()
"""multiprocessing keeps its children in one set for all threads, and reads an exit code once."""


class NotStartedError(Exception):
    """A process could not be started, or ended before it was ready: why."""


class ProcessDied(Exception):
    """The process ended. `exit_code` is negative for a signal; the seconds are what its page had taken by then."""

    def __init__(self, exit_code: int | None, processor_seconds: float = 0, wall_seconds: float = 0) -> None:
        super().__init__()
        self.exit_code = exit_code
        self.processor_seconds = processor_seconds
        self.wall_seconds = wall_seconds

    def __str__(self) -> str:
        """Say how it ended."""
        if self.exit_code is not None and self.exit_code < 0:
            return f"killed by {signal.Signals(-self.exit_code).name}"
        return f"exit code {self.exit_code}"


class Process:
    """A process, as its parent sees it. `load` runs in it once and gives what prepares its pages."""

    def __init__(self, context: ForkServerContext, load: Callable[[], Prepare], limits: ProcessLimits) -> None:
        """Start it. Raises NotStartedError."""
        self.pages = 0
        self._memory_bytes = limits.memory_bytes
        self._begin = self._processor_begin = self._processor_seen = 0.0
        try:
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, load, limits), name="newsmill pages", daemon=True)
            with theirs, _REAPING:
                self._process.start()
        except (EOFError, ConnectionError):  # the server that forks it has ended: see workers/pool/fork_server.py
            raise NotStartedError(f"too many processes, too many open files, or too little memory; {MAKE_ROOM}") from None
        except OSError as error:
            raise NotStartedError(f"{error.strerror or error}; {MAKE_ROOM}") from error

    @property
    def answers(self) -> bool:
        """Whether it has something to say: that it is ready, or that it died."""
        return self._pipe.poll()

    def wait_until_ready(self) -> None:
        """Wait until the models are loaded. Raises NotStartedError."""
        try:
            failure = self._receive().decode()
        except ProcessDied as died:
            failure = str(died)
        if failure:
            raise NotStartedError(failure)

    def prepare(self, message: RawMessage, source: Source) -> tuple[Prepared, PageReport, int]:
        """Have a page prepared; returns the result, what the steps tell of it, and the result's size in bytes. Raises ProcessDied."""
        self.pages += 1
        self._begin = time.monotonic()
        self._processor_begin = self._processor_seen = _processor_seconds(self._process.pid)
        try:
            self._pipe.send((message, source))
        except OSError:
            raise self._death() from None
        answer = self._receive()
        return *pickle.loads(answer), len(answer)  # noqa: S301 # written by a process of our own

    @property
    def resident_bytes(self) -> int:
        """Memory that it holds."""
        return _resident_bytes(self._process.pid)

    def kill(self) -> None:
        """End it at once; it keeps nothing."""
        self._process.kill()

    def close(self) -> None:
        """End it, and give back what it took here."""
        self.kill()
        self._death()
        self._pipe.close()

    def _receive(self) -> bytes:
        try:
            while not self._pipe.poll(_LOOK_SECONDS):
                self._processor_seen = _processor_seconds(self._process.pid) or self._processor_seen
                if _resident_bytes(self._process.pid) > self._memory_bytes:
                    self.kill()
                    self._death()
                    raise ProcessDied(OUT_OF_MEMORY)
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise self._death() from None

    def _death(self) -> ProcessDied:
        with _REAPING:
            self._process.join()
        processor_seconds = self._processor_seen - self._processor_begin
        return ProcessDied(self._process.exitcode, processor_seconds, time.monotonic() - self._begin)


def _resident_bytes(pid: int | None) -> int:
    """Tell what memory a process holds; 0 where it has ended, or where the system has no /proc."""
    with contextlib.suppress(OSError, ValueError, IndexError), Path(f"/proc/{pid}/statm").open(encoding="ascii") as statm:
        return int(statm.read().split()[1]) * _PAGE_BYTES
    return 0


def _processor_seconds(pid: int | None) -> float:
    """Tell what processor time a process has taken; 0 where it has ended, or where the system's clocks are not Linux's."""
    with contextlib.suppress(OSError):
        return time.clock_gettime(~(pid or 0) << 3 | 2)  # clock_getcpuclockid(3), which Python lacks
    return 0


def _limit_time(processor_seconds: float, wall_seconds: float) -> None:
    """Let the kernel end this process after so long; 0 for never."""
    signal.setitimer(signal.ITIMER_PROF, processor_seconds)  # by SIGPROF
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)  # by SIGALRM


def _work(pipe: Connection, load: Callable[[], Prepare], limits: ProcessLimits) -> None:
    """Answer pages until the parent goes away. A signal that asks to stop is the parent's to handle."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(_STDERR, _STDOUT)  # standard output is for articles; whoever reads it must not wait for this process
    resource.setrlimit(resource.RLIMIT_DATA, (2 * limits.memory_bytes, 2 * limits.memory_bytes))
    try:
        with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
            try:
                prepare = load()
            except Exception as error:  # noqa: BLE001 # whatever it is, the parent has to tell it
                return pipe.send_bytes(f"{type(error).__name__}: {error}".encode())
            pipe.send_bytes(b"")
            while True:
                message, source = pipe.recv()
                _limit_time(limits.page_seconds, limits.wall_seconds)
                answer = pickle.dumps(prepare(message, source), pickle.HIGHEST_PROTOCOL)
                _limit_time(0, 0)
                pipe.send_bytes(answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
