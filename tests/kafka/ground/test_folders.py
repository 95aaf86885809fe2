"""Data folders that hold another's claims, or broken ones: never used, and made anew by the worker itself; a disk in the way harms nobody else."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kafka.ground.conftest import Newsroom
from tests.kafka.running import FAILED, wait_for

pytestmark = pytest.mark.kafka

PAGES = 12


def twice(newsroom: Newsroom, spoil: Callable[[Path], None], warnings: int = 1) -> None:
    """Have pages worked on, spoil the folder of claims, and have the same pages worked on again: all are recrawls."""
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    spoil(newsroom.folder / "worker" / "claims")
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    found = newsroom.closes()
    assert (found["outcomes"]["articles"], found["outcomes"]["duplicates"]) == ({"created": PAGES}, {"recrawl": PAGES})
    assert newsroom.log().count("are not used") == warnings
    assert worker.poll() is None


def garble(claims: Path, pattern: str) -> None:
    for path in (claims / "0").glob(pattern):
        path.write_bytes(b"garbage" * 100)


def test_claims_whose_latest_changes_are_broken_are_read_anew(newsroom: Newsroom) -> None:
    """RocksDB opens what it can read of its log, and the position that stands there says what is missing."""
    twice(newsroom, lambda claims: garble(claims, "*.log"), warnings=0)


@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*"])
def test_broken_files_are_moved_aside_and_read_anew(newsroom: Newsroom, pattern: str) -> None:
    twice(newsroom, lambda claims: garble(claims, pattern))
    assert (newsroom.folder / "worker/claims/aside/0").is_dir()


def test_a_folder_of_an_earlier_kafka_is_not_used(newsroom: Newsroom, tmp_path: Path) -> None:
    """Its changelog is another one, which has grown past the position that the folder knows."""
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    shutil.copytree(tmp_path / "worker", tmp_path / "kept")
    other = newsroom.elsewhere()
    worker = other.start("other")
    other.feed(range(PAGES, 4 * PAGES))
    other.closes()
    other.stop(worker)
    shutil.rmtree(tmp_path / "other")
    (tmp_path / "kept").rename(tmp_path / "other")
    other.start("other")
    other.feed(range(4 * PAGES))
    found = other.closes()
    assert found["outcomes"]["articles"] == {"created": 4 * PAGES}
    assert found["outcomes"]["duplicates"] == {"recrawl": 3 * PAGES}
    assert other.log("other").count("are not used") == 1


def test_a_folder_that_knows_more_than_a_kafka_that_was_restored_is_not_used(newsroom: Newsroom, tmp_path: Path) -> None:
    """Same cluster, same Kafka topics, all as it was: but claims know of pages that this Kafka never had, and it grows past them."""
    broker = newsroom.broker
    worker = newsroom.start()
    newsroom.feed(range(PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    broker.stop()
    shutil.copytree(broker.folder / "data", tmp_path / "backup")
    broker.start()
    worker = newsroom.start()
    newsroom.feed(range(PAGES, 2 * PAGES))
    newsroom.closes()
    newsroom.stop(worker)
    broker.stop()
    shutil.rmtree(broker.folder / "data")
    (tmp_path / "backup").rename(broker.folder / "data")
    broker.start()
    other = newsroom.start("other")
    newsroom.feed(range(2 * PAGES, 4 * PAGES))
    newsroom.closes()
    newsroom.stop(other)
    newsroom.start()
    newsroom.feed(range(4 * PAGES))
    found = newsroom.closes()
    assert found["outcomes"]["articles"] == {"created": 4 * PAGES}
    assert found["outcomes"]["duplicates"] == {"recrawl": 3 * PAGES}
    assert newsroom.log().count("are not used") == 1


def test_folders_of_two_partitions_that_were_swapped_are_not_used(newsroom: Newsroom) -> None:
    room = newsroom.elsewhere(partitions=2)

    def swap(claims: Path) -> None:
        (claims / "0").rename(claims / "x")
        (claims / "1").rename(claims / "0")
        (claims / "x").rename(claims / "1")

    worker = room.start()
    room.feed(range(PAGES))
    room.closes()
    room.stop(worker)
    swap(room.folder / "worker" / "claims")
    room.start()
    room.feed(range(PAGES))
    found = room.closes()
    assert (found["outcomes"]["articles"], found["outcomes"]["duplicates"]) == ({"created": PAGES}, {"recrawl": PAGES})
    assert room.log().count("are not used") == 2


def test_a_worker_whose_claims_cannot_be_kept_does_not_draw_partitions_from_one_that_is_well(newsroom: Newsroom) -> None:
    well = newsroom.start("well")
    newsroom.feed(range(PAGES))
    newsroom.closes()
    (newsroom.folder / "ill").mkdir()
    (newsroom.folder / "ill" / "claims").write_text("a file where a folder has to be")
    ill = newsroom.start("ill")
    wait_for(lambda: newsroom.log("ill").count("not at work yet") >= 3)
    status, said = newsroom.ready()
    assert (status, "claims cannot be kept" in said) == (503, True)
    begin = time.monotonic()
    newsroom.feed(range(PAGES, 3 * PAGES))
    newsroom.closes()
    assert time.monotonic() - begin < 30
    assert newsroom.log("well").count("Joined group") == 1, "its partitions were never taken"
    assert (well.poll(), ill.poll()) == (None, None)
    (newsroom.folder / "ill" / "claims").unlink()
    wait_for(lambda: newsroom.ready()[0] == 200)


def test_a_worker_whose_claims_fail_once_it_has_partitions_leaves_and_waits_longer_each_time(newsroom: Newsroom) -> None:
    newsroom = newsroom.elsewhere(partitions=2)  # one for each
    well = newsroom.start("well")
    newsroom.feed(range(PAGES))
    newsroom.closes()
    waits = []
    for failures in (1, 2, 3):
        begin = time.monotonic()
        ill = newsroom.start("ill", "testing.broken", CHAOS_BREAK="claims-fail")
        assert ill.wait(timeout=60) == FAILED
        waits.append(time.monotonic() - begin)
        assert (newsroom.folder / "ill" / "claims" / "failed").read_text() == str(failures)
        assert newsroom.log("ill").count("LeaveGroup request succeeded") == failures, "nobody waits until Kafka misses it"
    assert waits[2] >= 2, "one second, then two"
    newsroom.feed(range(PAGES, 2 * PAGES))
    newsroom.closes()
    assert well.poll() is None
    newsroom.start("ill")
    wait_for(lambda: newsroom.ready()[0] == 200)
    assert not (newsroom.folder / "ill" / "claims" / "failed").exists()


def test_a_worker_that_waits_for_its_disk_ends_when_it_is_told_to(newsroom: Newsroom) -> None:
    (newsroom.folder / "ill").mkdir()
    (newsroom.folder / "ill" / "claims").write_text("a file where a folder has to be")
    ill = newsroom.start("ill")
    wait_for(lambda: "not at work yet" in newsroom.log("ill"))
    newsroom.stop(ill)
