"""Stopping in good order: the first signal ends the reading and nothing else, the second everything."""

import signal
from collections.abc import Iterator

import pytest

from workers.cli.shutdown import Interrupt

SIGNALS = [signal.SIGINT, signal.SIGTERM]


def numbers(raising: signal.Signals | None = None, at: int = 0) -> Iterator[int]:
    """Count, with a signal that comes while a number is read."""
    for number in range(10):
        if raising and number == at:
            signal.raise_signal(raising)
        yield number


def test_without_a_signal_all_is_read() -> None:
    with Interrupt() as interrupt:
        assert list(interrupt.until(numbers())) == list(range(10))
    assert interrupt.signal is None


@pytest.mark.parametrize("number", SIGNALS)
def test_what_is_being_read_when_the_signal_comes_was_never_there(number: signal.Signals) -> None:
    with Interrupt() as interrupt:
        assert list(interrupt.until(numbers(number, at=3))) == [0, 1, 2]
    assert interrupt.signal == number


@pytest.mark.parametrize("number", SIGNALS)
def test_work_on_what_was_read_goes_on_to_its_end(number: signal.Signals) -> None:
    done = []
    with Interrupt() as interrupt:
        for item in interrupt.until(numbers()):
            if item == 3:
                signal.raise_signal(number)
            done.append(item)
    assert done == [0, 1, 2, 3]
    assert interrupt.signal == number


@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_signal_ends_the_work_at_once(second: signal.Signals) -> None:
    with Interrupt() as interrupt, pytest.raises(KeyboardInterrupt):  # noqa: PT012 # the second is what raises
        signal.raise_signal(signal.SIGTERM)
        assert interrupt.signal == signal.SIGTERM
        signal.raise_signal(second)


def test_afterwards_signals_are_what_they_were() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interrupt():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
