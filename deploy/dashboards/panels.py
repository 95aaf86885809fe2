"""A dashboard of Grafana as its JSON model, made of panels that each answer a question."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

DATASOURCE = {"type": "prometheus", "uid": "prometheus"}
"""As deploy/grafana/provisioning names it."""

COLUMNS = 24
GREEN, YELLOW, RED = "green", "#EAB839", "red"

SHARE, SECONDS, BYTES, BYTES_A_SECOND, COUNT = "percentunit", "s", "bytes", "Bps", "short"
PAGES_A_SECOND, PER_SECOND = "suffix: pages/s", "suffix:/s"

Json = dict[str, Any]


class Panel(NamedTuple):
    """A panel: its question, what the answer means, its unit, and expressions by legend ({{label}} names a label's value)."""

    title: str
    description: str
    unit: str
    expressions: Mapping[str, str]
    kind: str = "timeseries"
    width: int = 8
    height: int = 8
    limits: Sequence[tuple[str, float | None]] = ((GREEN, None),)
    """Colours, each from a value on; the first from the lowest."""
    stacked: bool = False
    most: float | None = None
    """Top of the axis where there is one by nature."""
    logarithmic: bool = False
    """Whether the answers differ by powers of ten."""


class Text(NamedTuple):
    """A panel of Markdown."""

    title: str
    markdown: str
    width: int = COLUMNS
    height: int = 3


def stat(title: str, description: str, unit: str, expression: str, limits: Sequence[tuple[str, float | None]]) -> Panel:
    """One figure, coloured by its limits."""
    return Panel(title, description, unit, {"": expression}, kind="stat", width=4, height=5, limits=limits)


def rising(yellow: float, red: float) -> list[tuple[str, float | None]]:
    """Limits of what should be low."""
    return [(GREEN, None), (YELLOW, yellow), (RED, red)]


def falling(red: float, yellow: float) -> list[tuple[str, float | None]]:
    """Limits of what should be high: red below the first, green from the second on."""
    return [(RED, None), (YELLOW, red), (GREEN, yellow)]


def dashboard(name: str, title: str, description: str, rows: Mapping[str, Sequence[Panel | Text]], links: Sequence[Json]) -> str:
    """Write a dashboard: rows of panels, from left to right, a new line where one does not fit."""
    panels: list[Json] = []
    top = 0
    for row, members in rows.items():
        if row:
            place = {"x": 0, "y": top, "w": COLUMNS, "h": 1}
            panels.append({"type": "row", "title": row, "collapsed": False, "panels": [], "gridPos": place})
            top += 1
        left = tallest = 0
        for member in members:
            if left + member.width > COLUMNS:
                top, left, tallest = top + tallest, 0, 0
            place = {"x": left, "y": top, "w": member.width, "h": member.height}
            panels.append({**(_text(member) if isinstance(member, Text) else _panel(member)), "gridPos": place})
            left, tallest = left + member.width, max(tallest, member.height)
        top += tallest
    model = {
        "uid": f"newsmill-{name}",
        "title": f"Newsmill {title}",
        "description": description,
        "tags": ["newsmill"],
        "editable": False,
        "schemaVersion": 39,
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "30s",
        "timezone": "",
        "links": list(links),
        "templating": {"list": []},
        "annotations": {"list": []},
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, 1)],
    }
    return json.dumps(model, indent=2, ensure_ascii=False) + "\n"


def _text(text: Text) -> Json:
    return {
        "type": "text",
        "title": text.title,
        "transparent": not text.title,
        "options": {"mode": "markdown", "content": text.markdown},
    }


def _panel(panel: Panel) -> Json:
    targets = [
        {
            "refId": chr(ord("A") + number),
            "datasource": DATASOURCE,
            "expr": expression,
            "legendFormat": legend,
            **({"instant": True, "range": False} if panel.kind in ("bargauge", "table") else {"instant": False, "range": True}),
            **({"format": "table"} if panel.kind == "table" else {}),
        }
        for number, (legend, expression) in enumerate(panel.expressions.items())
    ]
    steps = [{"color": colour, "value": value} for colour, value in panel.limits]
    defaults: Json = {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}}
    if not panel.logarithmic:
        defaults["min"] = 0
    if panel.most is not None:
        defaults["max"] = panel.most
    defaults |= _look(panel)
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": DATASOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _options(panel),
    }


def _look(panel: Panel) -> Json:
    if panel.kind == "timeseries":
        custom = {
            "lineWidth": 1,
            "fillOpacity": 40 if panel.stacked else 8,
            "showPoints": "never",
            "scaleDistribution": {"type": "log", "log": 10} if panel.logarithmic else {"type": "linear"},
            "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
            "thresholdsStyle": {"mode": "line" if len(panel.limits) > 1 else "off"},
        }
        return {"custom": custom, "color": {"mode": "palette-classic"}}
    return {"color": {"mode": "thresholds"}}


def _options(panel: Panel) -> Json:
    reduced = {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    match panel.kind:
        case "stat":
            return {**reduced, "colorMode": "background", "graphMode": "area", "textMode": "value", "justifyMode": "auto"}
        case "bargauge":
            return {**reduced, "orientation": "horizontal", "displayMode": "basic", "valueMode": "color", "showUnfilled": True}
        case "table":
            return {"showHeader": True, "cellHeight": "sm"}
        case _:
            return {
                "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                "tooltip": {"mode": "multi", "sort": "desc"},
            }
