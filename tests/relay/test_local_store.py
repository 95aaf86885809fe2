from datetime import timedelta
from pathlib import Path

import pytest

from workers.relay.local_store import LocalStore, StateError

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
    store = LocalStore(tmp_path, WINDOW)
    store["a"] = b"1"
    store.commit({})
    store.close()
    later = LocalStore(tmp_path, timedelta(seconds=-10))
    assert later.get("a") is None
    later.close()


def test_a_folder_that_is_no_state_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "claims.sqlite").write_bytes(b"something else, and long enough to be told from an empty file" * 20)
    with pytest.raises(StateError, match="cannot be used: file is not a database"):
        LocalStore(tmp_path, WINDOW)
