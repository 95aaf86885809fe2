"""Raw pages damaged at random through a worker on a real Kafka: it must live, the audit close, memory stay within its limits.

Of `--count` records (10,000) an eighth each is damaged in its bytes, its JSON and its headers, and no page
at all; the others in their HTML or text. Around all of them headers, their names, keys, times and tombstones are damaged here and
there, and on other Kafka topics lie records that nobody of Newsmill's writes. Its last line is JSON: `messages`, `seconds`,
`outcomes` by kind, `damaged` (how many records in which way), `worker_mib` and `process_mib` (the most that the worker and one process
of its pool held). The exit code is 1 where the worker ended, the audit does not close, lag is not known, dead letters are not shown or
cannot be sent back, a step raised, or one of them held more than its limit.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.lib.arguments import parser
from bench.lib.resident import resident
from bench.lib.running import Worker, run
from testing.broker import Broker
from testing.fuzz import Fuzz, put_elsewhere, put_raw_pages
from testing.newsmill import NEWSMILL, environment
from workers.kafka.client.roles import OUTCOMES, Role
from workers.kafka.lag.service import look
from workers.settings import Settings

MESSAGES = 10_000
PARTITIONS = 4
ELSEWHERE = 25
"""Records on each other Kafka topic, but for that of claims: where somebody else writes those, workers refuse to go on."""
PROCESS_MIB = 1024
"""What one process of the pool may hold, the setting's default."""
WORKER_MIB = 768
"""What the worker itself may hold: its buffer of 128 MiB, what Python and Kafka's client make of it, and the claims' caches."""
AUDIT_SECONDS = 3600
BUGS = ("step_failed", "crashed", "out_of_memory")
"""Reasons that a page of a few kilobytes must not end with, whatever is in it."""


def watch(worker: "subprocess.Popen[bytes]", most: dict[str, float]) -> None:
    """Keep the most memory that the worker and one of its processes held, until it ends."""
    while worker.poll() is None:
        found = resident(worker.pid)
        most["worker_mib"] = max(most["worker_mib"], found.pop(worker.pid, 0))
        most["process_mib"] = max(most["process_mib"], *found.values(), 0)
        time.sleep(0.2)


def answers(broker: Broker, command: str) -> bool:
    """Whether a command ends with what it has to say: 1 is the exit code where some dead letters are none, and cannot be sent."""
    environ = environment(broker.servers, "", PARTITIONS)
    ran = subprocess.run([str(NEWSMILL), command], env=environ, capture_output=True, text=True, check=False)
    return ran.returncode in (0, 1) and "Traceback" not in ran.stderr


def main() -> int:
    """Run one worker over the messages, then the audit."""
    arguments = parser(__doc__, count=MESSAGES)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    most = {"worker_mib": 0.0, "process_mib": 0.0}
    with tempfile.TemporaryDirectory() as place, Broker(Path(place) / "kafka") as broker:
        run(broker, "", PARTITIONS, "topics", "create")
        fuzz = Fuzz(options.count, options.seed, PARTITIONS)
        settings = Settings(kafka=broker.servers, partitions=PARTITIONS)
        asyncio.run(put_raw_pages(settings, fuzz))
        begin = time.monotonic()
        running = Worker(broker, "", PARTITIONS, Path(place) / "data", NEWSMILL_DEAD_LETTER_LIMIT="1")
        worker = running.process
        running.ready()
        asyncio.run(put_elsewhere(settings, fuzz, [Role.EXTRACTED, Role.REPLAYED, *OUTCOMES], ELSEWHERE))
        threading.Thread(target=watch, args=(worker, most), daemon=True).start()
        audit = [str(NEWSMILL), "audit", "--json", "--wait", str(AUDIT_SECONDS)]
        with subprocess.Popen(audit, env=environment(broker.servers, "", PARTITIONS), stdout=subprocess.PIPE) as auditor:
            while auditor.poll() is None and worker.poll() is None:
                time.sleep(0.2)
            lived = worker.poll() is None
            if not lived:
                auditor.kill()
            verdict = json.loads(auditor.stdout.read() or "{}") if auditor.stdout else {}
        seconds = time.monotonic() - begin
        answer = all([asyncio.run(look(settings)), *(answers(broker, command) for command in ("dead-letters", "replay"))])
        worker.terminate()
        lived = worker.wait() == 0 and lived
    outcomes = verdict.get("outcomes", {})
    closes = lived and auditor.returncode == 0 and verdict["raw_pages"] == options.count
    bugs = sum(outcomes.get("dead_letter", {}).get(reason, 0) for reason in BUGS)
    within = most["worker_mib"] < WORKER_MIB and most["process_mib"] < PROCESS_MIB
    print(f"worker lived: {lived}; audit closes: {closes}; steps that raised: {bugs}; memory within its limits: {within}")
    print(f"lag, dead-letters and replay answer: {answer}")
    told = {"messages": options.count, "seconds": round(seconds), "outcomes": outcomes, "damaged": fuzz.damaged}
    print(json.dumps(told | {name: round(figure) for name, figure in most.items()}))
    return int(not (lived and closes and answer and within and not bugs))


if __name__ == "__main__":
    sys.exit(main())
