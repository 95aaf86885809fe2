"""Write the Grafana dashboards and docs/metrics.md (`make docs`)."""

import argparse
import sys
from pathlib import Path

import yaml

from deploy.dashboards import content, overview, runbook, workers
from deploy.dashboards.panels import dashboard
from deploy.metrics_page import metrics_page

ROOT = Path(__file__).parents[1]
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus" / "newsmill.rules.yml"
RUNBOOK = ROOT / "docs" / "runbook.md"

LINKS = [{"type": "dashboards", "title": "Newsmill", "tags": ["newsmill"], "asDropdown": False, "keepTime": True}]


def alerts(*groups: str) -> list[str]:
    """Name the alerts of these groups of rules; of all where none is named."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [
        rule["alert"] for group in rules if not groups or group["name"] in groups for rule in group["rules"] if "alert" in rule
    ]


def files() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    text = RUNBOOK.read_text(encoding="utf-8")
    dashboards = {
        "overview": dashboard(
            "overview",
            "Overview",
            "Is it well? Throughput, lag, outcomes, latency, freshness.",
            {"": [runbook.links(alerts(), text)], **overview.ROWS},
            LINKS,
        ),
        "content": dashboard(
            "content",
            "Content",
            "What is published, repeated and turned away?",
            {"": [runbook.links([*alerts("newsmill-content"), "NewsmillNothingPublished"], text)], **content.ROWS},
            LINKS,
        ),
        "workers": dashboard(
            "workers",
            "Workers",
            "What are the workers at, and what holds them up?",
            {"": [runbook.links([*alerts("newsmill-workers"), "NewsmillNoCommits"], text)], **workers.ROWS},
            LINKS,
        ),
        "runbook": dashboard("runbook", "Runbook", "What each alert means, how to look, what to do.", runbook.rows(text), LINKS),
    }
    return {
        ROOT / "docs" / "metrics.md": metrics_page(),
        **{DASHBOARDS / f"{name}.json": model for name, model in dashboards.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    check = parser.parse_args().check
    differing = {path: text for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    for path, text in differing.items():
        print(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
