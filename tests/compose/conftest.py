"""One stack for all its tests: they tell its life in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose.stack import Stack, has_docker


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack, built and up; afterwards nothing of it is left, and where a test failed its log is shown."""
    if not has_docker():
        pytest.fail("needs Docker with Compose 2.24 or newer", pytrace=False)
    stack = Stack(tmp_path_factory.mktemp("compose"))
    try:
        stack.up("--build")
        yield stack
    finally:
        print(stack.compose("logs", "--no-color", "--tail", 50, "kafka", "worker", "lag", "topics").stdout)  # noqa: T201 # pytest shows it where something failed
        stack.down("--volumes", "--remove-orphans")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample pages."""
    return Path(__file__).parents[2] / "samples" / "pages"
