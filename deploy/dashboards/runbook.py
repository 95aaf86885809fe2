"""The runbook as a dashboard, made of docs/runbook.md, so that Grafana's users and alerts can link to each of its sections."""

import re
from collections.abc import Iterable, Mapping, Sequence

from deploy.dashboards.panels import Panel, Text

NAME = "runbook"
CHARACTERS_A_LINE = 190


def sections(runbook: str) -> dict[str, str]:
    """Split the runbook: its title's text, then each section's, by heading, paragraphs on one line."""
    parts = [part.partition("\n") for part in runbook.removeprefix("# ").split("\n## ")]
    return {heading: "\n\n".join(map(_unwrapped, text.strip().split("\n\n"))) for heading, _, text in parts}


def panel_id(alert: str, runbook: str) -> int:
    """Tell the number of an alert's panel: panels are counted from 1, and the first says what holds for all."""
    return list(sections(runbook)).index(alert) + 1


def link(alert: str, runbook: str) -> str:
    """Where in Grafana an alert's section is."""
    return f"/d/newsmill-{NAME}?viewPanel={panel_id(alert, runbook)}"


def links(alerts: Iterable[str], runbook: str) -> Text:
    """A row of links to alerts' sections."""
    named = " · ".join(f"[{alert.removeprefix('Newsmill')}]({link(alert, runbook)})" for alert in alerts)
    return Text("", f"**Runbook:** {named}", height=2)


def rows(runbook: str) -> Mapping[str, Sequence[Panel | Text]]:
    """A panel for each section."""
    return {"": [Text(heading, text, height=3 + _lines(text)) for heading, text in sections(runbook).items()]}


def _unwrapped(paragraph: str) -> str:
    return re.sub(
        r"\[([^]]+)\]\(\.[^)]*\)", r"\1", " ".join(paragraph.splitlines())
    )  # files lie nowhere that Grafana could link to


def _lines(text: str) -> int:
    return sum(1 + len(paragraph) // CHARACTERS_A_LINE for paragraph in text.split("\n\n"))
