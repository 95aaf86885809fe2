"""Kafka's doors: TLS, client certificates, passwords and permissions; each refusal is one line, and no secret is ever shown."""

import asyncio
import json
import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.broker import Broker, free_port
from tests.kafka.fixtures import NEWSMILL, names, need_tools, run_newsmill
from tests.kafka.secured import HOST, KEY_PASSWORD, OTHER_HOST, PASSWORD, USERS, Keys, Resource, grant, grants_of, secured_broker
from workers.errors import KafkaFailure, SettingsError
from workers.kafka.client.connection import on_kafka
from workers.kafka.client.permissions import NEEDS, Operation, acl_arguments, require_permissions
from workers.kafka.client.tls import tls_context
from workers.settings import Settings, read_settings

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # aiokafka leaves a refused socket to be collected
]

GIVEN = {"feed": ["-"], "explain": ["--kafka", "pages.raw", "0", "0"]}
COMMANDS = {command: [*command.split(), *GIVEN.get(command, [])] for command in NEEDS}
PAGE = {"url": "https://a.example/", "fetched_at": "2026-03-02T08:00:00Z", "body": "<p>short"}
PAGES = json.dumps(PAGE).encode() + b"\n{}\n"
"""A page that is rejected, and one that ends as a dead letter."""


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys") / "pem")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Broker]:
    """A Kafka whose doors are shut."""
    need_tools()
    with secured_broker(tmp_path_factory.mktemp("secured-kafka"), keys) as broker:
        yield broker


def at(broker: Broker, door: str, host: str = HOST) -> dict[str, str]:
    port = broker.port if door == "PLAINTEXT" else broker.listeners[door].port
    return {"NEWSMILL_KAFKA": f"{host}:{port}"}


def by_certificate(keys: Keys, client: str = "worker", ca: str = "ca") -> dict[str, str]:
    return {
        "NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SSL",
        "NEWSMILL_KAFKA_SSL_CA_FILE": str(keys[ca]),
        "NEWSMILL_KAFKA_SSL_CERTIFICATE_FILE": str(keys[client]),
    }


def by_locked_key(keys: Keys) -> dict[str, str]:
    key = {"NEWSMILL_KAFKA_SSL_KEY_FILE": str(keys["locked-key"]), "NEWSMILL_KAFKA_SSL_KEY_PASSWORD": KEY_PASSWORD}
    return by_certificate(keys, "certificate") | key


def in_clear(user: str = "worker", password: str = PASSWORD, mechanism: str = "SCRAM-SHA-512") -> dict[str, str]:
    return {
        "NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "NEWSMILL_KAFKA_SASL_MECHANISM": mechanism,
        "NEWSMILL_KAFKA_SASL_USERNAME": user,
        "NEWSMILL_KAFKA_SASL_PASSWORD": password,
    }


