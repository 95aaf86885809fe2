"""Faults of the workers' own, and of the one broker: they are killed, ended, stopped, and are more or fewer."""

import contextlib
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.faults.campaign import Campaign


def kill(campaign: Campaign) -> None:
    """Kill a worker with all its processes."""
    campaign.any_worker().end(signal.SIGKILL)


def term(campaign: Campaign) -> None:
    """Ask a worker to end."""
    campaign.any_worker().process.send_signal(signal.SIGTERM)


def stop(campaign: Campaign) -> Callable[[], None]:
    """Stop a worker for longer than its session lasts."""
    process = campaign.any_worker().process
    process.send_signal(signal.SIGSTOP)
    return partial(process.send_signal, signal.SIGCONT)


def process(campaign: Campaign) -> None:
    """Kill a process that extracts for a worker."""
    for child in pool_processes(campaign.any_worker().process.pid)[:1]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def broker(campaign: Campaign) -> None:
    """Kill the broker, and start it again."""
    campaign.broker.restart()


def number(campaign: Campaign) -> None:
    """Have another number of workers."""
    campaign.wanted = campaign.rng.choice([number for number in (1, 2, 3) if number != campaign.wanted])
    for slot in [slot for slot in campaign.workers if slot >= campaign.wanted]:
        campaign.leaving.append(campaign.workers.pop(slot))
        campaign.leaving[-1].process.send_signal(signal.SIGTERM)


def pool_processes(pid: int) -> list[int]:
    """Find the processes that extract for a worker: its grandchildren, below the server that forks them."""
    return [child for server in children(pid) for child in children(server)]


def children(pid: int) -> list[int]:
    """List a process's children."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []
