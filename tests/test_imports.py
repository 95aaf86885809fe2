"""Who may import whom, outside the steps: what ships knows nothing of what tests and measures it, and neither of these of the other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEVER = {
    "workers": {"testing", "bench", "tests", "samples", "schemas", "deploy", "train"},
    "testing": {"bench", "tests"},
    "bench": {"tests"},
}
"""What modules below a folder never import."""


def imported(path: Path) -> set[str]:
    """The first names of all that a file imports, inside functions too."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("folder", NEVER)
def test_a_folder_imports_nothing_that_it_must_not_know(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    found = {str(path.relative_to(ROOT)): imported(path) & NEVER[folder] for path in paths}
    assert {path: names for path, names in found.items() if names} == {}
