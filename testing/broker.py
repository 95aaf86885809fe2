"""A real Kafka broker for tests and benchmarks, from Maven's jars: it can be stopped, killed, frozen and started again."""

import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

POM = Path(__file__).parent / "pom.xml"
CLASSPATH = POM.parents[1] / ".cache" / "kafka.classpath"
START_SECONDS = 180
STARTED = "Kafka Server started"

PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "250",
    "auto.create.topics.enable": "false",
    "controlled.shutdown.enable": "false",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "group.initial.rebalance.delay.ms": "0",
}
"""One node, few internal partitions, nothing waited for."""

JVM = ("-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.log.kafka.server=info")


class BrokerError(Exception):
    """The broker cannot be started: what happened, and where its log lies."""


def missing_tools() -> list[str]:
    """Name the programs that a broker needs and this machine lacks."""
    return [name for name in ("java", "mvn") if shutil.which(name) is None]


def classpath() -> str:
    """Return the classpath of Kafka's jars; Maven fetches them where they are not there yet."""
    if not CLASSPATH.exists() or CLASSPATH.stat().st_mtime < POM.stat().st_mtime or not _all_exist(CLASSPATH.read_text()):
        CLASSPATH.parent.mkdir(exist_ok=True)
        command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={CLASSPATH}"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            raise BrokerError(f"Maven cannot fetch Kafka's jars: {run.stdout[-2000:]}{run.stderr[-2000:]}")
        CLASSPATH.touch()  # Maven leaves the file as it was where nothing has changed
    return CLASSPATH.read_text()


def _all_exist(jars: str) -> bool:
    return all(Path(jar).exists() for jar in jars.split(":"))


def free_port() -> int:
    """Find a port below those that the system gives to clients: it stays free while a broker is down."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)):
                return port


class Listener(NamedTuple):
    """A further door of a broker: Kafka's protocol, the host it is said to be at, and the port."""

    protocol: str
    host: str = "127.0.0.1"
    port: int = 0


class Broker:
    """A Kafka that keeps its data in a folder and its port through restarts. Started and stopped as a context."""

    def __init__(
        self,
        folder: Path,
        properties: Mapping[str, str] | None = None,
        heap_mb: int = 512,
        *,
        listeners: Mapping[str, Listener] | None = None,
        scram: Mapping[str, str] | None = None,
        node: int = 1,
        told_port: int = 0,
    ) -> None:
        """Take a folder of its own, settings that go before PROPERTIES, and the size of its heap in MiB.

        Listeners come beside the plain one, by name; SCRAM users have a password each. Clients are told `told_port` where a proxy
        stands before the plain one.
        """
        self.folder = folder
        self.node = node
        self.port = free_port()
        self._told_port = told_port or self.port
        self.servers = f"127.0.0.1:{self._told_port}"
        self.listeners = {name: listener._replace(port=free_port()) for name, listener in (listeners or {}).items()}
        self._scram = scram or {}
        self.log = folder / "broker.log"
        self._heap = f"-Xmx{heap_mb}m"
        self._process: subprocess.Popen[bytes] | None = None
        self._log_begin = 0
        controller = free_port()
        self.voter = f"{node}@127.0.0.1:{controller}"
        self.voters = [self.voter]
        """The controllers of its cluster."""
        self._properties = {
            **PROPERTIES,
            "node.id": str(node),
            **self._doors(controller),
            "log.dirs": str(folder / "data"),
            **(properties or {}),
        }

    def _doors(self, controller: int) -> dict[str, str]:
        plain = {"PLAINTEXT": Listener("PLAINTEXT", port=self.port), "CONTROLLER": Listener("PLAINTEXT", port=controller)}
        doors = {**plain, **self.listeners}
        told = {**doors, "PLAINTEXT": Listener("PLAINTEXT", port=self._told_port)}
        return {
            "listeners": ",".join(f"{name}://127.0.0.1:{door.port}" for name, door in doors.items()),
            "advertised.listeners": ",".join(f"{n}://{d.host}:{d.port}" for n, d in told.items() if n != "CONTROLLER"),
            "listener.security.protocol.map": ",".join(f"{name}:{door.protocol}" for name, door in doors.items()),
        }

    @property
    def is_running(self) -> bool:
        """Whether it was started, and has not ended since."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it serves. Raises BrokerError where it does not."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, and do not wait: one of several serves when others have come too."""
        configuration = self.folder / "server.properties"
        if not configuration.exists():
            self._format(configuration)
        self._log_begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._java("kafka.Kafka", str(configuration)), stdout=log, stderr=log)

    def _format(self, configuration: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = {"controller.quorum.voters": ",".join(self.voters), **self._properties}
        configuration.write_text("".join(f"{key}={value}\n" for key, value in properties.items()), encoding="utf-8")
        command = ["kafka.tools.StorageTool", "format", "-t", "newsmill-test-cluster", "-c", str(configuration)]
        for user, password in self._scram.items():
            for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
                command += ["--add-scram", f"{mechanism}=[name={user},password={password}]"]
        subprocess.run(self._java(*command), check=True, capture_output=True)

    def wait(self) -> None:
        """Wait until it serves. Raises BrokerError where it does not."""
        end = time.monotonic() + START_SECONDS
        while STARTED not in self._log_since(self._log_begin):
            if not self.is_running or time.monotonic() > end:
                self.kill()
                last = self._log_since(self._log_begin)[-2000:]
                raise BrokerError(f"Kafka does not start; its log ({self.log}) ends with:\n{last}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Let it end in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a machine that fails would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it hang: its connections stay open, and nobody answers on them."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        """Kill it and start it again, on the same port and data."""
        self.kill()
        self.start()

    def _signal(self, number: int) -> None:
        if self._process:
            self._process.send_signal(number)

    def _end(self, number: int) -> None:
        if self._process:
            self._process.send_signal(number)
            self.thaw()  # who is frozen takes note of SIGKILL alone
            self._process.wait()
            self._process = None

    def _java(self, *arguments: str) -> list[str]:
        return ["java", self._heap, *JVM, "-cp", classpath(), *arguments]

    def _log_since(self, begin: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read().decode("utf-8", "replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()
