"""The same input ends the same through Kafka as through `newsmill clean`: articles, duplicates, rejected pages and dead letters."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile import archives, events
from tests.kafka.fixtures import Newsmill, Start
from tests.kafka.running import cleaned, read, told
from workers.kafka.client.roles import OUTCOMES, Role
from workers.settings import read_settings

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "pages"
ARCHIVES = ROOT.parent / "shared" / "data" / "warc"
"""Good and broken archives of other projects; where they are not there, those written here have to do."""


@pytest.fixture
def inputs(tmp_path: Path) -> Sequence[Path]:
    """The samples, every hostile event and archive, and archives of other projects."""
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    for case in (*events.CASES, *archives.CASES):
        (hostile / case.name).write_bytes(case.make())
    (hostile / "memory.txt").symlink_to("/proc/self/mem")  # a file that opens and cannot be read
    return [path for path in (SAMPLES, hostile, ARCHIVES) if path.exists()]


def test_pages_end_as_clean_ends_them(
    environ: dict[str, str], newsmill: Newsmill, start: Start, tmp_path: Path, inputs: Sequence[Path]
) -> None:
    """With one partition the order is that of the input, and so everything is the same."""
    environ["NEWSMILL_PARTITIONS"] = "1"
    newsmill("topics", "create")
    fed = newsmill("feed", *inputs)
    assert fed.returncode == 0, fed.stderr
    start()
    assert newsmill("audit", "--wait", 90).returncode == 0
    found, expected = read(read_settings(environ)), cleaned(inputs, tmp_path / "clean")
    for role in OUTCOMES:
        assert sorted(map(told, found[role])) == sorted(map(told, expected[role]))
    unreadable = [letter for letter in found[Role.DEAD_LETTER] if letter["reason"] == "broken_record"]
    assert len(unreadable) > len(archives.CASES) / 2
