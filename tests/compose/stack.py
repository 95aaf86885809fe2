"""docker-compose.yml under test: a project of its own on free ports, with faster alerts, and nothing left of it afterwards."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer

from testing.broker import free_port

ROOT = Path(__file__).parents[2]
GRAFANA_PASSWORD = "of the test alone"
PATIENCE_SECONDS = 600
"""A machine that is busy with other things may take long; nothing here is measured."""
RUN = ("run", "--rm", "--no-TTY", "--env", f"NEWSMILL_KAFKA_SECONDS={PATIENCE_SECONDS}")


def has_docker() -> bool:
    """Whether there is a Docker with Compose to run the stack on."""
    return shutil.which("docker") is not None and _succeeds("docker", "info") and _succeeds("docker", "compose", "version")


def has_grafana(image: str) -> bool:
    """Whether Docker has Grafana, or can fetch it, and not merely something of its name."""
    return _succeeds("docker", "run", "--rm", "--network", "none", "--entrypoint", "grafana", image, "--version")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again until a condition holds. Fails with what it waited for."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s, but {what} is not so"
        time.sleep(0.5)


def faster_prometheus(folder: Path) -> Path:
    """Copy Prometheus' configuration so that a test need not wait: it looks every 2 s, and an alert fires after 5 s."""
    shutil.copytree(ROOT / "deploy/prometheus", folder)
    for path in folder.glob("*.yml"):
        text = re.sub(r"^( *(?:scrape|evaluation)_interval:).*", r"\1 2s", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(re.sub(r"^( *for:).*", r"\1 5s", text, flags=re.MULTILINE), encoding="utf-8")
    return folder


class Stack:
    """The whole stack. `services` are those that can be run here."""

    def __init__(self, folder: Path) -> None:
        self.project = f"newsmill-test-{uuid.uuid4().hex[:8]}"
        self.kafka, self.prometheus, self.grafana = (free_port() for _ in range(3))
        self._environ = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG")},
            "COMPOSE_PROJECT_NAME": self.project,
            "KAFKA_PORT": str(self.kafka),
            "PROMETHEUS_PORT": str(self.prometheus),
            "GRAFANA_PORT": str(self.grafana),
            "GRAFANA_PASSWORD": GRAFANA_PASSWORD,
            "PROMETHEUS_CONFIG": str(faster_prometheus(folder / "prometheus")),
        }
        configured = json.loads(self.compose("config", "--format", "json").stdout)["services"]
        self.has_grafana = has_grafana(configured["grafana"]["image"])
        self.services = [name for name in configured if name != "grafana" or self.has_grafana]

    # Docker

    def compose(self, *arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
        """Run `docker compose`. Fails with what it said."""
        command = ["docker", "compose", *map(str, arguments)]
        text = None if stdin is None else stdin.decode()
        run = subprocess.run(command, cwd=ROOT, env=self._environ, input=text, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{' '.join(command)} ended with {run.returncode}:\n{run.stdout[-3000:]}{run.stderr[-3000:]}"
        return run

    def up(self, *options: object) -> None:
        """Start it, with two workers, and wait until all is healthy."""
        self.compose("up", "--detach", "--wait", *options, "--scale", "worker=2", *self.services)

    def down(self, *options: str) -> None:
        """Remove its containers; volumes only where that is asked for."""
        self.compose("down", "--timeout", "20", *options)

    def containers(self) -> dict[str, dict[str, Any]]:
        """Describe each container that runs, by name, as `docker inspect` does."""
        ids = self.compose("ps", "--quiet").stdout.split()
        found = json.loads(subprocess.run(["docker", "inspect", *ids], capture_output=True, check=True).stdout)
        return {container["Name"].removeprefix(f"/{self.project}-"): container for container in found}

    # Newsmill

    def newsmill(self, *arguments: object, stdin: bytes | None = None, mounts: Iterable[str] = ()) -> str:
        """Run a command in a container of its own; returns its standard output."""
        volumes = [part for mount in mounts for part in ("--volume", mount)]
        return self.compose(*RUN, *volumes, "newsmill", *arguments, stdin=stdin).stdout

    def start_feeding(self, pages: Path, rate: float) -> "subprocess.Popen[bytes]":
        """Begin to feed pages from a container, so many in a second."""
        command = ["docker", "compose", *RUN, "--volume", f"{pages}:/pages:ro", "newsmill"]
        return subprocess.Popen([*command, "feed", "/pages", "--rate", str(rate)], cwd=ROOT, env=self._environ)

    def audit(self) -> dict[str, Any]:
        """Audit until every page has its outcome. Fails where that does not come to be."""
        found: dict[str, Any] = json.loads(self.newsmill("audit", "--json", "--wait", PATIENCE_SECONDS))
        return found

    def raw_pages(self) -> int:
        """Count the pages that were fed so far, whatever became of them."""
        return len(self._values("pages.raw"))

    def read(self, kafka_topic: str) -> list[dict[str, Any]]:
        """Read all committed messages of a Kafka topic, from this host."""
        return [json.loads(value) for value in self._values(kafka_topic)]

    def _values(self, kafka_topic: str) -> list[bytes]:
        return asyncio.run(_read(f"localhost:{self.kafka}", kafka_topic))

    # Prometheus

    def query(self, path: str, **parameters: str) -> Any:
        """Ask Prometheus."""
        url = f"{self.prometheus_url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    @property
    def prometheus_url(self) -> str:
        return f"http://127.0.0.1:{self.prometheus}"

    def targets(self) -> list[tuple[str, str]]:
        """Name each scrape target's job, and how it is."""
        return sorted((target["labels"]["job"], target["health"]) for target in self.query("targets")["activeTargets"])

    def alerts(self) -> dict[str, str]:
        """Name the alerts that are pending or firing."""
        return {alert["labels"]["alertname"]: alert["state"] for alert in self.query("alerts")["alerts"]}


async def _read(kafka: str, kafka_topic: str) -> list[bytes]:
    values: list[bytes] = []
    told = {"bootstrap_servers": kafka, "isolation_level": "read_committed", "auto_offset_reset": "earliest"}
    async with AIOKafkaConsumer(kafka_topic, **told) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                values += [record.value for record in records if record.value is not None]
    return values
