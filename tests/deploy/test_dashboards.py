"""Dashboards: each panel asks a question, says what the answer means, and queries metrics that there are."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.dashboards.runbook import sections
from deploy.generate import DASHBOARDS, ROOT, RULES, RUNBOOK
from tests.deploy.promtool import promtool
from tests.deploy.queries import faults

PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"
NAMES = ("overview", "content", "workers", "runbook")

Json = dict[str, Any]


def model(name: str) -> Json:
    loaded: Json = json.loads((DASHBOARDS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def panels(name: str) -> list[Json]:
    return [panel for panel in model(name)["panels"] if panel["type"] not in ("row", "text")]


def recorded() -> list[str]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule["record"] for group in groups for rule in group["rules"] if "record" in rule]


QUESTIONS = [pytest.param(panel, id=f"{name}: {panel['title']}") for name in NAMES for panel in panels(name)]


@pytest.mark.parametrize("panel", QUESTIONS)
def test_a_panel_asks_says_what_the_answer_means_and_has_a_unit(panel: Json) -> None:
    assert panel["title"].endswith("?")
    assert len(panel["description"]) > 20
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults["unit"]
    steps = defaults["thresholds"]["steps"]
    assert steps[0]["value"] is None
    values = [step["value"] for step in steps[1:]]
    assert values == sorted(values)


@pytest.mark.parametrize("panel", QUESTIONS)
def test_a_panel_queries_what_there_is(panel: Json) -> None:
    datasource = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())["datasources"][0]
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"]) > 0
    for target in panel["targets"]:
        assert target["datasource"] == {"type": datasource["type"], "uid": datasource["uid"]}
        assert not list(faults(target["expr"], recorded()))


def test_every_expression_is_promql(tmp_path: Path) -> None:
    targets = [target["expr"] for name in NAMES for panel in panels(name) for target in panel["targets"]]
    rules = [{"record": f"panel:{number}", "expr": expr.replace("$__rate_interval", "1m")} for number, expr in enumerate(targets)]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    run = promtool("check", "rules", tmp_path / "rules.yml")
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_is_whole(name: str) -> None:
    dashboard = model(name)
    assert dashboard["uid"] == f"newsmill-{name}"
    assert dashboard["title"].startswith("Newsmill ")
    assert dashboard["description"]
    assert dashboard["schemaVersion"] >= 39
    every = dashboard["panels"]
    assert [panel["id"] for panel in every] == list(range(1, len(every) + 1))
    titles = [panel["title"] for panel in every if panel["title"]]
    assert len(set(titles)) == len(titles)
    taken: set[tuple[int, int]] = set()
    for panel in every:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, f"{panel['title']} lies on another panel"
        taken |= cells


def unknown(given: Any, read: Any, path: str = "") -> Iterator[str]:
    """Name what Grafana's model did not take over of what it was given."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from unknown(value, read[key], f"{path}/{key}") if key in read else [f"{path}/{key}"]
    elif isinstance(given, list):
        for number, (value, taken) in enumerate(zip(given, read, strict=True)):
            yield from unknown(value, taken, f"{path}/{number}")
    elif given != read:
        yield path


def read_by_grafana(dashboard: Json) -> Any:
    """Read a dashboard into the model that Grafana publishes of its own, and write it again."""
    plugins.register_default_plugins()
    return json.loads(JSONEncoder().encode(Dashboard.from_json(dashboard)))


@pytest.mark.parametrize("name", NAMES)
def test_grafanas_own_model_knows_all_that_a_dashboard_says(name: str) -> None:
    dashboard = model(name)
    assert not list(unknown(dashboard, read_by_grafana(dashboard)))


@pytest.mark.parametrize(
    "within", [(), ("options",), ("fieldConfig", "defaults", "custom"), ("targets", 0), ("gridPos",)], ids=str
)
def test_grafanas_own_model_does_not_know_what_there_is_not(within: tuple[Any, ...]) -> None:
    dashboard = model("overview")
    place = next(panel for panel in dashboard["panels"] if panel["type"] == "timeseries")
    for key in within:
        place = place[key]
    place["colour"] = "blue"
    assert [path.rpartition("/")[2] for path in unknown(dashboard, read_by_grafana(dashboard))] == ["colour"]


def test_the_model_is_of_the_grafana_that_is_run() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert compose["services"]["grafana"]["image"].partition(":")[2] == version("grafana-foundation-sdk").partition("!")[2]


@pytest.mark.parametrize("name", ["overview", "content", "workers"])
def test_a_row_of_links_leads_to_the_runbook(name: str) -> None:
    runbook = {str(panel["id"]): panel["title"] for panel in model("runbook")["panels"]}
    first = model(name)["panels"][0]["options"]["content"]
    links = re.findall(r"\[(\w+)\]\(/d/newsmill-runbook\?viewPanel=(\d+)\)", first)
    assert len(links) > 2
    assert all(runbook[number] == f"Newsmill{alert}" for alert, number in links)


def test_the_runbook_is_a_dashboard_too() -> None:
    titles = [panel["title"] for panel in model("runbook")["panels"]]
    assert titles == list(sections(RUNBOOK.read_text(encoding="utf-8")))


def test_what_grafana_is_provisioned_with_is_there() -> None:
    provider = yaml.safe_load((PROVISIONING / "dashboards" / "newsmill.yml").read_text())["providers"][0]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounts = [volume for volume in compose["services"]["grafana"]["volumes"] if isinstance(volume, str)]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in mounts


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("rate(newsmill_page_total[5m])", "no such metric: newsmill_page_total"),
        ('newsmill_pages_total{outcome="deadletter"}', "outcome is never deadletter"),
        ('newsmill_pages_total{station="relay"}', "newsmill_pages_total has no label station"),
        ('newsmill_end_offset{role=~"articles|duplicate"}', "role is never duplicate"),
    ],
)
def test_a_query_for_what_there_is_not_is_found(expression: str, fault: str) -> None:
    assert list(faults(expression)) == [fault]
