"""A fault campaign on a real Kafka: workers under load, faults at random, then the audit. Bounded; on this machine only.

`--faults` befall `--count` pages. The last line is JSON: `faults`, `pages`, `missing`, `double` (raw pages, and articles created twice), `groups_wrong` (groups of
near-duplicates that have not exactly one article). `--break` runs workers with rules left out (`testing/broken.py`), or Newsmill's steps
in Faust's own mode (`--break faust-exactly-once`: `testing/plain_faust.py`).
"""

import asyncio
import contextlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer

from bench.lib.arguments import parser
from testing.broker import Broker, free_port
from testing.made_pages import made_words, sentences_of
from testing.newsmill import NEWSMILL, ROOT, environment

PAGES = 20_000
SESSION_SECONDS = 6
STOPPED_SECONDS = 9
FEED_SECONDS = 600
DRAIN_SECONDS = 1800
MEMBERS = 3
FAULT_SECONDS = 6.5  # from one fault to the next, about
UNCHANGED_SECONDS = 60
"""An audit that does not close and has not changed for so long will not close any more."""
BROKER = {"broker.session.timeout.ms": "5000"}
"""On a machine where workers take all of the processor's time, the broker misses heartbeats of its own."""
MODULES = {None: "workers.app", "faust-exactly-once": "testing.plain_faust"}
"""The application that workers run, by what is broken."""
KINDS = ("kill", "term", "stop", "process", "broker", "number")


def texts(rng: random.Random) -> list[str]:
    """A group of near-duplicates: an article as three newsrooms would print it."""
    words = made_words(rng, 220)
    sentences = sentences_of(words)
    return [
        "\n\n".join(
            [f"The {words[0]} {words[member]} of {words[1]} {words[2]}", *sentences[:19], f"Told by {words[member]} here."]
        )
        for member in range(MEMBERS)
    ]


def pages(groups: int, seed: int) -> Iterator[bytes]:
    """Raw pages in so many groups of MEMBERS near-duplicates at different sites, in no order."""
    rng = random.Random(seed)
    made = [
        {
            "url": f"https://paper{rng.randrange(500)}-{member}.example/news/{group}",
            "fetched_at": "2026-03-02T08:00:00Z",
            "content_type": "text/plain",
            "body": text,
            "crawler": str(group),
        }
        for group in range(groups)
        for member, text in enumerate(texts(rng))
    ]
    rng.shuffle(made)
    return (json.dumps(page).encode() + b"\n" for page in made)


class Campaign:
    """Workers, each in a slot of its own with its data, and the faults that befall them."""

    def __init__(self, home: Path, broker: Broker, partitions: int, breaks: str | None, seed: int) -> None:
        self.home = home
        self.broker = broker
        self.breaks = breaks
        self.rng = random.Random(seed)
        self.wanted = 2
        self.workers: dict[int, subprocess.Popen[bytes]] = {}
        self.leaving: list[subprocess.Popen[bytes]] = []
        self.befallen: Counter[str] = Counter()
        self._next: list[str] = []
        self.environment = {
            **environment(broker.servers, "", partitions),
            "NEWSMILL_SESSION_SECONDS": str(SESSION_SECONDS),
            "NEWSMILL_PROCESSES": "1",
            "PYTHONPATH": str(ROOT),
        }

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
        """Start what is missing of the workers that there should be."""
        for slot in [slot for slot, worker in self.workers.items() if worker.poll() is not None]:
            self.workers.pop(slot)
        for slot in range(self.wanted):
            if slot not in self.workers:
                self.workers[slot] = self._start(slot)

    def _start(self, slot: int) -> subprocess.Popen[bytes]:
        environment = {
            **self.environment,
            "NEWSMILL_DATA_DIR": str(self.home / f"data{slot}"),
            "NEWSMILL_WEB_PORT": str(free_port()),
        }
        if self.breaks:
            environment["CHAOS_BREAK"] = self.breaks
        module = MODULES.get(self.breaks, "testing.broken")
        with (self.home / f"worker{slot}.log").open("ab") as log:
            command = [str(NEWSMILL.parent / "faust"), "-A", module, "worker", "-l", "info"]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)

    def fault(self) -> None:
        """Let something happen. The kinds come in turns, each turn in an order of its own: a short campaign has them all."""
        self._next = self._next or self.rng.sample(KINDS, len(KINDS))
        name = self._next.pop()
        worker = self.rng.choice(list(self.workers.values()))
        match name:
            case "kill":
                end_group(worker, signal.SIGKILL)
            case "term":
                worker.send_signal(signal.SIGTERM)
            case "stop":
                worker.send_signal(signal.SIGSTOP)
                time.sleep(STOPPED_SECONDS)
                worker.send_signal(signal.SIGCONT)
            case "process":
                for child in pool_processes(worker.pid)[:1]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
            case "broker":
                self.broker.restart()
            case "number":
                self.wanted = self.rng.choice([number for number in (1, 2, 3) if number != self.wanted])
                for slot in [slot for slot in self.workers if slot >= self.wanted]:
                    self.leaving.append(self.workers.pop(slot))
                    self.leaving[-1].send_signal(signal.SIGTERM)
        self.befallen[name] += 1

    def end(self) -> None:
        """End all workers at once."""
        for worker in [*self.workers.values(), *self.leaving]:
            end_group(worker, signal.SIGKILL)
        self.workers.clear()


