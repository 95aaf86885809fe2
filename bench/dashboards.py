"""See the dashboards and alerts at work: real workers, a lag service and a Prometheus over a Kafka, fed for some minutes.

What is fed are `--pages` beside the sample pages. Meanwhile a worker is killed, then all are stopped until an alert on the lag fires. It writes a picture of each dashboard's panels as this
repository draws them (no Grafana runs), and ends with 1 where a panel had no data, an expression failed or the alert did not fire.
The last line is JSON: `alert_s`, seconds from the workers' end until the alert fired (null where it did not), `alert_over`, `empty`
(the panels without data, by dashboard). Needs Debian's package `prometheus`.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import yaml

from bench.lib.arguments import dev_pages, parser_of_pages
from bench.lib.draw import ask, draw
from testing.broker import Broker, free_port
from testing.newsmill import NEWSMILL, ROOT, environment

DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus" / "newsmill.rules.yml"
NAMES = ("overview", "content", "workers")
RATE = 2
LAG_ALERT = "NewsmillLagGrowing"
ALERT_SECONDS = 600
"""How long an alert is waited for, and its end: on a busy machine the backlog takes its time."""

Process = subprocess.Popen[bytes]


class Stack:
    """The processes of a small installation, each with its log in a folder."""

    def __init__(self, broker: Broker, folder: Path) -> None:
        self._folder = folder
        self._settings = {**environment(broker.servers, "", 6), "NEWSMILL_PROCESSES": "1", "NEWSMILL_READER": "learned"}
        self._running: list[Process] = []
        self._workers: dict[int, Process] = {}
        self.ports = [free_port(), free_port()]
        self.lag_port, self.port = free_port(), free_port()

    @property
    def prometheus(self) -> str:
        """Prometheus' address."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: object) -> None:
        """Run a command of Newsmill's to its end."""
        subprocess.run([str(NEWSMILL), *map(str, arguments)], env=self._settings, check=True, capture_output=True)

    def start(self, name: str, command: list[str], **settings: str) -> Process:
        """Start a process."""
        with (self._folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env={**self._settings, **settings}, stdout=log, stderr=log, start_new_session=True
            )
        self._running.append(process)
        return process

    def worker(self, number: int) -> None:
        """Start a worker; its number says which data and port are its own."""
        own = {"NEWSMILL_WEB_PORT": str(self.ports[number]), "NEWSMILL_DATA_DIR": str(self._folder / f"data-{number}")}
        self._workers[number] = self.start(f"worker-{number}", [str(NEWSMILL), "worker"], **own)

    def tend(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait, or until a condition holds, and start workers again that have ended, as Docker would; tells whether it held."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until():
                return True
            for number in [number for number, process in self._workers.items() if process.poll() is not None]:
                print(f"worker {number} ended with {self._workers[number].returncode}, and is started again")
                self.worker(number)
            time.sleep(1)
        return False

    def kill_worker(self, number: int) -> None:
        """Kill a worker, as a machine would."""
        self._workers[number].kill()

    def stop_workers(self) -> None:
        """End all workers in good order."""
        for process in self._workers.values():
            process.send_signal(signal.SIGTERM)
        while self._workers:
            self._workers.popitem()[1].wait()

    def watch(self) -> None:
        """Start the lag service and Prometheus."""
        self.start("lag", [str(NEWSMILL), "lag"], NEWSMILL_LAG_PORT=str(self.lag_port), NEWSMILL_LAG_SECONDS="5")
        configuration = {
            "global": {"scrape_interval": "5s", "evaluation_interval": "5s"},
            "rule_files": [str(RULES)],
            "scrape_configs": [
                {"job_name": "worker", "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in self.ports]}]},
                {"job_name": "lag", "static_configs": [{"targets": [f"127.0.0.1:{self.lag_port}"]}]},
            ],
        }
        path = self._folder / "prometheus.yml"
        path.write_text(yaml.safe_dump(configuration), encoding="utf-8")
        data, listen = f"--storage.tsdb.path={self._folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{self.port}"
        self.start("prometheus", ["prometheus", f"--config.file={path}", data, listen])

    def end(self) -> None:
        """End all that runs."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def firing(prometheus: str, alert: str) -> bool:
    """Whether an alert fires."""
    return bool(ask(prometheus, "query", query=f'ALERTS{{alertname="{alert}",alertstate="firing"}}'))


def play(stack: Stack, pages: list[Path], minutes: float) -> dict[str, float | bool | None]:
    """Feed pages for some minutes, and let things happen; tells when the lag's alert fired while no worker ran, and whether it ended."""
    stack.run("topics", "create")
    stack.worker(0)
    stack.worker(1)
    stack.watch()
    stack.start("feed", [str(NEWSMILL), "feed", "--rate", str(RATE), str(ROOT / "samples" / "pages"), *map(str, pages)])
    stack.tend(60 * minutes / 2)
    stack.kill_worker(1)
    stack.tend(60 * minutes / 2)
    stack.stop_workers()
    begin = time.monotonic()
    fired = stack.tend(ALERT_SECONDS, lambda: firing(stack.prometheus, LAG_ALERT))
    took = round(time.monotonic() - begin) if fired else None
    print(f"all workers stopped: {LAG_ALERT} {f'fires after {took} s' if fired else 'does not fire'}")
    stack.worker(0)
    stack.worker(1)
    over = stack.tend(ALERT_SECONDS, lambda: not firing(stack.prometheus, LAG_ALERT))
    print(f"workers started again: {LAG_ALERT} {'is over' if over else 'still fires'}")
    stack.tend(45)
    return {"alert_s": took, "alert_over": over}


def main() -> int:
    """Play, draw, and look at the pictures' data; return the exit code."""
    parser = parser_of_pages(__doc__)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--out", type=Path, default=ROOT / "demo-out" / "dashboards")
    parser.add_argument("--check", type=Path, help="a script to run with Prometheus' address and the dashboards")
    arguments = parser.parse_args()
    pages = arguments.pages or dev_pages(arguments.shared)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        stack = Stack(exits.enter_context(Broker(folder / "kafka")), folder)
        exits.callback(stack.end)
        begin = time.monotonic()
        found = play(stack, pages, arguments.minutes)
        minutes = (time.monotonic() - begin) / 60
        empty = {}
        for name in NAMES:
            picture = arguments.out / f"{name}.png"
            empty[name] = draw(stack.prometheus, DASHBOARDS / f"{name}.json", picture, minutes)
            print(f"{picture}: {f'no data for {empty[name]}' if empty[name] else 'every panel has data'}")
        sound = bool(found["alert_s"] and found["alert_over"]) and not any(empty.values())
        if arguments.check:
            command = [
                sys.executable,
                str(arguments.check),
                stack.prometheus,
                *(str(DASHBOARDS / f"{name}.json") for name in NAMES),
            ]
            sound = subprocess.run(command, check=False).returncode == 0 and sound
    print(json.dumps({**found, "empty": empty}))
    return int(not sound)


if __name__ == "__main__":
    sys.exit(main())
