"""Draw a Grafana dashboard's panels from a live Prometheus, to be looked at where no Grafana runs: a stand-in, not Grafana's own picture."""

import json
import textwrap
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

Json = dict[str, Any]
Line = tuple[str, np.ndarray, np.ndarray]

INTERVAL = "1m"
STEP_SECONDS = 5
CELL_INCHES = (0.75, 0.42)
MOST_IN_LEGEND = 14
COLOURS = {"green": "#73bf69", "red": "#f2495c", "#EAB839": "#eab839"}
UNITS = {"s": "s", "percentunit": "%", "bytes": "B", "Bps": "B/s", "short": ""}

mpl.use("agg")


def ask(prometheus: str, path: str, **parameters: object) -> list[Json]:
    """Ask Prometheus' API."""
    url = f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 # the caller's own Prometheus
        result: list[Json] = json.load(answer)["data"]["result"]
    return result


def lines(prometheus: str, panel: Json, minutes: float) -> list[Line]:
    """A panel's series over the last minutes: legend, times, values."""
    found: list[Line] = []
    end = time.time()
    for target in panel["targets"]:
        query = target["expr"].replace("$__rate_interval", INTERVAL)
        if target["instant"]:
            answer = ask(prometheus, "query", query=query)
        else:
            answer = ask(prometheus, "query_range", query=query, start=end - 60 * minutes, end=end, step=STEP_SECONDS)
        for series in answer:
            legend = target["legendFormat"]
            for label, value in series["metric"].items():
                legend = legend.replace("{{" + label + "}}", value)
            samples = series.get("values") or [series["value"]]
            moments, values = (np.array(column, dtype=float) for column in zip(*samples, strict=True))
            found.append((legend, *_with_gaps((moments - end) / 60, values)))
    return found


def _with_gaps(moments: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put a value that is none where samples are missing, so that no line bridges them."""
    places = np.flatnonzero(np.diff(moments) > 2.5 * STEP_SECONDS / 60) + 1
    return np.insert(moments, places, moments[places - 1]), np.insert(values, places, np.nan)


def shown(value: float, unit: str) -> str:
    """A value with its unit, about as Grafana writes it."""
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit in ("bytes", "Bps"):
        for prefix in ("", "Ki", "Mi", "Gi"):
            if abs(value) < 1024 or prefix == "Gi":
                return f"{value:.3g} {prefix}{UNITS[unit]}"
            value /= 1024
    if unit == "s" and abs(value) >= 120:
        return (
            f"{value / 86400:.3g} d"
            if value >= 2 * 86400
            else f"{value / 3600:.3g} h"
            if value >= 7200
            else f"{value / 60:.3g} min"
        )
    if unit == "s" and 0 < abs(value) < 0.1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.4g}{UNITS.get(unit, unit.removeprefix('suffix:'))}"


def colour(value: float, steps: list[Json]) -> str:
    """The colour of the last threshold that a value has reached."""
    reached = [step for step in steps if step["value"] is None or value >= step["value"]]
    return COLOURS[reached[-1]["color"]]


def draw_stat(axes: Axes, panel: Json, found: list[Line]) -> None:
    """One figure on its colour, with its course."""
    axes.set_axis_off()
    for _, moments, values in found[:1]:
        unit, steps = (panel["fieldConfig"]["defaults"][key] for key in ("unit", "thresholds"))
        axes.set_facecolor(colour(values[-1], steps["steps"]))
        axes.set_axis_on()
        axes.set_xticks([])
        axes.set_yticks([])
        axes.fill_between(moments, 0, values, color="white", alpha=0.35)
        axes.set_ylim(0, max(np.nanmax(values) * 2.5, 1e-9))
        axes.text(
            0.5, 0.55, shown(values[-1], unit), ha="center", va="center", fontsize=20, weight="bold", transform=axes.transAxes
        )


def draw_bars(axes: Axes, panel: Json, found: list[Line]) -> None:
    """A bar for each series' last value."""
    unit, thresholds = (panel["fieldConfig"]["defaults"][key] for key in ("unit", "thresholds"))
    names = [textwrap.shorten(legend, 24, placeholder=" …") for legend, _, _ in found]
    values = [series[-1] for _, _, series in found]
    axes.barh(names, values, color=[colour(value, thresholds["steps"]) for value in values])
    axes.invert_yaxis()
    axes.tick_params(labelsize=6)
    for place, value in enumerate(values):
        axes.text(value, place, f" {shown(value, unit)}", va="center", fontsize=6)
    axes.set_xticks([])


def draw_course(axes: Axes, panel: Json, found: list[Line]) -> None:
    """Lines, or areas on each other, with their limits."""
    defaults = panel["fieldConfig"]["defaults"]
    stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    if stacked and found:
        grid = np.unique(np.concatenate([moments for _, moments, _ in found]))
        layers = [np.interp(grid, moments, np.nan_to_num(values), left=0, right=0) for _, moments, values in found]
        axes.stackplot(grid, layers, labels=[legend for legend, _, _ in found], alpha=0.6)
    else:
        for legend, moments, values in found:
            axes.plot(moments, values, label=legend, linewidth=1)
    if defaults["custom"]["scaleDistribution"]["type"] == "log":
        axes.set_yscale("log")
    else:
        top = axes.get_ylim()[1]
        axes.set_ylim(0, defaults.get("max", top if top > 0 else 1) * 1.02)
    for step in defaults["thresholds"]["steps"][1:]:
        if step["value"] <= axes.get_ylim()[1]:
            axes.axhline(step["value"], color=COLOURS[step["color"]], linewidth=0.8, linestyle="--")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, defaults["unit"])))
    axes.tick_params(labelsize=6, which="both")
    axes.set_xlim(right=0)
    axes.grid(alpha=0.25)
    if 0 < len(found) <= MOST_IN_LEGEND:
        axes.legend(fontsize=5, ncol=3, loc="upper center", bbox_to_anchor=(0.5, -0.1), frameon=False)


