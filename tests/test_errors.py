"""Errors: each that can end a command or a worker has the one base, and says by itself with which exit code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers import errors
from workers.errors import NewsmillError

WORKERS = Path(errors.__file__).parent

CAUGHT = {
    "page.py: NotAnArticle": "the pipeline: the page is rejected",
    "page.py: Unprocessable": "the pipeline: the page is a dead letter",
    "formats/decompress.py: CorruptData": "whoever reads the bytes: they are a dead letter",
    "formats/record_batch.py: TooManyBytes": "whoever reads the batch: it is a raw page that cannot be read",
    "pool/process.py: NotStartedError": "the pool's thread, which tries again or makes a PoolError of it",
    "pool/process.py: ProcessDied": "the pool's thread: its page is tried again, or a dead letter",
    "pool/pool.py: _StoppingError": "the pool's thread, which ends",
    "cli/shutdown.py: _StopReadingError": "the reading that it ends",
}
"""Exceptions that end neither a command nor a worker, and who catches each."""


def kinds(of: type[NewsmillError] = NewsmillError) -> Iterator[type[NewsmillError]]:
    """List the errors of errors.py."""
    if of.__module__ == errors.__name__:
        yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def exceptions(path: Path) -> Iterator[str]:
    """Name the exceptions that a module declares."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            if any(base.endswith(("Exception", "Error", "Failure", "Unreached", "Died")) for base in bases):
                yield f"{path.relative_to(WORKERS).as_posix()}: {node.name}"


@pytest.mark.parametrize("kind", list(kinds()))
def test_an_error_ends_with_1_2_or_70(kind: type[NewsmillError]) -> None:
    assert kind.exit_code in (1, errors.CALLED_WRONGLY, errors.WORKER_FAILED)
    assert str(kind("one line")) == "one line"
    assert kind.__doc__


def test_every_exception_has_the_base_or_is_known_to_be_caught() -> None:
    declared = {name for path in WORKERS.rglob("*.py") for name in exceptions(path)}
    ours = {f"errors.py: {kind.__name__}" for kind in kinds()}
    assert declared == ours | CAUGHT.keys()
