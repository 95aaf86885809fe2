"""Where work had come to, told by its outcomes: which raw page, and which article on its way, is the first without one."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from aiokafka import TopicPartition

from testing.outcomes import DUPLICATE
from tests.kafka.audit.stand_ins import record_of
from workers.kafka.audit.ledger import Ledger
from workers.kafka.audit.tally import PackedTally, Tally
from workers.kafka.client.messages import Reading, outcome_message
from workers.kafka.client.notes import Life
from workers.kafka.rewind import outcomes as module
from workers.kafka.rewind.outcomes import Reached, Told, lowest_of_lives, ranges_between, reached_by
from workers.records import Source
from workers.settings import Settings

RAW, EXTRACTED = TopicPartition("pages.raw", 0), TopicPartition("pages.extracted", 1)
ONE = {0: (Life(0, "one"),)}


def source(offset: int, life: str | None = "one", partition: int = 0) -> Source:
    return Source(kafka_topic="pages.raw", partition=partition, offset=offset, life=life)


class Kafka:
    """Outcomes of these pages, these articles on their way, and raw pages at all offsets but those of markers."""

    def __init__(
        self, ended: Iterable[Source], articles: Mapping[int, Source | bytes], markers: Iterable[int], *, again: bool
    ) -> None:
        self.tally = Tally()
        for each in ended:
            message = outcome_message(msgspec.structs.replace(DUPLICATE, source=each), "test")
            self.tally.add(message.role, record_of(message, reading=Reading("7") if again else None), "pages.raw")
        self.articles = articles
        self.markers = set(markers)
        self.looks = 0

    async def enter(self, _: Settings, __: Any, ledger: Ledger, tallies: Sequence[PackedTally]) -> None:
        for tally in tallies:
            ledger.enter(tally)

    def told(self, *, read: bool) -> Told:
        return Told([self.tally.packed()], {EXTRACTED: (0, 40)} if read else {})

    async def first_readable(self, _: Settings, __: Any, place: TopicPartition, offset: int, end: int) -> int | None:
        assert place == RAW
        self.looks += 1
        return next((number for number in range(offset, end) if number not in self.markers), None)

    async def read_ranges(self, _: Settings, __: Any, ranges: Mapping[TopicPartition, Any]) -> AsyncIterator[list[Any]]:
        for place in ranges:
            yield [self._record(place, offset, told) for offset, told in self.articles.items()]

    @staticmethod
    def _record(place: TopicPartition, offset: int, told: Source | bytes) -> Any:
        value = told if isinstance(told, bytes) else msgspec.json.encode({"source": told})
        return SimpleNamespace(topic=place.topic, partition=place.partition, offset=offset, value=value)


def reached(
    monkeypatch: pytest.MonkeyPatch,
    *ended: Source,
    articles: Mapping[int, Source | bytes] | None = None,
    markers: Iterable[int] = (),
    lives: Mapping[int, Sequence[Life]] | None = None,
    again: bool = False,
) -> tuple[Reached, Kafka]:
    """How far work had come in raw pages 5 to 12, and in articles on their way where there are any."""
    kafka = Kafka(ended, articles or {}, markers, again=again)
    for name in ("enter", "first_readable", "read_ranges"):
        monkeypatch.setattr(module, name, getattr(kafka, name))
    client: Any = SimpleNamespace(assign=lambda _: None)
    told = kafka.told(read=articles is not None)
    work = reached_by(Settings(), client, {RAW: (5, 12)}, ONE if lives is None else lives, told)
    return asyncio.run(work), kafka


@pytest.mark.parametrize(
    ("ended", "markers", "first", "until"),
    [
        ([], [], 5, 5),
        ([5, 6, 8], [], 7, 9),
        ([5, 6, 9], [7, 8], 10, 10),
        ([5, 6], [7, 8, 9, 10, 11], 12, 7),
        (range(5, 12), [], 12, 12),
        ([11], [], 5, 12),
        ([5, 8, 11], [6, 7, 9], 10, 12),
    ],
)
def test_the_first_page_without_an_outcome_is_one_that_holds_a_page(
    monkeypatch: pytest.MonkeyPatch, ended: list[int], markers: list[int], first: int, until: int
) -> None:
    found, _ = reached(monkeypatch, *map(source, ended), markers=markers)
    assert found == Reached({RAW: first}, {RAW: until})


def test_where_many_markers_lie_together_they_are_passed_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found, kafka = reached(monkeypatch, source(5), markers=range(6, 11))
    assert (found.first_open[RAW], kafka.looks) == (11, 2)


def test_outcomes_of_an_earlier_life_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reached(monkeypatch, source(5), source(6, "before"), source(9, "before"))
    assert found == Reached({RAW: 6}, {RAW: 6})


def test_pages_that_were_read_again_have_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reached(monkeypatch, source(5), source(6), again=True)
    assert found == Reached({RAW: 7}, {RAW: 7})


def test_articles_on_their_way_go_on_at_the_first_whose_page_has_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whichever life: an article of a page that was lost is on its way all the same."""
    articles = {3: source(5), 5: source(9, "before"), 7: source(6), 9: source(6)}
    found, _ = reached(monkeypatch, source(5), source(9, "before"), articles=articles)
    assert found.first_open == {RAW: 6, EXTRACTED: 7}
    assert found.until == {RAW: 7, EXTRACTED: 40}, "all articles on their way may have been worked on"


