"""Steps are pure by place: what stands in these folders, and all of ours that it reaches, does no I/O and asks no clock.

Their source says so, by what it imports and calls; and a run says so, under the eyes of the interpreter's own audit.
"""

import ast
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workers.inputs import read_inputs
from workers.limits import DEFAULT_LIMITS
from workers.models.load import load_tools
from workers.pipeline import prepare
from workers.records import Candidate, Prepared

WORKERS = Path(__file__).parent.parent / "workers"
PURE = ("steps", "relay", "formats", "explain")
MAP = WORKERS / "pipeline.py"
SAMPLES = WORKERS.parent / "samples" / "pages"

ALLOWED = frozenset(
    "base64 binascii codecs collections contextlib copy dataclasses datetime email.utils enum functools hashlib html io ipaddress"
    " itertools math operator re string struct typing unicodedata urllib.parse zlib _typeshed"
    " brotli charset_normalizer courlan cramjam htmldate lxml msgspec numpy orjson tld trafilatura warcio webencodings zstandard".split()
)
"""What a pure module may import beside our own: libraries that compute. What is not here is looked at before it is let in."""

CALLED = frozenset("open input print exec eval compile __import__ breakpoint".split())
"""What must not be called: files, the terminal, code from elsewhere."""

REACHED = frozenset(
    "now today utcnow environ getenv read_text read_bytes write_text write_bytes fetch_url fromfile tofile loadtxt memmap".split()
)
"""What must not be reached by a dot: the clock, the environment, files."""

REACHED_OF = {"np": {"load", "save", "savez", "random"}, "numpy": {"load", "save", "savez", "random"}, "io": {"open", "FileIO"}}
"""The same, of modules that are allowed otherwise."""


def imported(tree: ast.AST) -> Iterator[str]:
    """Name what a module imports, `from a import b` as both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def impurities(source: str) -> list[str]:
    """List what is impure in a module's source."""
    tree = ast.parse(source)
    foreign = {name for name in imported(tree) if not name.startswith("workers")}
    found = [f"import {name}" for name in sorted(foreign) if not {name, name.split(".")[0], name.rpartition(".")[0]} & ALLOWED]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in CALLED:
                found.append(f"{name}()")
            case ast.Attribute(attr=name) if name in REACHED:
                found.append(f".{name}")
            case ast.Attribute(value=ast.Name(id=of), attr=name) if name in REACHED_OF.get(of, ()):
                found.append(f"{of}.{name}")
            case _:
                pass
    return found


def pure_modules() -> list[Path]:
    """List the modules of the pure folders and the map, and all of ours that they import, wherever those stand."""
    left = [MAP, *(path for folder in PURE for path in (WORKERS / folder).rglob("*.py"))]
    found: set[Path] = set()
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            place = WORKERS.parent.joinpath(*name.split("."))
            if name.startswith("workers"):
                left += [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists()]
    return sorted(found)


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: path.relative_to(WORKERS).as_posix())
def test_a_pure_module_does_nothing_but_compute(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import time",
        "import random",
        "from pathlib import Path",
        "from urllib import request",
        "import urllib.request",
        "from importlib.resources import files",
        "import logging",
        "open('weights')",
        "from io import FileIO; import io; io.open('weights')",
        "from datetime import datetime; datetime.now()",
        "from datetime import date; date.today()",
        "import numpy as np; np.load('weights')",
        "import numpy as np; np.random.rand()",
        "from trafilatura import fetch_url; import trafilatura; trafilatura.fetch_url('http://paper.example')",
        "eval('1')",
    ],
)
def test_what_is_impure_is_seen(source: str) -> None:
    assert impurities(source)


WATCHED = ("open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.", "sqlite3.", "ctypes.dlopen", "time.sleep")


def test_a_page_on_its_way_touches_nothing_outside() -> None:
    tools = load_tools(DEFAULT_LIMITS)
    items = list(read_inputs([str(SAMPLES)]))

    def walk() -> list[Prepared]:
        return [prepare(item.message, item.source, tools) for item in items]

    before = walk()  # libraries load on their first page
    touched: list[str] = []
    bystanders = {thread.ident for thread in threading.enumerate()} - {threading.get_ident()}  # one that measures this test, say
    watching = True

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if watching and event.startswith(WATCHED) and threading.get_ident() not in bystanders:
            touched.append(f"{event}{args[:2]}")

    sys.addaudithook(watch)  # it stays for the life of the process, so it is told when to look away
    after = walk()
    watching = False
    assert touched == []
    assert before == after
    assert sum(isinstance(page, Candidate) for page in after) > 10
