"""What faults befall: a Kafka, workers in slots with data folders of their own, and the operator who follows docs/moving-ground.md."""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from bench.faults.feeder import Feeder
from bench.faults.flow import Flow
from bench.lib.counted import Counted
from testing.broker import Broker, free_port
from testing.cluster import Cluster
from testing.newsmill import NEWSMILL, ROOT, ask, environment
from testing.record_batches import Record, put
from workers.kafka.client.roles import Role, kafka_topic
from workers.settings import Settings, read_settings

SESSION_SECONDS = 6
REFUSED_SECONDS = 90
MAY_SECONDS = 40
"""How long is waited to see whether they refuse what they may refuse: pages in their hands may be committed after the log has lost them."""
LEAVE_SECONDS = 60
REWINDS = 20
"""How often an operator tries a rewind, of which workers that are just starting may be faster."""

MODULES = {"faust-exactly-once": "testing.plain_faust"}
"""The application that workers run where not Newsmill's own rules are left out, by what is broken."""


class Worker:
    """A worker's process, and the port at which it says how it is."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def ready(self) -> tuple[int, str]:
        """Ask whether it is at work: the status, and what it says; 0 where nobody answers."""
        return ask(self.port, "/health/ready", 2)

    def refuses(self) -> bool:
        """Whether it refuses to work until an operator has said where to go on."""
        status, said = self.ready()
        return status == 503 and "newsmill rewind" in said  # HTTP's

    def end(self, number: int) -> None:
        """End it and its processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait()


class Campaign:
    """Workers on a Kafka, and all that is known of what befell them."""

    feeder: Feeder
    flow: Flow

    def __init__(self, home: Path, kafka: Broker | Cluster, partitions: int, breaks: str | None, seed: int) -> None:
        self.home = home
        self.kafka = kafka
        self.partitions = partitions
        self.breaks = breaks
        self.rng = random.Random(seed)
        self.wanted = 2
        self.workers: dict[int, Worker] = {}
        self.leaving: list[Worker] = []
        self.befallen: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}
        """Seconds until pages flowed again, at most, after each kind that needs no operator."""
        self.unrefused: list[str] = []
        """What should have been refused, and was not."""
        self.losable: set[str] = set()
        """URLs that had been fed when raw pages were lost: they may have to be fed again."""
        self.forgotten: set[str] = set()
        """URLs of articles that claims alone knew when those were lost: docs/promises.md says why that cannot be mended."""
        self.dated: list[int] = []
        """Numbers of articles whose first edition came with a wrong clock."""
        self.records: dict[str, Record] = {}
        """Records that `newsmill feed` cannot send, by the URL in them."""
        self.counted = Counted()
        self.clocks: dict[int, float] = {}
        """By how many seconds the clock of a slot's host is wrong."""
        self.environment = {
            **environment(kafka.servers, "", partitions),
            "NEWSMILL_SESSION_SECONDS": str(SESSION_SECONDS),
            "NEWSMILL_PROCESSES": "1",
            "NEWSMILL_REPLICATION": "3" if isinstance(kafka, Cluster) else "1",
            "PYTHONPATH": str(ROOT),
        }

    @property
    def settings(self) -> Settings:
        """The settings that its commands have."""
        return read_settings(self.environment)

    @property
    def broker(self) -> Broker:
        """The one broker."""
        return cast(Broker, self.kafka)

    @property
    def cluster(self) -> Cluster:
        """The three brokers."""
        return cast(Cluster, self.kafka)

    def newsmill(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [str(NEWSMILL), *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def audit(self, wait: int) -> dict[str, Any]:
        """Say what the audit finds."""
        run = self.newsmill("audit", "--json", "--wait", wait)
        if not run.stdout:
            sys.exit(run.stderr)
        verdict: dict[str, Any] = json.loads(run.stdout)
        return verdict

    def tend(self) -> None:
        """Start what is missing of the workers that there should be, as a supervisor does."""
        for slot in [slot for slot, worker in self.workers.items() if worker.process.poll() is not None]:
            self.workers.pop(slot)
        for slot in range(self.wanted):
            if slot not in self.workers:
                self.workers[slot] = self.start(f"worker{slot}", self.home / f"data{slot}", self.clocks.get(slot, 0))

    def start(self, name: str, data: Path, clock: float = 0, **more: str) -> Worker:
        """Start a worker with a data folder, on a host whose clock is wrong by so many seconds."""
        port = free_port()
        environment = {**self.environment, "NEWSMILL_DATA_DIR": str(data), "NEWSMILL_WEB_PORT": str(port), **more}
        module = "workers.app"
        if self.breaks or clock:
            environment |= {"CHAOS_BREAK": self.breaks or "", "CHAOS_CLOCK": str(clock)}
            module = MODULES.get(self.breaks or "", "testing.broken")
        with (self.home / f"{name}.log").open("ab") as log:
            command = [str(NEWSMILL.parent / "faust"), "-A", module, "worker", "-l", "info"]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)
        return Worker(process, port)

    def any_worker(self) -> Worker:
        """Choose one of the workers that run."""
        return self.rng.choice(list(self.workers.values()))

    def leave(self) -> None:
        """Have all workers end in good order, those too that hang."""
        for worker in self.workers.values():
            worker.process.send_signal(signal.SIGTERM)
        for worker in [*self.workers.values(), *self.leaving]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(LEAVE_SECONDS)
            worker.end(signal.SIGKILL)
        self.workers.clear()
        self.leaving.clear()

    def put(self, records: Mapping[str, Record]) -> None:
        """Put records on raw pages, each by the URL that stands in it."""
        self.records |= records
        self.feeder.fed.update(records.keys())
        for record in records.values():
            partition = self.rng.randrange(self.partitions)
            asyncio.run(put(self.kafka.servers, kafka_topic(self.settings, Role.RAW), record, partition=partition))

    def operate(self, name: str, *rewind: str, must: bool = True) -> None:
        """Do what an operator does once all workers refuse: say where to go on. What is not refused, nobody knows of."""
        if not must and not self.wait_until(lambda: any(worker.refuses() for worker in self.workers.values()), MAY_SECONDS):
            return
        if not self.wait_until(lambda: all(worker.refuses() for worker in self.workers.values()), REFUSED_SECONDS):
            said = [worker.ready() for worker in self.workers.values()]
            print(f"{name}: not refused: {said}", file=sys.stderr, flush=True)
            self.unrefused.append(name)
            return
        self.rewind(*rewind)

    def rewind(self, *options: str) -> None:
        """Run the command, again where workers were faster."""
        for _ in range(REWINDS):
            done = self.newsmill("rewind", *options)
            if not done.returncode:
                return
            print(f"rewind: {done.stderr.strip()}", file=sys.stderr, flush=True)
            time.sleep(1)
        sys.exit(f"newsmill rewind {' '.join(options)} does not succeed: {done.stderr}")

    def wait_until(self, is_so: Callable[[], object], seconds: float) -> bool:
        """Wait, and tend the workers meanwhile; False where the time is over."""
        end = time.monotonic() + seconds
        self.tend()
        while not is_so():
            if time.monotonic() > end:
                return False
            time.sleep(0.3)
            self.tend()
        return True

    def end(self) -> None:
        """End all workers at once."""
        for worker in [*self.workers.values(), *self.leaving]:
            worker.end(signal.SIGKILL)
        self.workers.clear()
