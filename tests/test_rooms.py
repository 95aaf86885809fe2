"""Rooms: what a folder of workers/ must not import, so that each can be read, tested and changed without the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WORKERS = Path(__file__).parent.parent / "workers"

ENTRANCES = {"cli", "app", "agents", "scrapy_pipeline"}
SHELLS = ENTRANCES | {"embedded", "kafka", "metrics", "models", "pool", "inputs", "settings"}
STEPS = {"pipeline", "steps", "relay", "explain"}

MUST_NOT_IMPORT: dict[str, set[str]] = {
    "steps": SHELLS | {"pipeline", "relay", "explain"},
    "relay": SHELLS | {"pipeline", "explain"},
    "formats": SHELLS | STEPS,
    "pipeline": SHELLS | {"explain"},
    "explain": SHELLS,
    "models": SHELLS - {"models"},
    "inputs": SHELLS - {"inputs"} | {"pipeline", "relay"},
    "pool": ENTRANCES | {"embedded", "kafka", "metrics"},
    "metrics": ENTRANCES | {"embedded", "kafka", "inputs", "pipeline"},
    "embedded": ENTRANCES | {"kafka", "metrics", "models", "pipeline"},
    "kafka": ENTRANCES | {"embedded", "models", "pipeline", "explain"},
    "records": SHELLS | STEPS | {"formats"},
    "page": SHELLS | STEPS | {"formats"},
    "limits": SHELLS | STEPS | {"formats"},
    "errors": SHELLS | STEPS | {"formats"},
    "settings": SHELLS - {"settings"} | {"pipeline", "relay", "formats"},
    "scrapy_pipeline": ENTRANCES - {"scrapy_pipeline"} | {"embedded", "models", "pipeline", "pool"},
}
"""Each room, a folder or a module of workers/, and what of workers/ it must not import."""


def imported(path: Path) -> Iterator[str]:
    """Name the rooms that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("workers."))


@pytest.mark.parametrize("room", MUST_NOT_IMPORT)
def test_a_room_does_not_reach_into_those_that_it_must_not(room: str) -> None:
    paths = [*(WORKERS / room).rglob("*.py"), *WORKERS.glob(f"{room}.py")]
    assert paths
    found = {(path.relative_to(WORKERS).as_posix(), name) for path in paths for name in imported(path)}
    assert {(path, name) for path, name in found if name in MUST_NOT_IMPORT[room]} == set()
