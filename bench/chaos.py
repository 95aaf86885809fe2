"""A fault campaign on a real Kafka: workers under load, faults at random, then the audit and a count of its own. Bounded; on this machine only.

`--faults` of the chosen `--kinds` befall `--count` pages (`bench/faults/kinds.py` lists them by group; `all` are those that one broker can
have). The last line is JSON: `faults`, `pages`, `missing`, `double` (raw pages by the audit, and articles by URL and content),
`groups_wrong` (groups of near-duplicates that have not exactly one article), `forgotten` (articles of which claims, events and raw pages
were all lost: they and their groups are not judged), `kinds`, `slowest` (seconds until pages flowed again after
a fault that needs no operator) and `unrefused` (faults after which workers should have refused to work, and did not). `--break` runs workers
with rules left out (`testing/broken.py`), or Newsmill's steps in Faust's own mode (`--break faust-exactly-once`: `testing/plain_faust.py`).
"""

import asyncio
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from bench.faults.campaign import Campaign
from bench.faults.feeder import Feeder
from bench.faults.flow import Flow
from bench.faults.kinds import Kind, Needs, chosen
from bench.faults.pages import MEMBERS, editions, group_of, line_of, now, pages
from bench.lib.arguments import parser
from bench.lib.counted import faults_of, read_into, told_of
from testing.broker import Broker
from testing.cluster import Cluster
from workers.kafka.client.connection import quiet
from workers.kafka.client.roles import Role, kafka_topic

PAGES = 20_000
DRAIN_SECONDS = 1800
UNCHANGED_SECONDS = 60
"""An audit that does not close and has not changed for so long will not close any more."""
FLOW_SECONDS = 90
"""How long pages are waited for after a fault."""
MOST_SECONDS = 30
"""How long it may take until pages flow again."""
WATCHED = 0.5
"""The share of faults after which pages are waited for; others come on top of one another."""
FED_AGAIN = 3
ENDED = 128 + signal.SIGTERM
TOLD = 20
"""Of how many pages that are missing or double everything is told."""
BROKER = {"broker.session.timeout.ms": "5000"}
"""On a machine where workers take all of the processor's time, the broker misses heartbeats of its own."""


def main() -> None:
    """Run a campaign."""
    arguments = parser(__doc__, count=PAGES)
    arguments.add_argument("--faults", type=int, default=100)
    arguments.add_argument("--kinds", default="", help="kinds and groups of faults, separated by commas")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--partitions", type=int, default=4)
    arguments.add_argument("--break", dest="breaks")
    options = arguments.parse_args()
    quiet()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))  # what was started is ended
    try:
        kinds = chosen(options.kinds)
    except ValueError as error:
        arguments.error(str(error))
    with tempfile.TemporaryDirectory(prefix="newsmill-chaos-") as folder, kafka_for(kinds, Path(folder) / "kafka") as kafka:
        campaign = Campaign(Path(folder), kafka, options.partitions, options.breaks, options.seed)
        try:
            result = run(campaign, kinds, options.faults, options.count, options.seed)
        finally:
            campaign.end()
            if keep := os.environ.get("CHAOS_LOGS"):
                subprocess.run(["cp", *map(str, Path(folder).glob("*.log")), keep], check=False)
    print(json.dumps(result))
    wrong = any(result[key] for key in ("missing", "double", "groups_wrong", "unrefused"))
    sys.exit(int(wrong or result["slowest"] > MOST_SECONDS))


def kafka_for(kinds: Mapping[str, Kind], folder: Path) -> Broker | Cluster:
    """Make the Kafka that the kinds can befall."""
    if any(kind.needs is Needs.THREE for kind in kinds.values()):
        return Cluster(folder, proxied=True)
    return Broker(folder, BROKER)


def run(campaign: Campaign, kinds: Mapping[str, Kind], faults: int, count: int, seed: int) -> dict[str, Any]:
    """Feed pages while faults befall the workers; then let them finish, and count."""
    groups = math.ceil(count / MEMBERS)
    made = campaign.newsmill("topics", "create")
    if made.returncode:
        sys.exit(made.stderr)
    seconds = faults * sum(kind.takes for kind in kinds.values()) / len(kinds) + 5
    campaign.feeder = Feeder(list(pages(groups, seed)), count / seconds, campaign.home, campaign.environment)
    settings = campaign.settings
    campaign.flow = Flow(campaign.kafka.servers, settings.group, kafka_topic(settings, Role.RAW))
    campaign.flow.start()
    campaign.tend()
    campaign.feeder.start()
    campaign.wait_until(campaign.flow.committed, FLOW_SECONDS)
    befall_all(campaign, kinds, faults)
    while campaign.feeder.is_alive():
        campaign.tend()
        campaign.feeder.join(1)
    require_fed(campaign)
    campaign.wanted = 2
    campaign.clocks.clear()
    verdict = settle(campaign)
    campaign.flow.end()
    return result_of(campaign, verdict, groups)


