"""Which dead letters are meant: reasons by name, and a time that is UTC where it does not say."""

from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner

from workers.cli.selection import REASON, SINCE, selection_of
from workers.kafka.dead_letters.read import Selection
from workers.records import DeadLetterReason


def selected(*arguments: str) -> Selection:
    found: list[Selection] = []

    @click.command
    @REASON
    @SINCE
    def command(reasons: tuple[str, ...], since: datetime | None) -> None:
        found.append(selection_of(reasons, since))

    assert CliRunner().invoke(command, arguments).exit_code == 0
    return found[0]


def test_without_options_all_are_meant() -> None:
    assert selected() == Selection([], None)


def test_several_reasons_may_be_named() -> None:
    assert selected("--reason", "invalid_json", "--reason", "step_failed") == Selection(
        [DeadLetterReason.INVALID_JSON, DeadLetterReason.STEP_FAILED], None
    )


@pytest.mark.parametrize(
    ("given", "hour"),
    [
        ("2026-03-02", 0),
        ("2026-03-02T08:00", 8),
        ("2026-03-02T08:00:00", 8),
        ("2026-03-02T08:00:00Z", 8),
        ("2026-03-02T08:00:00+02:00", 6),
    ],
)
def test_a_time_is_utc_unless_it_has_an_offset(given: str, hour: int) -> None:
    assert selected("--since", given).since == datetime(2026, 3, 2, hour, tzinfo=UTC)
