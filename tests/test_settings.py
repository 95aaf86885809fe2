"""Settings: declared once, read from the environment, and every mistake in it is named."""

import re
import subprocess
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from tests.command import newsmill
from workers.errors import SettingsError
from workers.limits import DEFAULT_PROCESS_LIMITS
from workers.settings import MASK, Secret, Settings, declared, describe, read_settings


def command(**environ: str) -> subprocess.CompletedProcess[str]:
    return newsmill("settings", environ=environ)


def test_an_empty_environment_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_each_setting_is_read_from_its_variable_as_its_type() -> None:
    read = read_settings({"NEWSMILL_PARTITIONS": "3", "NEWSMILL_WINDOW_DAYS": "0.5", "NEWSMILL_DATA_DIR": "/claims", "HOME": "/"})
    assert read == Settings(partitions=3, window_days=0.5, data_dir=Path("/claims"))


def test_a_variable_that_is_empty_counts_as_not_set() -> None:
    assert read_settings({"NEWSMILL_PARTITIONS": ""}) == Settings()


def test_variables_of_the_test_suite_are_nobody_elses() -> None:
    assert read_settings({"NEWSMILL_TEST_KAFKA": "localhost:1"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "hint"),
    [("NEWSMILL_PARTITION", "did you mean NEWSMILL_PARTITIONS?"), ("NEWSMILL_XYZ", "newsmill settings lists all")],
)
def test_an_unknown_variable_is_an_error_that_names_it(variable: str, hint: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({variable: "1"})
    assert str(error.value) == f"{variable} is no setting; {hint}"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEWSMILL_KAFKA", "localhost"),
        ("NEWSMILL_KAFKA", "localhost:9092,"),
        ("NEWSMILL_KAFKA_TOPIC_RAW", "pages/raw"),
        ("NEWSMILL_PARTITIONS", "many"),
        ("NEWSMILL_PARTITIONS", "0"),
        ("NEWSMILL_PAGE_SECONDS", "nan"),
        ("NEWSMILL_PAGE_SECONDS", "inf"),
        ("NEWSMILL_RAW_RETENTION_DAYS", "1e300"),
        ("NEWSMILL_SESSION_SECONDS", "11"),
        ("NEWSMILL_WEB_PORT", "65536"),
    ],
)
def test_a_bad_value_is_an_error_that_names_its_variable_and_its_meaning(variable: str, value: str) -> None:
    meaning = next(setting.meaning for setting in declared() if setting.variable == variable)
    with pytest.raises(SettingsError) as error:
        read_settings({variable: value})
    assert str(error.value).startswith(f"{variable}={value!r}: ")
    assert str(error.value).endswith(f". {meaning}")
    assert "regex" not in str(error.value)


@pytest.mark.parametrize("servers", ["localhost:9092", "a.example:1,b.example:2", "[::1]:9092"])
def test_bootstrap_servers_are_hosts_with_ports(servers: str) -> None:
    assert read_settings({"NEWSMILL_KAFKA": servers}).kafka == servers


@pytest.mark.parametrize(
    "environ",
    [
        {"NEWSMILL_KAFKA_TOPIC_RAW": "articles"},
        {"NEWSMILL_TOPIC_PREFIX": "p" * 240},
        {"NEWSMILL_RETENTION_DAYS": "7", "NEWSMILL_RAW_RETENTION_DAYS": "7"},
        {"NEWSMILL_STALL_SECONDS": "29"},
    ],
    ids=[
        "two Kafka topics of one name",
        "a name too long",
        "outputs that go before their raw pages",
        "a page's limits that are the wrong way round",
    ],
)
def test_settings_that_do_not_go_together_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"^NEWSMILL_"):
        read_settings(environ)


def test_a_page_may_take_a_third_of_the_watchdogs_time_by_the_clock_with_kafka_or_without() -> None:
    settings = read_settings({"NEWSMILL_STALL_SECONDS": "30"})
    assert settings.wall_seconds == settings.page_seconds == 10
    assert Settings().wall_seconds == DEFAULT_PROCESS_LIMITS.wall_seconds
    assert Settings().page_seconds == DEFAULT_PROCESS_LIMITS.page_seconds


def test_every_setting_has_a_meaning_and_its_default_passes_its_own_check() -> None:
    environ = {setting.variable: str(setting.default) for setting in declared()}
    assert read_settings(environ) == Settings()
    assert all(setting.meaning for setting in declared())


