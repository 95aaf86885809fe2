"""A worker's folder of claims: a database is whose it says it is, and what is not, or is broken, is moved aside and begun anew."""

import logging
import multiprocessing
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from rocksdict import AccessType, Rdict

from workers.errors import ClaimsError
from workers.kafka.client.notes import Mark
from workers.kafka.worker import claims_folder
from workers.kafka.worker.claim_store import PartitionClaims
from workers.kafka.worker.claims_folder import FREE_BYTES, IDENTITY, ClaimsFolder, Identity
from workers.settings import Settings

MINE = Identity(cluster="cluster", changelog="id", partition=3)


@pytest.fixture
def folder(tmp_path: Path) -> ClaimsFolder:
    return folder_at(tmp_path)


def folder_at(path: Path) -> ClaimsFolder:
    return ClaimsFolder(Settings(data_dir=path / "data"))


@contextmanager
def opened(folder: ClaimsFolder, identity: Identity = MINE) -> Iterator[PartitionClaims]:
    claims = folder.open(identity)
    try:
        yield claims
    finally:
        claims.close()


def begun(folder: ClaimsFolder, name: str, identity: Identity = MINE) -> None:
    """Begin a database that has one claim."""
    with opened(folder, identity) as claims:
        claims[name] = b"1"
        claims.keep(claims.take_changes(), Mark(7))


def held(folder: ClaimsFolder, name: str, identity: Identity = MINE) -> tuple[bool, int]:
    """Tell whether a claim is there, and the position."""
    with opened(folder, identity) as claims:
        return claims.get(name) is not None, claims.mark.end


def of_aside(tmp_path: Path, name: str = "3") -> bytes | None:
    """Read the claim "first" of what was moved aside."""
    database = raw(tmp_path / "data" / "claims" / "aside" / name)
    found: bytes | None = database.get(b"first")
    database.close()
    return found


def raw(path: Path) -> Rdict:
    """Open a database as the folder does."""
    return Rdict(str(path), claims_folder.claims_options(), access_type=AccessType.with_ttl(10**6))


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def line_of(work: Callable[[], object]) -> str:
    with pytest.raises(ClaimsError) as raised:
        work()
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_what_is_kept_is_there_when_the_same_partition_is_opened_again(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun(folder, "first")
    assert held(folder_at(tmp_path), "first") == (True, 7)
    assert held(folder, "first", Identity(cluster="cluster", changelog="id", partition=4)) == (False, 0)
    assert lines(caplog) == []


@pytest.mark.parametrize(
    "other",
    [
        Identity(cluster="another", changelog="id", partition=3),
        Identity(cluster="cluster", changelog="another", partition=3),
        Identity(cluster="cluster", changelog="id.2", partition=3),
        Identity(cluster="cluster", changelog="id", partition=3, version=2),
    ],
    ids=["cluster", "changelog", "life", "version"],
)
def test_anothers_claims_are_moved_aside_once_with_one_line(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture, other: Identity
) -> None:
    begun(folder, "first")
    assert held(folder, "first", other) == (False, 0)
    assert held(folder, "first", other) == (False, 0)
    (line,) = lines(caplog)
    assert line == (
        f"claims in {tmp_path}/data/claims/3 are not used: they are those of another Kafka, Kafka topic or partition. They are moved to"
        f" {tmp_path}/data/claims/aside/3, and read anew from Kafka"
    )
    assert of_aside(tmp_path) == b"1"


def test_of_what_is_moved_aside_the_latest_is_kept(folder: ClaimsFolder, tmp_path: Path) -> None:
    begun(folder, "early")
    begun(folder, "first", Identity(cluster="second", changelog="id", partition=3))
    held(folder, "first", Identity(cluster="third", changelog="id", partition=3))
    assert of_aside(tmp_path) == b"1"
    assert [path.name for path in (tmp_path / "data" / "claims" / "aside").iterdir()] == ["3"]


def test_what_does_not_say_whose_it_is_in_words_that_are_known_is_anothers(folder: ClaimsFolder, tmp_path: Path) -> None:
    begun(folder, "first")
    database = raw(tmp_path / "data" / "claims" / "3")
    database.put(IDENTITY, b"\xff{")
    database.close()
    assert held(folder, "first") == (False, 0)
    assert of_aside(tmp_path) == b"1"


def broken(name: str) -> Callable[[Path], None]:
    def break_it(path: Path) -> None:
        found = sorted(path.glob(name))
        assert found
        for file in found:
            file.write_bytes(b"garbage" * 100)

    return break_it


def gone(name: str) -> Callable[[Path], None]:
    def take_it(path: Path) -> None:
        for file in sorted(path.glob(name)):
            file.unlink()

    return take_it


@pytest.mark.parametrize(
    ("damage", "is_spare"),
    [
        (broken("CURRENT"), False),
        (broken("MANIFEST-*"), False),
        (broken("*.sst"), False),
        (gone("MANIFEST-*"), False),
        (gone("*.sst"), False),
        (gone("OPTIONS-*"), True),
    ],
    ids=["CURRENT", "MANIFEST", "SST", "no MANIFEST", "no SST", "no OPTIONS"],
)
def test_files_that_are_broken_are_moved_aside_and_claims_begun_anew(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None], *, is_spare: bool
) -> None:
    begun(folder, "first")
    path = tmp_path / "data" / "claims" / "3"
    database = raw(path)
    database.flush()
    database.close()
    damage(path)
    assert held(folder, "first") == ((True, 7) if is_spare else (False, 0))
    assert [line.partition(" (")[0] for line in lines(caplog)] == (
        [] if is_spare else [f"claims in {path} are not used: its files are broken"]
    )
    assert (tmp_path / "data" / "claims" / "aside" / "3").exists() is not is_spare
    begun(folder, "second")
    assert held(folder, "second") == (True, 7)


