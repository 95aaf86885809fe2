"""The command `newsmill` where the system has too little of something, from when its pool starts on: the first argument says of what."""

import errno
import os
import resource
import sys
from collections.abc import Callable
from multiprocessing import forkserver, popen_forkserver
from typing import Any, NoReturn, cast

from workers import settings
from workers.cli.main import main
from workers.pool.pool import Pool

SERVER = cast(Any, forkserver)._forkserver  # noqa: SLF001 # what runs the server has no other name
NOBODY = 65534
assert popen_forkserver
assert settings  # loaded before nobody could


def first(function: Callable[..., Any], before: Callable[[], None]) -> Callable[..., Any]:
    """Give a function that does something else before."""

    def both(*args: Any, **named: Any) -> Any:
        before()
        return function(*args, **named)

    return both


def limit(what: int, most: int, process: int = 0) -> None:
    """Lower one of a process's limits."""
    resource.prlimit(process, what, (most, resource.prlimit(process, what)[1]))


def open_no_file() -> None:
    """Let this process open no file more."""
    os.close(free := os.dup(0))
    limit(resource.RLIMIT_NOFILE, free)


def refuse() -> NoReturn:
    """Start no process."""
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def starve(short_of: str) -> None:
    """Have the pool meet what is asked for."""
    match short_of:
        case "files":
            cast(Any, Pool).__init__ = first(Pool.__init__, open_no_file)
        case "processes":
            if os.getuid() == 0:
                os.setuid(NOBODY)  # root may have as many as it likes
            cast(Any, forkserver).ensure_running = lambda: None  # it is the pool that is to start the server
            SERVER.ensure_running = first(SERVER.ensure_running, lambda: limit(resource.RLIMIT_NPROC, 0))
            cast(
                Any, forkserver
            ).ensure_running = refuse  # the start that clean makes early on, when other threads are still to come
        case "files of the server":
            cast(Any, forkserver).connect_to_new_process = first(SERVER.connect_to_new_process, starve_server)


def starve_server() -> None:
    """Let the server that forks processes open no file more, once it has forked one and so is ready."""
    reading, writing = SERVER.connect_to_new_process([])
    cast(Any, forkserver).read_signed(reading)
    os.close(reading)
    os.close(writing)
    limit(resource.RLIMIT_NOFILE, 3, SERVER._forkserver_pid)  # noqa: SLF001 # as above


if __name__ == "__main__":
    starve(sys.argv.pop(1))
    main()