def by_password(keys: Keys, user: str = "worker", password: str = PASSWORD, mechanism: str = "SCRAM-SHA-512") -> dict[str, str]:
    tls = {"NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "NEWSMILL_KAFKA_SSL_CA_FILE": str(keys["ca"])}
    return in_clear(user, password, mechanism) | tls


def knock(environ: dict[str, str]) -> str:
    """Go through a door; the line that says why not, or nothing."""

    async def nothing() -> str:
        return ""

    try:
        return asyncio.run(on_kafka(read_settings(environ), nothing()))
    except KafkaFailure as failure:
        return str(failure)


def test_every_kind_of_key_opens_its_door(broker: Broker, keys: Keys) -> None:
    doors = [
        at(broker, "CERTIFICATE") | by_certificate(keys),
        at(broker, "CERTIFICATE") | by_locked_key(keys),
        at(broker, "CLEAR") | in_clear(),
        *(at(broker, "PASSWORD") | by_password(keys, mechanism=way) for way in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")),
    ]
    assert [knock(door) for door in doors] == [""] * len(doors)


def test_each_refusal_is_one_line_that_says_why_and_what_to_check(broker: Broker, keys: Keys) -> None:
    login = by_password(keys)
    without = {name: value for name, value in by_certificate(keys).items() if "CERTIFICATE" not in name}
    certificate, password, clear = at(broker, "CERTIFICATE"), at(broker, "PASSWORD"), at(broker, "CLEAR")
    refusals = {
        "unknown authority; check NEWSMILL_KAFKA_SSL_CA_FILE": [
            certificate | by_certificate(keys, ca="other-ca"),
            password | login | {"NEWSMILL_KAFKA_SSL_CA_FILE": ""},
        ],
        "not for localhost; name Kafka's servers in NEWSMILL_KAFKA": [
            at(broker, "CERTIFICATE", OTHER_HOST) | by_certificate(keys),
            at(broker, "ELSEWHERE") | login,
        ],
        "not accept the client certificate": [certificate | by_certificate(keys, "foreign"), certificate | without],
        "not accept the user name or the password; check NEWSMILL_KAFKA_SASL_USERNAME and _PASSWORD": [
            *(password | by_password(keys, password="no", mechanism=way) for way in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")),
            clear | in_clear("nobody"),
        ],
        "wants no user name; check NEWSMILL_KAFKA_SECURITY_PROTOCOL": [
            at(broker, "PLAINTEXT") | in_clear(),
            certificate | login | by_certificate(keys) | {"NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SASL_SSL"},
        ],
        "closes the connection, as Kafka does where NEWSMILL_KAFKA_SECURITY_PROTOCOL": [
            certificate,
            clear,
            password | by_certificate(keys),
            at(broker, "PLAINTEXT") | login,
        ],
        "says that it is at nowhere.invalid:": [at(broker, "NOWHERE") | in_clear()],
    }
    for reason, environs in refusals.items():
        for environ in environs:
            line = knock(environ)
            assert reason in line
            assert "\n" not in line
            assert environ["NEWSMILL_KAFKA"].rpartition(":")[0] in line or "localhost" in line


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_password_ends_each_command_with_one_line(broker: Broker, keys: Keys, command: str) -> None:
    wrong = "Low-Tide-9"
    run = run_newsmill(at(broker, "PASSWORD") | by_password(keys, password=wrong), *COMMANDS[command], stdin=PAGES)
    lines = [line for line in run.stderr.splitlines() if not line.startswith("newsmill: read 0 =")]
    assert (run.returncode, len(lines)) == (1, 1)
    assert "does not accept the user name or the password" in lines[0]
    assert wrong not in run.stdout + run.stderr


def test_faust_s_own_command_ends_with_that_line_too(broker: Broker, keys: Keys, tmp_path: Path) -> None:
    place = {"NEWSMILL_DATA_DIR": str(tmp_path), "NEWSMILL_WEB_PORT": str(free_port())}
    environ = {"PATH": os.environ["PATH"], **at(broker, "PASSWORD"), **by_password(keys, password="Low-Tide-9"), **place}
    command = [str(NEWSMILL.parent / "faust"), "-A", "workers.app", "worker"]
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode == 70
    assert "the worker ends" in run.stderr.splitlines()[-1]
    assert "does not accept the user name or the password" in run.stderr.splitlines()[-1]
    assert "Low-Tide-9" not in run.stdout + run.stderr


@pytest.mark.parametrize(
    ("certificate", "key", "password", "said"),
    [
        ("none", None, "", "SSL_CERTIFICATE_FILE=.*none.pem': cannot be read: No such file or directory"),
        ("garbage", None, "", "SSL_CERTIFICATE_FILE=.*garbage.pem': holds no certificate in PEM"),
        ("certificate", None, "", "SSL_CERTIFICATE_FILE=.*certificate.pem': holds no key in PEM that belongs"),
        ("certificate", "garbage", "", "SSL_KEY_FILE=.*garbage.pem': holds no key in PEM that belongs"),
        ("certificate", "foreign", "", "SSL_KEY_FILE=.*foreign.pem': holds no key in PEM that belongs"),
        ("certificate", "locked-key", "", "SSL_KEY_FILE=.* that NEWSMILL_KAFKA_SSL_KEY_PASSWORD opens"),
        ("certificate", "locked-key", "Low-Tide-9", "SSL_KEY_FILE=.* that NEWSMILL_KAFKA_SSL_KEY_PASSWORD opens"),
    ],
)
def test_a_file_of_keys_that_cannot_be_used_is_named(
    keys: Keys, certificate: str, key: str | None, password: str, said: str
) -> None:
    environ = by_certificate(keys, certificate) | {"NEWSMILL_KAFKA_SSL_KEY_PASSWORD": password}
    environ |= {"NEWSMILL_KAFKA_SSL_KEY_FILE": str(keys[key])} if key else {}
    with pytest.raises(SettingsError, match=f"^NEWSMILL_KAFKA_{said}") as error:
        tls_context(read_settings(environ))
    assert "Low-Tide-9" not in str(error.value)


def test_a_file_of_authorities_that_cannot_be_used_is_named(keys: Keys) -> None:
    for name, said in (("none", "cannot be read"), ("garbage", "holds no certificate in PEM")):
        with pytest.raises(SettingsError, match=f"^NEWSMILL_KAFKA_SSL_CA_FILE=.*: {said}"):
            tls_context(read_settings(by_certificate(keys, ca=name)))


def own(broker: Broker) -> dict[str, str]:
    """Names of its own for a test, with the Kafka topics made."""
    environ = names(broker.servers)
    assert run_newsmill(environ, "topics", "create").returncode == 0
    return environ


def permitted(settings: Settings, command: str) -> str:
    try:
        asyncio.run(require_permissions(settings, command))
    except KafkaFailure as failure:
        return str(failure)
    return ""


def test_without_permissions_all_that_are_missing_are_named(broker: Broker, keys: Keys) -> None:
    """Nobody may do anything; then one permission after another is granted, and is missing no more."""
    environ = own(broker)
    for command in [command for command in NEEDS if command != "topics create"]:
        user = USERS[command]
        settings = read_settings(environ | at(broker, "PASSWORD") | by_password(keys, user))
        needed = grants_of(settings, command)
        for granted in range(len(needed) + 1):
            line = permitted(settings, command)
            missing = [named(kind, name, operation) for kind, name, operation in needed[granted:]]
            wanted = f"does not permit {', '.join(missing)}; docs/security.md lists what newsmill {command} needs"
            assert line.endswith(wanted) if missing else line == ""
            grant(broker.servers, user, needed[granted : granted + 1])


def named(kind: Resource, name: str, operation: Operation) -> str:
    kinds = {Resource.TOPIC: "", Resource.GROUP: "group ", Resource.TRANSACTIONAL_ID: "transactional id "}
    return f"{operation.name} on {kinds[kind]}{name}"


def test_a_missing_permission_ends_each_command_with_one_line(broker: Broker, keys: Keys) -> None:
    environ = own(broker) | at(broker, "PASSWORD")
    for command, arguments in COMMANDS.items():
        run = run_newsmill(environ | by_password(keys, USERS[command]), *arguments, stdin=PAGES)
        lines = [line for line in run.stderr.splitlines() if not line.startswith("newsmill: read 0 =")]
        assert (run.returncode, len(lines)) == (1, 1)
        assert "docs/security.md" in lines[0]


@pytest.mark.parametrize("door", ["CERTIFICATE", "PASSWORD"])
def test_with_what_each_command_needs_and_no_more_every_page_comes_through(
    broker: Broker, keys: Keys, tmp_path: Path, door: str
) -> None:
    environ = names(broker.servers)
    for command, user in USERS.items():
        grant(broker.servers, user, grants_of(read_settings(environ), command))
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")

    def told(command: str) -> dict[str, str]:
        """Settings of a command, as its own user."""
        if door == "CERTIFICATE":
            return environ | at(broker, door) | by_certificate(keys, USERS[command])
        by_file = {"NEWSMILL_KAFKA_SASL_PASSWORD": "", "NEWSMILL_KAFKA_SASL_PASSWORD_FILE": str(secret)}
        return environ | at(broker, door) | by_password(keys, USERS[command]) | by_file

    assert run_newsmill(told("topics create"), "topics", "create").returncode == 0
    assert run_newsmill(told("feed"), "feed", "-", stdin=PAGES).returncode == 0
    log = tmp_path / "worker.log"
    place = {"NEWSMILL_DATA_DIR": str(tmp_path / "data"), "NEWSMILL_WEB_PORT": str(free_port()), "NEWSMILL_PROCESSES": "1"}
    with log.open("w") as output:
        environment = {"PATH": os.environ["PATH"], **told("worker"), **place}
        arguments = [str(NEWSMILL), "worker", "--log", "debug"]
        worker = subprocess.Popen(arguments, env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        assert run_newsmill(told("audit"), "audit", "--wait", "60").returncode == 0
        assert '"attempts":1' in run_newsmill(told("dead-letters"), "dead-letters", "--json").stdout
        assert run_newsmill(told("replay"), "replay").returncode == 0
        assert run_newsmill(told("audit"), "audit", "--wait", "60").returncode == 0
        assert not [line for line in command_lines() if PASSWORD in line]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    written = log.read_text(encoding="utf-8")
    assert "aiokafka" in written
    assert PASSWORD not in written
    assert "SaslAuthenticate" not in written, "the request that carries a password may be written into the log"


def command_lines() -> list[str]:
    """The process list, as everybody on this machine can see it."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue  # it has ended since
    return lines


def test_no_log_has_the_password(broker: Broker, keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    """PLAIN sends it as it is, in a request that aiokafka would log at level debug."""
    logging.getLogger("aiokafka").propagate = True
    with caplog.at_level(logging.DEBUG):
        assert knock(at(broker, "PASSWORD") | by_password(keys, mechanism="PLAIN")) == ""
    assert "aiokafka" in {record.name.partition(".")[0] for record in caplog.records}
    assert PASSWORD not in caplog.text


def test_the_table_of_permissions_in_the_docs_is_what_the_commands_need() -> None:
    text = (Path(__file__).parents[3] / "docs/security.md").read_text(encoding="utf-8")
    settings = Settings()
    for command in NEEDS:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{command}` ")]
        for kind, name, operation in grants_of(settings, command):
            assert operation.name in row
            assert f"`{name}`" in row or (command == "topics create" and kind is Resource.TOPIC and "each Kafka topic" in row)


@pytest.mark.parametrize("settings", [Settings(), Settings(topic_prefix="news.", group="desk")], ids=["default", "named"])
def test_permissions_are_written_as_kafkas_tool_takes_them(settings: Settings) -> None:
    kinds = {"--topic": Resource.TOPIC, "--group": Resource.GROUP, "--transactional-id": Resource.TRANSACTIONAL_ID}
    operations = {operation.name.replace("_", "").lower(): operation for operation in Operation}
    for command in NEEDS:
        granted = []
        for line in acl_arguments(settings, command):
            words = line.split()
            pairs = list(zip(words[::2], words[1::2], strict=True))
            all_that_begin_so = "*" if ("--resource-pattern-type", "prefixed") in pairs else ""
            may = [operations[value.lower()] for name, value in pairs if name == "--operation"]
            granted += [(kinds[name], value + all_that_begin_so, each) for name, value in pairs if name in kinds for each in may]
        assert sorted(granted) == sorted(grants_of(settings, command))


def test_topics_create_says_what_each_command_has_to_be_permitted_and_asks_no_kafka() -> None:
    run = run_newsmill({"NEWSMILL_KAFKA": "127.0.0.1:1", "NEWSMILL_GROUP": "desk"}, "topics", "create", "--permissions")
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert {line.partition(": ")[0] for line in lines} == NEEDS.keys()
    assert "worker: --operation Write --transactional-id newsmill. --resource-pattern-type prefixed" in lines
    assert "rewind: --operation Write --transactional-id desk- --resource-pattern-type prefixed" in lines
    assert "topics create: --operation Create --operation Describe --operation DescribeConfigs --topic pages.raw" in run.stdout