def end_group(worker: subprocess.Popen[bytes], number: int) -> None:
    """End a worker and its processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, number)
    worker.wait()


def pool_processes(pid: int) -> list[int]:
    """Find the processes that extract for a worker: its grandchildren, below the server that forks them."""
    return [child for server in children(pid) for child in children(server)]


def children(pid: int) -> list[int]:
    """List a process's children."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


async def count_articles(servers: str) -> tuple[Counter[tuple[str, int]], Counter[str]]:
    """Count created articles by id and revision, and by the group that their text belongs to."""
    created: Counter[tuple[str, int]] = Counter()
    groups: Counter[str] = Counter()
    async with AIOKafkaConsumer(
        "articles", bootstrap_servers=servers, auto_offset_reset="earliest", isolation_level="read_committed"
    ) as consumer:
        while records := await consumer.getmany(timeout_ms=3000, max_records=5000):
            for event in (json.loads(record.value) for batch in records.values() for record in batch):
                created[event["article_id"], event["revision"]] += 1
                groups[event["url"].rsplit("/", 1)[1]] += 1
    return created, groups


def main() -> None:
    """Run a campaign."""
    arguments = parser(__doc__, count=PAGES)
    arguments.add_argument("--faults", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--partitions", type=int, default=4)
    arguments.add_argument("--break", dest="breaks")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsmill-chaos-") as folder, Broker(Path(folder) / "kafka", BROKER) as broker:
        campaign = Campaign(Path(folder), broker, options.partitions, options.breaks, options.seed)
        try:
            result = run(campaign, options.faults, options.count, options.seed)
        finally:
            campaign.end()
            if keep := os.environ.get("CHAOS_LOGS"):
                subprocess.run(["cp", *map(str, Path(folder).glob("*.log")), keep], check=False)
    print(json.dumps(result))
    sys.exit(int(any(result[key] for key in ("missing", "double", "groups_wrong"))))


def run(campaign: Campaign, faults: int, count: int, seed: int) -> dict[str, int]:
    """Feed pages while faults befall the workers; then let them finish, and audit."""
    groups = math.ceil(count / MEMBERS)
    source = campaign.home / "pages.jsonl"
    with source.open("wb") as file:
        file.writelines(pages(groups, seed))
    made = campaign.newsmill("topics", "create")
    if made.returncode:
        sys.exit(made.stderr)
    rate = count / (faults * FAULT_SECONDS + 5)
    feed = subprocess.Popen(
        [str(NEWSMILL), "feed", str(source), "--rate", str(rate)],
        env=campaign.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    campaign.tend()
    while feed.poll() is None and not campaign.audit(0)["raw_pages"]:
        time.sleep(1)
    while campaign.befallen.total() < faults:
        time.sleep(campaign.rng.uniform(3, 8))
        campaign.tend()
        campaign.fault()
        if feed.poll():
            sys.exit(f"the feed ended: {feed.communicate()[1].strip()}")
        print(f"{campaign.befallen.total()} of {faults} faults: {dict(campaign.befallen)}", file=sys.stderr, flush=True)
    _, said = feed.communicate(timeout=FEED_SECONDS)
    print(said.strip(), file=sys.stderr)
    campaign.wanted = 2
    campaign.tend()
    verdict = drain(campaign)
    print(json.dumps(verdict), file=sys.stderr)
    created, articles = asyncio.run(count_articles(campaign.broker.servers))
    return {
        "faults": campaign.befallen.total(),
        "pages": verdict["raw_pages"],
        "missing": verdict["missing"] + max(0, groups * MEMBERS - verdict["raw_pages"]),
        "double": verdict["double"] + verdict["published_twice"] + sum(number > 1 for number in created.values()),
        "groups_wrong": sum(articles[str(group)] != 1 for group in range(groups)),
    }


def drain(campaign: Campaign) -> dict[str, Any]:
    """Let the workers finish, and audit: until it closes, or nothing changes any more."""
    verdict: dict[str, Any] = {}
    changed = begin = time.monotonic()
    while (now := time.monotonic()) < begin + DRAIN_SECONDS and now < changed + UNCHANGED_SECONDS:
        campaign.tend()
        before, verdict = verdict, campaign.audit(10)
        if not (verdict["missing"] or verdict["double"] or verdict["published_twice"]):
            break
        if verdict != before:
            changed = time.monotonic()
    return verdict


if __name__ == "__main__":
    main()