def damaged(path: Path, within: bytes) -> None:
    """Break the block that holds this: the database opens, and the block cannot be read."""
    database = raw(path)
    database.flush()
    database.close()
    (file,) = [file for file in path.glob("*.sst") if within in file.read_bytes()]
    data = file.read_bytes()
    file.write_bytes(data.replace(within, bytes(len(within)), 1))


def test_a_block_that_is_broken_under_whose_claims_they_are_is_a_broken_database(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun(folder, "first")
    damaged(tmp_path / "data" / "claims" / "3", b"changelog")
    assert held(folder, "first") == (False, 0)
    (line,) = lines(caplog)
    assert "its files are broken (Corruption: " in line
    begun(folder, "second")
    assert held(folder, "second") == (True, 7)


def test_claims_that_proved_to_be_broken_as_they_were_read_are_begun_anew_at_the_next_start(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In the midst of a file, which opens."""
    path = tmp_path / "data" / "claims" / "3"
    with opened(folder) as claims:
        for number in range(1000):
            claims[f"claim {number:04}"] = os.urandom(20)
        claims["first"] = b"1"
        claims.keep(claims.take_changes(), Mark(7))
    damaged(path, b"first")
    with opened(folder) as claims:
        assert claims.get("claim 0001")
        assert line_of(lambda: claims.get("first")).startswith("claims cannot be read: Corruption: ")
    assert (path.parent / "3.broken").exists()
    assert lines(caplog) == []
    for _ in range(2):
        assert held(folder, "first") == (False, 0)
        assert not (path.parent / "3.broken").exists()
        assert len(lines(caplog)) == 1


def test_what_the_version_before_kept_is_moved_aside_and_never_used(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    former = tmp_path / "data" / "v1" / "tables"
    former.mkdir(parents=True)
    (former / "claims-3.db").touch()
    held(folder, "first")
    held(folder, "first", Identity(cluster="cluster", changelog="id", partition=4))
    assert not former.exists()
    assert (tmp_path / "data" / "claims" / "aside" / "tables" / "claims-3.db").exists()
    assert len(lines(caplog)) == 1


def test_an_empty_folder_of_fausts_is_none_of_the_version_before(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Faust makes it at each start."""
    (tmp_path / "data" / "v1" / "tables").mkdir(parents=True)
    held(folder, "first")
    assert lines(caplog) == []
    assert not (tmp_path / "data" / "claims" / "aside").exists()


def test_a_folder_that_cannot_be_made_is_one_line(folder: ClaimsFolder, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "claims").touch()
    assert line_of(lambda: folder.open(MINE)) == (
        f"the claims of partition 3 cannot be opened in {tmp_path}/data: File exists; see to the disk, nothing of it has to be emptied"
    )
    assert line_of(folder.test).startswith(f"claims cannot be kept in {tmp_path}/data: File exists; see to the disk")


def test_a_file_that_stands_where_a_database_should_is_moved_aside_like_one_that_is_broken(
    folder: ClaimsFolder, tmp_path: Path
) -> None:
    (tmp_path / "data" / "claims").mkdir(parents=True)
    (tmp_path / "data" / "claims" / "3").write_bytes(b"no folder")
    assert held(folder, "first") == (False, 0)
    assert (tmp_path / "data" / "claims" / "aside" / "3").read_bytes() == b"no folder"


def refused(path: Path) -> str:
    """Open the claims in another process."""
    return line_of(lambda: folder_at(path).open(MINE))


def test_claims_that_somebody_else_has_open_are_left_where_they_are(
    folder: ClaimsFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In this process, and in another."""
    begun(folder, "first")
    with opened(folder):
        assert "lock hold by current process" in line_of(lambda: folder_at(tmp_path).open(MINE))
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
            assert "While lock file" in other.submit(refused, tmp_path).result()
    assert lines(caplog) == []
    assert held(folder, "first") == (True, 7)


def test_a_process_that_may_open_no_more_files_moves_nothing_aside(folder: ClaimsFolder) -> None:
    begun(folder, "first")
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 2, most))
    try:
        assert "Too many open files" in line_of(lambda: folder.open(MINE))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
    assert held(folder, "first") == (True, 7)


def test_a_folder_that_takes_claims_passes_and_is_left_as_it_was(folder: ClaimsFolder, tmp_path: Path) -> None:
    folder.test()
    begun(folder, "first")
    folder.test()
    assert sorted(path.name for path in (tmp_path / "data" / "claims").iterdir()) == ["3"]
    assert held(folder, "first") == (True, 7)


def test_a_folder_is_tried_by_what_is_in_it_and_by_the_room_that_there_is(
    folder: ClaimsFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(folder, "first")
    with opened(folder):
        assert line_of(folder_at(tmp_path).test).startswith(f"claims cannot be kept in {tmp_path}/data: ")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=FREE_BYTES - 1))
    assert line_of(folder.test) == (
        f"claims cannot be kept in {tmp_path}/data: {FREE_BYTES - 1} bytes are free, it takes {FREE_BYTES}; make room"
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=FREE_BYTES))
    folder.test()


def test_each_failure_makes_the_next_start_wait_twice_as_long_up_to_a_minute(folder: ClaimsFolder, tmp_path: Path) -> None:
    folder.test()
    waits = []
    for _ in range(9):
        waits.append(folder_at(tmp_path).wait_seconds())
        folder.note_failure()
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    folder.note_success()
    assert folder_at(tmp_path).wait_seconds() == 0
    folder.note_success()


def test_a_failure_that_cannot_be_noted_is_said_and_waits_for_nothing(
    folder: ClaimsFolder, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    folder.note_failure()
    assert lines(caplog) == [f"that cannot be noted in {tmp_path}/data: No such file or directory"]
    assert folder.wait_seconds() == 0
    folder.test()
    (tmp_path / "data" / "claims" / "failed").write_text("many")
    assert folder.wait_seconds() == 0
