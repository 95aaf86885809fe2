"""A Kafka for the tests: NEWSMILL_TEST_KAFKA where it is set, else one of their own; names of their own for each test."""

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from testing.broker import Broker, free_port, missing_tools
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import create_topics
from workers.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
NEWSMILL = Path(sys.executable).parent / "newsmill"

LOG_CHARACTERS = 4000

Newsmill = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., "subprocess.Popen[str]"]


def run_newsmill(environ: dict[str, str], *arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command with these variables and no others but the path."""
    command = [str(NEWSMILL), *map(str, arguments)]
    environment = {"PATH": os.environ["PATH"], **environ}
    text = stdin and stdin.decode()
    return subprocess.run(command, capture_output=True, text=True, input=text, check=False, timeout=120, env=environment)


def need_tools() -> None:
    """Leave a test out where a broker cannot be started; in CI that is a failure."""
    if missing := missing_tools():
        reason = f"needs a Kafka: {' and '.join(missing)} not found; install them, or set NEWSMILL_TEST_KAFKA=host:port"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of a Kafka that the tests share."""
    if given := os.environ.get("NEWSMILL_TEST_KAFKA"):
        yield given
        return
    need_tools()
    with Broker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker.servers


@pytest.fixture(scope="session")
def spare_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A second Kafka, for tests that kill it."""
    need_tools()
    with Broker(tmp_path_factory.mktemp("spare-kafka")) as broker:
        yield broker


@pytest.fixture
def own_broker(spare_broker: Broker) -> Broker:
    """A Kafka that a test has for itself, to stop, kill and start it."""
    if not spare_broker.is_running:
        spare_broker.start()
    return spare_broker


def names(kafka: str) -> dict[str, str]:
    """Settings of commands under test: Kafka topics and a group that no other test has, of few partitions."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    return {
        "NEWSMILL_KAFKA": kafka,
        "NEWSMILL_TOPIC_PREFIX": f"{name}.",
        "NEWSMILL_GROUP": name,
        "NEWSMILL_PARTITIONS": "3",
    }


@pytest.fixture
def environ(kafka: str) -> dict[str, str]:
    """Settings on the Kafka that tests share."""
    return names(kafka)


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    """The same, as the commands read them."""
    return read_settings(environ)


@pytest.fixture
def newsmill(environ: dict[str, str]) -> Newsmill:
    """Run a command on the tests' Kafka as a person does."""

    def run(*arguments: object, stdin: bytes | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        return run_newsmill({**environ, **more}, *arguments, stdin=stdin)

    return run


@pytest.fixture
def raw(settings: Settings) -> str:
    """The Kafka topic of raw pages, with all others beside it."""
    asyncio.run(create_topics(settings))
    return kafka_topic(settings, Role.RAW)


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start a worker with data of its own, `newsmill worker` where no module is named; whatever still runs at the end is killed.

    The ends of their logs are printed, which is shown where a test fails."""
    workers: list[subprocess.Popen[str]] = []

    def run(name: str = "worker", module: str | None = "workers.app", **more: str) -> subprocess.Popen[str]:
        own = {"NEWSMILL_DATA_DIR": str(tmp_path / name), "NEWSMILL_WEB_PORT": str(free_port()), "NEWSMILL_PROCESSES": "1"}
        command = [str(NEWSMILL.parent / "faust"), "-A", module, "worker", "-l", "info"] if module else [str(NEWSMILL), "worker"]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ, **own, **more}
        with (tmp_path / f"{name}.log").open("a") as log:
            workers.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True, start_new_session=True, cwd=ROOT)
            )
        return workers[-1]

    yield run
    for worker in workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    for log in tmp_path.glob("*.log"):
        end = log.read_text(errors="replace")[-LOG_CHARACTERS:]
        print(f"{log.name}: …{end}")  # noqa: T201 # for who reads of a failure
