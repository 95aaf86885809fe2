"""When pages flow again: the last of the partitions on which some wait says it."""

from aiokafka import TopicPartition

from bench.faults.flow import Flow

ONE, TWO = TopicPartition("raw", 0), TopicPartition("raw", 1)
ENDS = {ONE: 10, TWO: 10}


def flow(*looks: tuple[float, int, int]) -> Flow:
    """Make one that has looked at these times, and found these offsets."""
    made = Flow("localhost:1", "group", "raw")
    for now, one, two in looks:
        made.take(now, {ONE: one, TWO: two}, ENDS)
    return made


def test_one_that_stands_still_while_pages_wait_keeps_all_from_flowing() -> None:
    assert flow((49, 3, 5), (53, 10, 5), (60, 10, 5)).flowed(50) is None
    assert flow((49, 3, 5), (53, 10, 5), (57, 10, 6), (60, 10, 7)).flowed(50) == 7


def test_one_on_which_nothing_waits_need_not_move() -> None:
    assert flow((49, 3, 10), (53, 10, 10)).flowed(50) == 3


def test_a_look_at_the_time_of_the_fault_itself_says_nothing() -> None:
    assert flow((49, 10, 10), (51, 10, 10)).flowed(50) is None
    assert flow((49, 3, 10), (50.5, 5, 10), (54, 5, 10)).flowed(50) is None
