"""Steps are pure: what they import is looked at in their source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WORKERS = Path(__file__).parent.parent / "workers"
SHELLS = set(
    "cli.py clean.py outputs.py pool.py process.py progress.py interrupt.py inputs relay/local_store.py"
    " kafka/connection.py kafka/door.py kafka/permissions.py kafka/topics.py kafka/feed.py kafka/raw_producer.py scrapy_pipeline.py kafka/log.py kafka/audit.py kafka/replay.py kafka/letters.py kafka/dead_letters.py"
    " app.py agents.py kafka/claim_table.py kafka/faust_parts.py kafka/lanes.py kafka/worker.py"
    " metrics.py web.py kafka/aborts.py kafka/figures.py kafka/watch.py kafka/batches.py kafka/lag.py".split()
)
"""What touches files, processes, terminals. Everything else is pure."""

IMPURE = set(
    "aiokafka asyncio click faust http logging multiprocessing os prometheus_client random requests rich"
    " secrets socket sqlite3 subprocess sys tempfile threading time urllib.request uuid".split()
)


def pure_modules() -> list[Path]:
    def is_shell(path: Path) -> bool:
        name = path.relative_to(WORKERS).as_posix()
        return name in SHELLS or name.split("/")[0] in SHELLS

    return sorted(path for path in WORKERS.rglob("*.py") if not is_shell(path))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: path.relative_to(WORKERS).as_posix())
def test_a_step_imports_nothing_impure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [name for name in imports(tree) if name in IMPURE or name.split(".")[0] in IMPURE]


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: path.relative_to(WORKERS).as_posix())
def test_a_step_never_asks_the_clock(path: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "today", "utcnow"}