def test_the_command_shows_every_setting_with_its_meaning_default_and_value() -> None:
    shown = command(NEWSMILL_PARTITIONS="3").stdout
    assert [line.partition("=")[0] for line in shown.splitlines() if "=" in line] == [setting.variable for setting in declared()]
    assert "as many workers can share the work (default: 12)\nNEWSMILL_PARTITIONS=3\n" in shown


def test_what_the_command_shows_can_be_read_again() -> None:
    lines = [line for line in command(NEWSMILL_WINDOW_DAYS="2").stdout.splitlines() if line and not line.startswith("#")]
    assert read_settings(dict(line.split("=", 1) for line in lines)) == Settings(window_days=2)


def test_a_mistake_is_one_line_and_exit_code_2() -> None:
    run = command(NEWSMILL_PARTITION="3")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "newsmill: NEWSMILL_PARTITION is no setting; did you mean NEWSMILL_PARTITIONS?\n"


SECRET = "NEWSMILL_KAFKA_SASL_PASSWORD"
LOGIN = {"NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "NEWSMILL_KAFKA_SASL_USERNAME": "mill"}


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(" hunter 2 \r\n", encoding="utf-8")
    assert read_settings({**LOGIN, f"{SECRET}_FILE": str(file)}) == read_settings({**LOGIN, SECRET: " hunter 2 "})


def test_a_secret_given_twice_or_in_a_file_that_cannot_be_read_is_an_error_that_does_not_show_it(tmp_path: Path) -> None:
    files = {"empty": b"\n", "binary": b"hunter2\xff", "good": b"hunter2"}
    for name, text in files.items():
        (tmp_path / name).write_bytes(text)
    wrong = {
        "are both given; leave one out": {SECRET: "hunter2", f"{SECRET}_FILE": str(tmp_path / "good")},
        "cannot be read: No such file or directory": {f"{SECRET}_FILE": str(tmp_path / "none")},
        "is empty": {f"{SECRET}_FILE": str(tmp_path / "empty")},
        "is not UTF-8 text": {f"{SECRET}_FILE": str(tmp_path / "binary")},
        "give the secret itself": {SECRET: MASK},
        "NEWSMILL_PARTITIONS_FILE is no setting": {"NEWSMILL_PARTITIONS_FILE": str(tmp_path / "good")},
    }
    for said, environ in wrong.items():
        with pytest.raises(SettingsError, match=re.escape(said)) as error:
            read_settings({**LOGIN, **environ})
        assert "hunter" not in str(error.value)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({SECRET: "x"}, f"{SECRET}: not used with NEWSMILL_KAFKA_SECURITY_PROTOCOL=PLAINTEXT"),
        (
            {"NEWSMILL_KAFKA_SSL_CA_FILE": "x"},
            "NEWSMILL_KAFKA_SSL_CA_FILE: not used with NEWSMILL_KAFKA_SECURITY_PROTOCOL=PLAINTEXT",
        ),
        (LOGIN, f"{SECRET}: needed with NEWSMILL_KAFKA_SECURITY_PROTOCOL=SASL_SSL"),
        (
            {"NEWSMILL_KAFKA_SECURITY_PROTOCOL": "SSL", "NEWSMILL_KAFKA_SSL_KEY_FILE": "x"},
            "NEWSMILL_KAFKA_SSL_KEY_FILE: of no use without NEWSMILL_KAFKA_SSL_CERTIFICATE_FILE",
        ),
    ],
)
def test_a_half_told_way_through_a_door_is_an_error(environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=f"^{said}$"):
        read_settings(environ)


class WithSecret(msgspec.Struct):
    password: Annotated[Secret, Meta(description="A password")] = Secret()


def test_a_secret_is_never_shown() -> None:
    settings = read_settings({**LOGIN, SECRET: "hunter2"})
    assert settings.kafka_sasl_password.value == "hunter2"
    assert "hunter2" not in repr(settings) + str(settings.kafka_sasl_password) + describe(settings)
    shown = command(**LOGIN, NEWSMILL_KAFKA_SASL_PASSWORD="hunter2")
    assert (shown.returncode, "hunter2" in shown.stdout, f"{SECRET}={MASK}\n" in shown.stdout) == (0, False, True)
    assert describe(WithSecret(Secret("hunter2"))) == f"# A password (default: )\nNEWSMILL_PASSWORD={MASK}\n"
