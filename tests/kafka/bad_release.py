"""Workers of a bad release, to be started as `faust -A tests.kafka.bad_release worker`: a step raises on every page."""

from functools import partial

from tests.hooks import load_bad_release
from workers.app import app
from workers.kafka.worker import extract_station
from workers.pool.pool import Pool

__all__ = ["app"]

extract_station.Pool = partial(Pool, load=load_bad_release)  # type: ignore[assignment, attr-defined]
