"""The table of faults: which are meant, and which Kafka they need."""

import pytest

from bench.faults.kinds import GROUPS, KINDS, USUAL, Needs, chosen


def test_the_usual_kinds_are_what_one_broker_can_have_and_need_no_operator() -> None:
    assert set(chosen("")) == set(USUAL)
    assert not [name for name in USUAL if KINDS[name].refused or KINDS[name].needs is Needs.THREE]


def test_a_group_stands_for_its_kinds() -> None:
    assert set(chosen("brokers,kill")) == {*GROUPS["brokers"], "kill"}
    assert set(chosen("all")) == {name for name, kind in KINDS.items() if kind.needs is not Needs.THREE}


@pytest.mark.parametrize(
    ("names", "said"), [("kil", "no 'kil'"), ("", None), ("own,roll", "broker needs one broker, roll three")]
)
def test_kinds_that_are_none_or_do_not_go_together_are_told(names: str, said: str | None) -> None:
    if said is None:
        chosen(names)
        return
    with pytest.raises(ValueError, match=said):
        chosen(names)
