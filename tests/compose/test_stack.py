"""The life of docker-compose.yml's stack, told in order: `make compose-test`. Each test goes on from where the one before ended."""

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.compose.stack import GRAFANA_PASSWORD, PATIENCE_SECONDS, ROOT, Stack, wait_until

SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
"""Pages and tools that are no part of the project."""

SEEDS = SHARED / "data" / "seeds" / "pages.jsonl"
DASHBOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
LAG_ALERT = "NewsmillLagGrowing"

pytestmark = [pytest.mark.compose, pytest.mark.kafka, pytest.mark.timeout(3 * PATIENCE_SECONDS)]


def published(stack: Stack) -> list[str]:
    return sorted(article["event_id"] for article in stack.read("articles"))


def feed(stack: Stack, samples: Path) -> None:
    # At a rate: what is counted between two looks of Prometheus' has no increase that a panel could show.
    stack.newsmill("feed", "/pages", "--rate", 2, mounts=[f"{samples}:/pages:ro"])
    stack.newsmill("feed", "-", "--rate", 2, stdin=SEEDS.read_bytes())


def test_up_waits_until_all_is_healthy(stack: Stack) -> None:
    health = {name: container["State"]["Health"]["Status"] for name, container in stack.containers().items()}
    assert health.keys() >= {"kafka-1", "worker-1", "worker-2", "lag-1", "prometheus-1"}
    assert set(health.values()) == {"healthy"}


def test_up_once_more_changes_nothing(stack: Stack) -> None:
    before = {name: container["Id"] for name, container in stack.containers().items()}
    stack.up()
    assert {name: container["Id"] for name, container in stack.containers().items()} == before


def test_every_target_is_scraped(stack: Stack) -> None:
    wanted = [("lag", "up"), ("prometheus", "up"), ("worker", "up"), ("worker", "up")]
    wait_until(lambda: stack.targets() == wanted, f"{wanted} up")


def test_pages_fed_from_a_container_become_articles(stack: Stack, samples: Path, tmp_path: Path) -> None:
    feed(stack, samples)
    verdict = stack.audit()
    assert verdict["raw_pages"] == 43
    files = []
    for kafka_topic in ("articles", "articles.duplicates"):
        files.append(tmp_path / f"{kafka_topic}.jsonl")
        files[-1].write_text("".join(json.dumps(event) + "\n" for event in stack.read(kafka_topic)), encoding="utf-8")
    seeds = subprocess.run(
        [sys.executable, str(SHARED / "tools/seeds_check.py"), *files], capture_output=True, text=True, check=False
    )
    assert seeds.returncode == 0, seeds.stdout


def test_every_panel_has_data(stack: Stack) -> None:
    check = [sys.executable, str(SHARED / "tools/promql_check.py"), stack.prometheus_url, *map(str, DASHBOARDS)]
    last = ""

    def all_have_data() -> bool:
        nonlocal last
        run = subprocess.run(check, capture_output=True, text=True, check=False)
        last = run.stdout
        return run.returncode == 0

    assert DASHBOARDS
    try:
        wait_until(all_have_data, "data for every panel")
    except AssertionError:
        pytest.fail(last, pytrace=False)


def test_grafana_has_the_dashboards_and_asks_who_one_is(stack: Stack) -> None:
    if not stack.has_grafana:
        pytest.skip("Grafana's image can not be had here: all ran but Grafana")
    url = f"http://127.0.0.1:{stack.grafana}/api/search?type=dash-db"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(url, timeout=10)
    who = base64.b64encode(f"admin:{GRAFANA_PASSWORD}".encode()).decode()
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Basic {who}"}), timeout=10) as answer:
        assert len(json.load(answer)) == len(DASHBOARDS)


def test_nobody_is_root_and_nothing_can_be_written_outside_volumes(stack: Stack) -> None:
    for name, container in stack.containers().items():
        users = subprocess.run(["docker", "top", container["Id"], "-eo", "pid,uid"], capture_output=True, text=True, check=True)
        assert "0" not in users.stdout.split()[3::2], name
        assert container["HostConfig"]["ReadonlyRootfs"], name
        assert container["HostConfig"]["CapDrop"] == ["ALL"], name
        changes = subprocess.run(["docker", "diff", container["Id"]], capture_output=True, text=True, check=True)
        mounted = [*(container["HostConfig"].get("Tmpfs") or ()), "/usr/sbin/docker-init"]
        added = {line.removeprefix("A ") for line in changes.stdout.splitlines() if not line.startswith("C ")}
        assert added <= set(mounted), name  # Docker makes the places of what it mounts
        assert all(mount["Type"] != "volume" or mount["Name"].startswith(stack.project) for mount in container["Mounts"]), name


def test_the_image_is_small(stack: Stack) -> None:
    image = stack.containers()["worker-1"]["Image"]
    size = subprocess.run(["docker", "image", "inspect", "--format", "{{.Size}}", image], capture_output=True, check=True).stdout
    assert int(size) < 400_000_000


def test_ports_are_published_on_loopback_only(stack: Stack) -> None:
    published = [
        binding["HostIp"]
        for container in stack.containers().values()
        for bindings in container["NetworkSettings"]["Ports"].values()
        for binding in bindings or ()
    ]
    assert set(published) == {"127.0.0.1"}


def test_a_killed_worker_and_a_restarted_kafka_lose_nothing(stack: Stack, samples: Path) -> None:
    feeding = stack.start_feeding(samples, rate=2)
    wait_until(lambda: stack.raw_pages() > 43 + 5, "pages coming in")
    stack.compose("exec", "--no-TTY", "worker", "sh", "-c", "kill -9 -1")
    stack.compose("restart", "kafka")
    assert feeding.wait(timeout=PATIENCE_SECONDS) == 0
    assert stack.audit()["raw_pages"] == 81
    wait_until(lambda: stack.containers()["worker-1"]["RestartCount"] > 0, "the killed worker started again")


def test_down_and_up_again_keeps_the_state(stack: Stack, samples: Path) -> None:
    before = published(stack)
    stack.down()
    stack.up()
    feed(stack, samples)
    assert stack.audit()["raw_pages"] == 124
    assert published(stack) == before
    folders = stack.compose("exec", "--no-TTY", "worker", "ls", "/data").stdout.split()
    assert folders == ["0", "1"]  # one for each worker at a time, whatever their containers were called


def test_the_lag_alert_fires_while_no_worker_runs(stack: Stack, samples: Path) -> None:
    stack.compose("stop", "worker")
    feeding = stack.start_feeding(samples, rate=0.4)
    wait_until(lambda: stack.alerts().get(LAG_ALERT) == "firing", f"{LAG_ALERT} firing")
    assert feeding.wait(timeout=PATIENCE_SECONDS) == 0
    stack.up()
    stack.audit()
    wait_until(lambda: LAG_ALERT not in stack.alerts(), f"{LAG_ALERT} over")
