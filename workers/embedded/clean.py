"""The embedded mode: raw pages from files, through the pipeline and the relay, into files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from workers.embedded.claim_store import LocalStore
from workers.embedded.outputs import KINDS, Outputs
from workers.inputs.item import Input, Item
from workers.records import Article, Candidate, DeadLetter, Duplicate, Outcome, Prepared, Rejected
from workers.relay.claims import ClaimStore
from workers.relay.relay import relay


class Accounting(msgspec.Struct):
    """How many pages were read, and what became of them: by output, and by kind or reason within it."""

    read: int = 0
    outcomes: Counter[str] = msgspec.field(default_factory=Counter)
    details: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        """Count an outcome."""
        name = KINDS[type(outcome)]
        self.outcomes[name] += 1
        self.details[name, detail(outcome)] += 1

    @property
    def closes(self) -> bool:
        """Whether every page read has become exactly one outcome."""
        return self.read == self.outcomes.total()

    def __str__(self) -> str:
        """Write the accounting as one line."""
        parts = [f"{self.outcomes[name]} {name.replace('_', ' ')}{self._detailed(name)}" for name in KINDS.values()]
        return f"read {self.read} {'=' if self.closes else '≠'} {' + '.join(parts)}"

    def _detailed(self, name: str) -> str:
        counts = sorted((detail, count) for (output, detail), count in self.details.items() if output == name)
        return f" ({', '.join(f'{count} {detail}' for detail, count in counts)})" if counts else ""


def detail(outcome: Outcome) -> str:
    """Name an outcome's kind or reason."""
    match outcome:
        case Article():
            return outcome.event.value
        case Duplicate():
            return outcome.kind.value
        case Rejected() | DeadLetter():
            return outcome.reason.value


def received(items: Iterable[Item], clock: Callable[[], datetime]) -> Iterator[Item]:
    """Note on each page when it was read: it cannot have been fetched later."""
    for item in items:
        if isinstance(item, Input):
            yield Input(item.source, item.message._replace(received=clock()))
        else:
            yield item


def counted(items: Iterable[Prepared], accounting: Accounting) -> Iterator[Prepared]:
    """Count pages as they come in, apart from what becomes of them."""
    for item in items:
        accounting.read += 1
        yield item


def clean(
    prepared: Iterable[Prepared],
    store: LocalStore,
    outputs: Outputs,
    accounting: Accounting,
    window: timedelta,
) -> Iterator[Outcome]:
    """Relay pages and write what becomes of them; each is yielded once it is written and its claims are kept."""
    store.commit(outputs.sizes())  # so that a file is known before its first event is written
    for page in counted(prepared, accounting):
        outcome = settle(page, store, f"{store.run}!", window)
        outputs.write(outcome)
        store.commit(outputs.sizes())
        accounting.count(outcome)
        yield outcome


def settle(page: Prepared, store: ClaimStore, run: str, window: timedelta) -> Outcome:
    """Take a page to its end: a candidate through all of its claims."""
    if not isinstance(page, Candidate):
        return page
    event = relay(page, store, run=run, window=window)
    assert not isinstance(event, Candidate)  # noqa: S101 # this store owns every claim
    return event
