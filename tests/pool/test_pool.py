"""The pool keeps its limits, and a page that breaks them harms no other."""

import errno
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn

import pytest

from tests.hooks import DONE, load_hooks
from tests.steps.extract.html_pages import article
from workers.dead_letter import dead_letter
from workers.enums import ReaderName
from workers.errors import PoolError
from workers.inputs import Input, Item, Unreadable
from workers.limits import Limits, ProcessLimits
from workers.pool.pool import Pool, prepare_all
from workers.pool.process import Prepare
from workers.records import Candidate, DeadLetter, DeadLetterReason, Source, Step
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

LIMITS = ProcessLimits(page_seconds=0.5, memory_bytes=300 * 1024 * 1024)
HASTE = ProcessLimits(wall_seconds=0.3)
"""For pages that hang. On a busy host others may take as long."""
PROCESSOR = r"^the page took longer than 0\.5 s of processor time \([\d.]+ s by the clock\)$"
CLOCK = r"^the page took longer than 0\.3 s by the clock \(0\.0 s of processor time\)$"
SHORTAGES = [errno.EAGAIN, errno.EMFILE, errno.ENOSPC]
TEXT = """The council of Norrholm voted on Tuesday to keep the island school open.

Parents had collected four hundred signatures for it, and handed them to the mayor in front of the town hall.

The mayor said that the school would be paid for out of the harbour fees of the coming three years.

Critics call the plan a waste, and want a second vote in the autumn, before the budget is decided."""


