import time
from datetime import timedelta
from pathlib import Path

import pytest

from workers.embedded.claim_store import LocalStore
from workers.errors import StateError

WINDOW = timedelta(days=30)


def test_committed_claims_are_there_in_the_next_run(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "state", WINDOW)
    store["a"] = b"1"
    assert store.get("a") == b"1"
    store.commit({"/out": 10})
    store["b"] = b"2"
    store.close()
    again = LocalStore(tmp_path / "state", WINDOW)
    assert (again.get("a"), again.get("b"), again.committed_size("/out"), again.committed_size("/else")) == (b"1", None, 10, None)
    again.close()


def test_every_run_has_a_name_of_its_own(tmp_path: Path) -> None:
    runs = []
    for _ in range(3):
        store = LocalStore(tmp_path, WINDOW)
        runs.append(store.run)
        store.close()
    assert len(set(runs)) == 3


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    store = LocalStore(tmp_path, WINDOW)
    with pytest.raises(StateError, match="is used by another run"):
        LocalStore(tmp_path, WINDOW)
    store.close()


def test_claims_not_written_for_a_window_are_dropped(tmp_path: Path) -> None:
    window = timedelta(seconds=1)
    store = LocalStore(tmp_path, window)
    store["a"] = b"1"
    store.commit({})
    end = time.monotonic() + 30
    while store.get("a") is not None:
        assert time.monotonic() < end
        store._db.compact_range(None, None)  # noqa: SLF001 # RocksDB does so by itself, at times of its own
    store.close()


def test_a_folder_that_is_no_state_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "CURRENT").write_text("something else\n")
    with pytest.raises(StateError, match="cannot be used: Corruption"):
        LocalStore(tmp_path, WINDOW)


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StateError, match="cannot be used: "):
        LocalStore(tmp_path / "file", WINDOW)
