"""Where the pool's processes come from: a server that loads once what they all work with."""

import contextlib
import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext


def fork_context() -> ForkServerContext:
    """Give what starts such processes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["workers.pool.fork_server"])
    return context


def start_fork_server() -> None:
    """Start the server and go on at once: a pool starts it itself, but who calls this before has it load meanwhile."""
    fork_context()
    with contextlib.suppress(OSError):  # the pool tries again, and tells it
        forkserver.ensure_running()