def event(path: str, **more: str) -> RawMessage:
    url = f"https://paper.example/{path}"
    page = {"url": url, "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "body": f"A title\n\n{TEXT}"}
    return RawMessage(json.dumps(page | more).encode())


def source(record: int) -> Source:
    return Source(file="pages.jsonl", record=record)


def is_done(result: object) -> bool:
    return isinstance(result, DeadLetter) and result.message == DONE


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hooks")


@pytest.fixture(scope="module")
def pool(folder: Path) -> Iterator[Pool]:
    with Pool(2, process_limits=LIMITS, load=partial(load_hooks, folder)) as pool:
        yield pool


@pytest.fixture(scope="module")
def hasty(folder: Path) -> Iterator[Pool]:
    with Pool(2, process_limits=HASTE, load=partial(load_hooks, folder)) as pool:
        yield pool


@pytest.mark.parametrize(
    ("hook", "reason", "message", "attempts"),
    [
        ("catastrophe", DeadLetterReason.TIMEOUT, PROCESSOR, 1),
        ("eat", DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have", 1),
        ("swallow", DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have", 1),
        ("leap", DeadLetterReason.OUT_OF_MEMORY, "the page needs more memory than a process may have", 1),
        ("exit", DeadLetterReason.CRASHED, r"the page ended its process 2 times \(exit code 3\)", 2),
        ("abort", DeadLetterReason.CRASHED, r"the page ended its process 2 times \(killed by SIGABRT\)", 2),
        ("segfault", DeadLetterReason.CRASHED, r"the page ended its process 2 times \(killed by SIGSEGV\)", 2),
    ],
)
def test_only_the_page_that_breaks_a_limit_becomes_a_dead_letter(
    pool: Pool, hook: str, reason: DeadLetterReason, message: str, attempts: int
) -> None:
    bad = event(f"hook/{hook}")
    pages = [pool.submit(bad if number == 3 else event(str(number)), source(number)) for number in range(8)]
    results = [page.result(60) for page in pages]
    letter = results.pop(3)
    assert isinstance(letter, DeadLetter)
    assert (letter.reason, letter.attempts) == (reason, attempts)
    assert re.search(message, letter.message)
    assert (letter.original_base64, letter.source, letter.url) == (bad.value, source(3), f"https://paper.example/hook/{hook}")
    assert all(map(is_done, results))


def test_a_page_that_waits_for_ever_is_ended_by_the_clock(hasty: Pool) -> None:
    letter = hasty.submit(event("hook/hang"), source(1)).result(60)
    assert isinstance(letter, DeadLetter)
    assert (letter.reason, letter.attempts) == (DeadLetterReason.TIMEOUT, 1)
    assert re.search(CLOCK, letter.message)


def test_no_time_is_counted_between_pages() -> None:
    with Pool(1, process_limits=HASTE, load=load_pid) as pool:
        before = pool.submit(RawMessage(b""), source(1)).result(60)
        threading.Event().wait(2 * HASTE.wall_seconds)
        after = pool.submit(RawMessage(b""), source(2)).result(60)
    assert isinstance(before, DeadLetter)
    assert isinstance(after, DeadLetter)
    assert (after.message, pool.lost) == (before.message, 0)


def test_time_is_the_processors_and_each_pages_own(folder: Path) -> None:
    """Neither what a page waits for, nor what loading or other pages took, is on its account."""
    (folder / "go").unlink(missing_ok=True)
    with Pool(1, process_limits=LIMITS, load=partial(load_hooks, folder)) as pool:
        waiting = pool.submit(event("hook/wait"), source(0))
        wait_until(lambda: pool.busy == 1)
        with pytest.raises(TimeoutError):
            waiting.result(0.7)  # the time by the clock that it waits at least
        (folder / "go").touch()
        assert all(is_done(pool.submit(event("hook/toil"), source(number)).result(60)) for number in range(4))
    assert is_done(waiting.result(0))
    assert waiting.in_process > 0.5


def test_pages_are_prepared_as_the_pipeline_does() -> None:
    items: list[Item] = [Input(source(0), event("1")), Unreadable(source(1), None, b"torn", "the record is torn")]
    with Pool(1) as pool:
        candidate, letter = prepare_all(items, pool)
    assert isinstance(candidate, Candidate)
    assert isinstance(letter, DeadLetter)
    assert (letter.reason, letter.original_base64) == (DeadLetterReason.BROKEN_RECORD, b"torn")


def test_how_a_text_was_found_comes_back_with_its_page() -> None:
    with Pool(1, reader=ReaderName.LEARNED) as pool:
        page = pool.submit(event("a", content_type="text/html", body=article()), source(1))
        assert isinstance(page.result(60), Candidate)
    how = page.report.how_read
    assert how is not None
    assert (how.reader, how.doubt) == (ReaderName.LEARNED, None)
    assert how.expected is not None
    assert 0.6 < how.expected <= 1


def test_a_page_whose_process_is_killed_from_outside_is_tried_again(pool: Pool, folder: Path) -> None:
    (folder / "deaths").unlink(missing_ok=True)
    pages = [pool.submit(event("hook/die" if number == 3 else str(number)), source(number)) for number in range(8)]
    assert all(is_done(page.result(60)) for page in pages)
    assert (folder / "deaths").read_bytes() == b".."


def test_processes_killed_at_random_cost_no_page() -> None:
    """Each kill meets a process at work, starting, or in the midst of an answer; the others' pages are not touched."""
    chosen = random.Random(7)
    with Pool(2, process_limits=LIMITS, load=load_large) as pool:
        pages = [pool.submit(RawMessage(bytes(200_000)), source(number)) for number in range(400)]
        for number in range(40, 400, 40):
            pages[number].result(60)
            wait_until(lambda: bool(processes()) or all(page.done() for page in pages))  # both may just have ended
            before = pool.lost
            at_work = [page for page in pages if page.running()]
            if not (alive := processes()):
                break  # no page is left, so that none is started
            chosen.choice(alive).kill()
            wait_until(lambda before=before: pool.lost > before or all(page.done() for page in pages))  # type: ignore[misc]
            for page in at_work:
                page.result(60)  # one that met two kills would be given up
        assert [page.result(60).source.record for page in pages] == list(range(400))
        assert {getattr(page.result(), "message", None) for page in pages} == {"large"}


def processes() -> list[BaseProcess]:
    """The pool's processes, as far as they have started and not ended."""
    return [child for child in multiprocessing.active_children() if child.name == "newsmill pages"]


def load_large(_: Limits) -> Prepare:
    """Answer with as much as was asked, so that answers take their time."""
    return lambda message, source: (
        dead_letter(message, source, Step.DECODE, DeadLetterReason.STEP_FAILED, "large"),
        PageReport({}),
    )


def test_after_all_that_the_pool_works_at_full_size(pool: Pool, folder: Path) -> None:
    (folder / "go").unlink(missing_ok=True)
    pool.submit(event("hook/exit"), source(1)).result(60)
    pages = [pool.submit(event("hook/wait"), source(number)) for number in range(2)]
    wait_until(lambda: all(page.running() for page in pages) and pool.busy == 2)
    (folder / "go").touch()
    assert all(is_done(page.result(60)) for page in pages)
    assert pool.lost >= 2


def test_a_process_is_renewed_while_its_pages_go_on() -> None:
    limits = ProcessLimits(pages=5)
    with Pool(1, process_limits=limits, load=load_pid) as pool:
        results = [pool.submit(RawMessage(b""), source(1)).result(60)]
        while pool.renewed < 2:
            results.append(pool.submit(RawMessage(b""), source(1)).result(60))
    processes = [result.message for result in results if isinstance(result, DeadLetter)]
    assert len(set(processes)) == 3
    assert processes.count(processes[0]) > 5  # it went on until the next one had loaded its models
    assert pool.lost == 0


def load_pid(_: Limits) -> Prepare:
    """Answer with the process's id."""
    return lambda message, source: (
        dead_letter(message, source, Step.DECODE, DeadLetterReason.STEP_FAILED, str(os.getpid())),
        PageReport({}),
    )


def test_pages_come_back_in_order_whatever_they_take(hasty: Pool) -> None:
    items = [Input(source(number), event(str(number) if number else "hook/hang")) for number in range(20)]
    assert [result.source.record for result in prepare_all(items, hasty)] == list(range(20))


def test_what_is_under_way_is_bounded_in_bytes(hasty: Pool) -> None:
    """Pages behind a slow one are not read on and on: neither they nor their results may pile up."""
    size = event("1").size
    read = 0

    def items() -> Iterator[Input]:
        nonlocal read
        for number in range(12):
            read += 1
            yield Input(source(number), event("hook/hang" if number == 0 else str(number)))

    results = prepare_all(items(), hasty, bytes_under_way=4 * size)
    next(results)
    assert read <= 5
    assert len(list(results)) == 11


def test_closing_ends_processes_at_once_and_cancels_what_is_under_way(folder: Path) -> None:
    pool = Pool(1, load=partial(load_hooks, folder))
    (folder / "pid").unlink(missing_ok=True)
    pages = [pool.submit(event("hook/mark"), source(number)) for number in range(3)]
    wait_until((folder / "pid").exists)
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)
    for page in pages:
        with pytest.raises(CancelledError):
            page.result(0)


def test_a_pool_closed_while_it_starts_ends(folder: Path) -> None:
    pool = Pool(2, load=partial(load_hooks, folder))
    page = pool.submit(event("1"), source(1))
    pool.close()
    with pytest.raises(CancelledError):
        page.result(0)


def load_and_die(_: Limits) -> Prepare:
    """End as a process does that the system kills while it starts."""
    os._exit(4)


def load_and_fail(_: Limits) -> Prepare:
    """Fail as where a model cannot be read."""
    raise OSError("no room for the model")


@pytest.mark.parametrize(("load", "says"), [(load_and_die, "exit code 4"), (load_and_fail, "OSError: no room for the model")])
def test_a_pool_whose_processes_cannot_start_says_so(load: Callable[[Limits], Prepare], says: str) -> None:
    with Pool(1, load=load) as pool:
        with pytest.raises(PoolError, match=f"a process of the pool cannot be started: {says}"):
            pool.submit(RawMessage(b"{}"), source(1)).result(60)
        with pytest.raises(PoolError):
            pool.submit(RawMessage(b"{}"), source(1))


def fail_with(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def submit_and_see(pool: Pool, says: str) -> None:
    """See that no page waits for ever: those under way are told, and no other is taken."""

    def submit_until_it_ends() -> None:
        while True:
            pool.submit(event("hook/exit"), source(1)).result(60)

    for _ in range(2):
        with pytest.raises(PoolError, match=says):
            submit_until_it_ends()


@pytest.mark.parametrize("number", SHORTAGES, ids=errno.errorcode.get)
@pytest.mark.parametrize("place", [(ForkServerContext, "Pipe"), (ForkServerProcess, "start")], ids=["pipe", "fork"])
@pytest.mark.parametrize("when", ["at the start", "where a process died", "where one is renewed"])
def test_a_process_that_cannot_be_started_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, folder: Path, when: str, place: tuple[type, str], number: int
) -> None:
    fail = fail_with(OSError(number, os.strerror(number)))
    if when == "at the start":
        monkeypatch.setattr(*place, fail)
    with Pool(1, process_limits=ProcessLimits(pages=1 if "renewed" in when else 100), load=partial(load_hooks, folder)) as pool:
        if when != "at the start":
            assert is_done(pool.submit(event("1"), source(0)).result(60))
            monkeypatch.setattr(*place, fail)
        submit_and_see(pool, f"^a process of the pool cannot be started: {os.strerror(number)}; make room")


@pytest.mark.parametrize("place", ["_replace", "_prepare", "_renew"])
def test_whatever_befalls_a_thread_of_the_pool_ends_the_run(monkeypatch: pytest.MonkeyPatch, folder: Path, place: str) -> None:
    monkeypatch.setattr(f"workers.pool.pool._Worker.{place}", fail_with(SystemError("a bug")))
    with Pool(1, load=partial(load_hooks, folder)) as pool:
        submit_and_see(pool, "^a thread of the pool failed: SystemError: a bug$")


def test_a_thread_that_cannot_be_started_ends_the_run(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The second one: the first is ended again."""
    start = threading.Thread.start
    begun: list[threading.Thread] = []

    def start_once(thread: threading.Thread) -> None:
        if begun:
            raise RuntimeError("can't start new thread")
        begun.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_once)
    with pytest.raises(PoolError, match=r"^a thread of the pool cannot be started: can't start new thread; make room"):
        Pool(2, load=partial(load_hooks, folder))
    assert not begun[0].is_alive()


@pytest.mark.parametrize("number", SHORTAGES, ids=errno.errorcode.get)
def test_a_pool_closed_while_a_fork_fails_ends(monkeypatch: pytest.MonkeyPatch, folder: Path, number: int) -> None:
    forking, go = threading.Event(), threading.Event()

    def fail(*_: object) -> NoReturn:
        forking.set()
        go.wait(10)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(ForkServerProcess, "start", fail)
    pool = Pool(1, load=partial(load_hooks, folder))
    page = pool.submit(event("1"), source(1))
    assert forking.wait(10)
    closing = threading.Thread(target=pool.close)
    closing.start()
    go.set()
    closing.join(10)
    assert not closing.is_alive()
    with pytest.raises((CancelledError, PoolError)):
        page.result(0)


@pytest.mark.parametrize(
    ("short_of", "says"),
    [
        ("files", "Too many open files"),
        ("processes", "Resource temporarily unavailable"),
        ("files of the server", "too many processes, too many open files, or too little memory"),
    ],
)
def test_the_command_ends_with_one_line_where_the_system_has_too_little(short_of: str, says: str) -> None:
    command = [sys.executable, "-m", "tests.pool.starved", short_of, "clean", "-", "--processes=1"]
    lines = event("1").value + b"\n"
    run = subprocess.run(command, input=lines, capture_output=True, check=False, timeout=60)
    told = f"newsmill: a process of the pool cannot be started: {says}; make room for it, or use fewer processes\n"
    assert (run.returncode, run.stdout, run.stderr.decode()) == (1, b"", told)
