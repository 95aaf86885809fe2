"""Aborted transactions are counted over all lives of a worker, and counting them stands in nobody's way."""

from pathlib import Path

import pytest

from workers.kafka.worker.abort_count import AbortCount


def test_counts_go_on_in_the_next_life(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    first = AbortCount(folder)
    assert first.counts == {}
    for station in ("extract", "relay", "relay"):
        first.add(station)
    second = AbortCount(folder)
    second.add("relay")
    assert AbortCount(folder).counts == {"extract": 1, "relay": 3}


@pytest.mark.parametrize("content", [b"", b"{", b'{"relay": "many"}', b"\xff"])
def test_what_cannot_be_read_is_counted_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "aborted.json").write_bytes(content)
    count = AbortCount(tmp_path)
    assert count.counts == {}
    count.add("extract")
    assert AbortCount(tmp_path).counts == {"extract": 1}


def test_a_folder_that_cannot_be_written_hides_no_error(tmp_path: Path) -> None:
    """It is counted while another error is being told."""
    (tmp_path / "file").touch()
    count = AbortCount(tmp_path / "file")
    count.add("relay")
    assert count.counts == {"relay": 1}
