"""Steps are pure: what they import is looked at in their source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WORKERS = Path(__file__).parent.parent / "workers"
SHELLS = set("cli embedded inputs kafka metrics pool app.py agents.py scrapy_pipeline.py".split())
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