def test_where_all_articles_on_their_way_have_come_out_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reached(monkeypatch, source(5), articles={3: source(5)})
    assert found.first_open[EXTRACTED] == 40
    found, _ = reached(monkeypatch, articles={})
    assert found.first_open[EXTRACTED] == 40


def test_a_page_whose_article_is_on_its_way_was_worked_on_unless_it_is_of_an_earlier_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read again with the others before it, though it has no outcome."""
    found, _ = reached(monkeypatch, source(5), articles={3: source(9), 4: source(11, "before"), 5: source(11, partition=4)})
    assert (found.first_open[RAW], found.until[RAW]) == (6, 10)


def test_an_article_of_a_page_whose_number_another_has_by_now_says_nothing_of_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = {0: (Life(0, "one"), Life(8, "one.2"))}
    found, _ = reached(monkeypatch, articles={3: source(7), 4: source(11)}, lives=cut)
    assert found.until[RAW] == 8
    found, _ = reached(monkeypatch, articles={3: source(7), 4: source(11, "one.2")}, lives=cut)
    assert found.until[RAW] == 12


def test_an_article_on_its_way_of_a_page_that_is_not_there_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reached(monkeypatch, articles={3: source(7), 4: source(12), 5: source(10**15)})
    assert found.until[RAW] == 8


def test_an_outcome_that_names_no_life_may_be_of_any(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reached(monkeypatch, source(5, None), articles={3: source(5)})
    assert found.first_open[EXTRACTED] == 40
    found, _ = reached(monkeypatch, source(5, None), articles={3: source(5, None)}, lives={})
    assert found.first_open[EXTRACTED] == 40


@pytest.mark.parametrize(
    "broken", [b"", b"{broken", b"{}", b'{"source":{}}', b'{"source":{"file":"a","record":1}}', b'{"a":' * 10_000]
)
def test_what_is_no_article_on_its_way_is_passed_over(monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    """The relay makes a dead letter of it, which names the place where it lay and no raw page."""
    found, _ = reached(monkeypatch, source(5), articles={3: broken, 4: source(7)})
    assert found.first_open[EXTRACTED] == 4


def test_lives_are_told_of_by_outcomes_and_by_articles_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = Kafka(
        [source(9), source(7), source(8, "two"), source(3, None)],
        {3: source(6, "two"), 4: source(2, partition=4)},
        [],
        again=False,
    )
    monkeypatch.setattr(module, "read_ranges", kafka.read_ranges)
    client: Any = SimpleNamespace()
    found = asyncio.run(lowest_of_lives(Settings(), client, kafka.told(read=True)))
    assert found == {0: {"one": 7, "two": 6, "": 3}, 4: {"one": 2}}
    found = asyncio.run(lowest_of_lives(Settings(), client, kafka.told(read=False)))
    assert found == {0: {"one": 7, "two": 8, "": 3}}


def test_ranges_are_taken_of_one_kafka_topic() -> None:
    begins, ends = {RAW: 1, EXTRACTED: 2}, {RAW: 5, EXTRACTED: 6, TopicPartition("articles", 0): 9}
    assert ranges_between(begins, ends, "pages.raw") == {RAW: (1, 5)}
    assert ranges_between(begins, ends, "articles") == {}
