"""Faults of three brokers, and of the way to them."""

import time
from collections.abc import Callable

from bench.faults.campaign import Campaign

STALLED_SECONDS = 8
SLOW = 200_000
"""Bytes a second of each connection."""


def roll(campaign: Campaign) -> None:
    """Restart the brokers, one after another, as for a new version."""
    for broker in campaign.cluster.brokers.values():
        broker.stop()
        broker.start()


def kill(campaign: Campaign) -> Callable[[], None]:
    """Kill the broker that leads most, and leave it down for a while."""
    campaign.cluster.busiest().kill()
    return campaign.cluster.start


def hang(campaign: Campaign) -> Callable[[], None]:
    """Let the broker that leads most hang: its connections stay open, and nobody answers."""
    broker = campaign.cluster.busiest()
    broker.freeze()
    return broker.thaw


def stall(campaign: Campaign) -> None:
    """Hold the way to one broker up for a while: it leads on, and no client reaches it."""
    proxy = campaign.rng.choice(list(campaign.cluster.proxies.values()))
    proxy.stall()
    time.sleep(STALLED_SECONDS)
    proxy.flow()


def reset(campaign: Campaign) -> None:
    """Reset all connections."""
    for proxy in campaign.cluster.proxies.values():
        proxy.reset()


def slow(campaign: Campaign) -> Callable[[], None]:
    """Make the way to all brokers slow."""

    def set_pace(rate: int) -> None:
        for proxy in campaign.cluster.proxies.values():
            proxy.bytes_per_second = rate

    set_pace(SLOW)
    return lambda: set_pace(0)