DRAW = {"stat": draw_stat, "bargauge": draw_bars, "timeseries": draw_course}


def draw(prometheus: str, dashboard: Path, picture: Path, minutes: float) -> list[str]:
    """Draw a dashboard; returns the questions of panels that have no data."""
    model = json.loads(dashboard.read_text(encoding="utf-8"))
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in model["panels"])
    figure = plt.figure(figsize=(24 * CELL_INCHES[0], (height + 1) * CELL_INCHES[1]), facecolor="#f4f5f5")
    figure.suptitle(f"{model['title']} (drawn by bench/lib/draw.py, not by Grafana)", fontsize=10, y=0.997)
    empty = []
    for panel in model["panels"]:
        place = panel["gridPos"]
        left, bottom = place["x"] / 24, 1 - (place["y"] + place["h"] + 1) / (height + 1)
        width, tall = place["w"] / 24, place["h"] / (height + 1)
        if panel["type"] == "row":
            figure.text(left + 0.005, bottom + tall / 2, panel["title"], fontsize=9, weight="bold", va="center")
            continue
        if panel["type"] == "text":
            text = "\n".join(textwrap.wrap(panel["options"]["content"], 230)[: int(place["h"] * 2.2)])
            figure.text(left + 0.005, bottom + tall * 0.9, text, fontsize=5, va="top")
            continue
        timeseries = panel["type"] == "timeseries"
        pad = 0.25 if timeseries else 0.08
        indent = 0.035 if timeseries else 0.06 if panel["type"] == "bargauge" else 0.006
        axes = figure.add_axes((left + indent, bottom + pad * tall, width - indent - 0.008, tall * (0.84 - pad)))
        axes.set_title(panel["title"], fontsize=7.5, loc="left", pad=3)
        found = lines(prometheus, panel, minutes)
        if not found:
            empty.append(panel["title"])
            axes.text(0.5, 0.5, "no data", ha="center", transform=axes.transAxes)
        DRAW[panel["type"]](axes, panel, found)
    figure.savefig(picture, dpi=100)
    plt.close(figure)
    return empty