def befall_all(campaign: Campaign, kinds: Mapping[str, Kind], faults: int) -> None:
    """Let things happen. The kinds come in turns, each turn in an order of its own: a short campaign has them all."""
    turn: list[str] = []
    is_watched = False
    while campaign.befallen.total() < faults:
        if not is_watched:
            time.sleep(campaign.rng.uniform(3, 8))
        campaign.tend()
        turn = turn or campaign.rng.sample(list(kinds), len(kinds))
        name = turn.pop()
        is_watched = campaign.rng.random() < WATCHED
        befall(campaign, name, kinds[name], is_watched=is_watched)
        campaign.befallen[name] += 1
        require_fed(campaign)
        done = f"{campaign.befallen.total()} of {faults} faults: {dict(campaign.befallen)}"
        print(f"{done}; {name} {campaign.slowest.get(name, 0):.1f} s", file=sys.stderr, flush=True)


def befall(campaign: Campaign, name: str, kind: Kind, *, is_watched: bool) -> None:
    """Let one thing happen, and where that is watched, see pages flow again: while it lasts, or else once it has ended."""
    undo = kind.befall(campaign)
    begin = time.monotonic()
    seconds: list[float] = []

    def flows() -> bool:
        seconds.extend(found for found in [campaign.flow.flowed(begin)] if found is not None)
        return bool(seconds)

    is_asked = is_watched and not kind.refused
    if undo:
        if is_asked:
            campaign.wait_until(flows, kind.lasts)
        time.sleep(max(0.0, begin + kind.lasts - time.monotonic()))
        undo()
    if is_asked:
        is_flowing = seconds or campaign.wait_until(flows, FLOW_SECONDS)
        campaign.slowest[name] = max(campaign.slowest.get(name, 0.0), seconds[0] if is_flowing else FLOW_SECONDS)


def require_fed(campaign: Campaign) -> None:
    """End where feeding has failed."""
    if campaign.feeder.trouble:
        sys.exit(f"the feed ended: {campaign.feeder.trouble}")


def settle(campaign: Campaign) -> dict[str, Any]:
    """Let workers finish; feed again what Kafka has lost, as docs/moving-ground.md says; then the later editions of what came with a wrong clock."""
    feeder = campaign.feeder
    verdict = drain(campaign)
    for _ in range(FED_AGAIN):
        asyncio.run(read_into(campaign.counted, campaign.kafka.servers))
        lost = sorted(campaign.losable & feeder.fed.keys() - campaign.counted.urls)
        if not lost:
            break
        print(f"{len(lost)} pages are fed again", file=sys.stderr)
        feeder.feed([(url, feeder.lines[url]) for url in lost if url in feeder.lines])
        campaign.put({url: campaign.records[url] for url in lost if url in campaign.records})
        verdict = drain(campaign)
    if campaign.dated:
        later = [(url, second) for url, _, second in map(editions, campaign.dated)]
        feeder.feed([(url, line_of(url, second, now())) for url, second in later])
        verdict = drain(campaign)
    require_fed(campaign)
    print(json.dumps(verdict), file=sys.stderr)
    return verdict


def result_of(campaign: Campaign, verdict: Mapping[str, Any], groups: int) -> dict[str, Any]:
    """Count what came out, and put that together with the audit's verdict."""
    asyncio.run(read_into(campaign.counted, campaign.kafka.servers))
    fed = campaign.feeder.fed
    members: dict[str, list[str]] = defaultdict(list)
    for url in fed:
        members[group_of(url)].append(url)
    wanted = {str(group): members[str(group)] for group in range(groups)}
    last = {url: second for url, _, second in map(editions, campaign.dated)}
    found = faults_of(campaign.counted, fed, wanted, last, campaign.forgotten)
    for line in islice(told_of(campaign.counted, fed, last), TOLD):
        print(line, file=sys.stderr)
    print(f"counted apart: {found}; seconds by kind: {campaign.slowest}", file=sys.stderr)
    return {
        "faults": campaign.befallen.total(),
        "pages": len(fed),
        "missing": max(verdict["missing"], found.missing),
        "double": verdict["double"] + verdict["published_twice"] + found.double,
        "groups_wrong": found.groups_wrong,
        "forgotten": len(campaign.forgotten),
        "kinds": dict(campaign.befallen),
        "slowest": round(max(campaign.slowest.values(), default=0.0), 1),
        "unrefused": len(campaign.unrefused),
    }


def drain(campaign: Campaign) -> dict[str, Any]:
    """Let the workers finish, and audit: until it closes, or nothing changes any more."""
    verdict: dict[str, Any] = {}
    changed = begin = time.monotonic()
    while (time_now := time.monotonic()) < begin + DRAIN_SECONDS and time_now < changed + UNCHANGED_SECONDS:
        campaign.tend()
        before, verdict = verdict, campaign.audit(10)
        if not (verdict["missing"] or verdict["double"] or verdict["published_twice"]):
            break
        if verdict != before:
            changed = time.monotonic()
    return verdict


if __name__ == "__main__":
    main()
