"""Alerts: each says what is wrong and leads to its section of the runbook, fires where it has to and nowhere else."""

import re
from typing import Any

import pytest
import yaml

from deploy.dashboards.runbook import link, sections
from deploy.generate import ROOT, RULES, RUNBOOK
from tests.deploy.promtool import promtool
from tests.deploy.queries import expressions, faults

TESTS = sorted((ROOT / "tests" / "deploy").glob("*.test.yml"))

Rule = dict[str, Any]


def rules() -> list[Rule]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


ALERTS = [rule for rule in rules() if "alert" in rule]
RUNBOOK_TEXT = RUNBOOK.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_how_bad_it_is_and_what_to_do(rule: Rule) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["runbook_url"] == f"http://localhost:3000{link(rule['alert'], RUNBOOK_TEXT)}"
    section = sections(RUNBOOK_TEXT)[rule["alert"]]
    assert re.findall(r"^\*\*(\w+)\.\*\*", section, re.MULTILINE) == ["Meaning", "Look", "Do"]


def test_the_runbook_has_a_section_for_each_alert_and_no_other() -> None:
    _, *headings = sections(RUNBOOK_TEXT)
    assert headings == [rule["alert"] for rule in ALERTS]


def test_what_the_runbook_names_on_dashboards_is_there() -> None:
    """Panels are named in italics, by their question."""
    dashboards = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
    named = re.findall(r"\*([^*]+\?)\*", " ".join(RUNBOOK_TEXT.split()))
    assert len(named) > 10
    assert [question for question in named if f'"title": "{question}"' not in dashboards] == []


def test_rules_query_what_there_is() -> None:
    recorded = [rule["record"] for rule in rules() if "record" in rule]
    loaded = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    assert [fault for expression in expressions(loaded) for fault in faults(expression, recorded)] == []


def test_rules_and_configuration_are_what_prometheus_reads() -> None:
    run = promtool("check", "config", ROOT / "deploy" / "prometheus" / "prometheus.yml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(rules())} rules found" in run.stdout


def test_each_alert_fires_where_it_has_to_and_nowhere_else() -> None:
    run = promtool("test", "rules", *TESTS)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("alert", [rule["alert"] for rule in ALERTS])
def test_each_alert_is_tested_where_it_fires_and_where_it_must_not(alert: str) -> None:
    tests = [test for path in TESTS for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]]
    expected = [case["exp_alerts"] for test in tests for case in test["alert_rule_test"] if case["alertname"] == alert]
    assert any(expected)
    assert [] in expected
