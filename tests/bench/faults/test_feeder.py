"""A crawler whose broker is down sends the same again; what cannot be read at all ends a campaign."""

import subprocess
from pathlib import Path
from threading import Timer

from bench.faults.feeder import Feeder
from bench.faults.pages import pages
from testing.broker import Broker
from testing.newsmill import NEWSMILL, environment


def test_a_part_that_finds_no_broker_is_sent_once_it_is_back(tmp_path: Path) -> None:
    with Broker(tmp_path / "kafka") as broker:
        settings = environment(broker.servers, "", 1)
        subprocess.run([NEWSMILL, "topics", "create"], env=settings, check=True, capture_output=True)
        broker.kill()
        back = Timer(3, broker.start)
        back.start()
        feeder = Feeder(list(pages(1, 1)), 100, tmp_path, settings)
        feeder.run()
        back.join()
        assert feeder.trouble == ""
        assert all(feeder.fed.values())


def test_what_else_goes_wrong_ends_it_at_once(tmp_path: Path) -> None:
    feeder = Feeder(list(pages(1, 1)), 100, tmp_path, {"NEWSMILL_PARTITIONS": "many"})
    feeder.run()
    assert feeder.trouble


def test_pages_that_were_put_there_in_another_way_count_as_fed(tmp_path: Path) -> None:
    feeder = Feeder([], 100, tmp_path, {})
    for _ in range(2):
        feeder.note({"https://paper.example/a": b"line"})
    assert feeder.fed["https://paper.example/a"] == 2
