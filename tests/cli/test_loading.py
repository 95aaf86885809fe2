"""What is loaded: a command that only says something loads next to nothing, and only the pool's processes load what reads pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "pages" / "en-island-school.html"

LIGHT = {"click"}
SETTINGS = {*LIGHT, "msgspec", "typing_extensions"}
KAFKA = {*SETTINGS, "aiokafka", "async_timeout", "brotli", "cramjam", "packaging", "zstandard"}
# brotli and zstandard: batches are expanded by the house's own decompression
INPUTS = {*SETTINGS, "brotli", "warcio", "six", "zstandard"}

LOADED = {
    "": LIGHT,
    "--version": LIGHT,
    "--help": LIGHT,
    "nonsense": LIGHT,
    "settings": SETTINGS,
    "audit --help": KAFKA,
    "rewind --help": KAFKA,
    "rewind --to yesterday": KAFKA,
    "rewind --to 5": KAFKA,
    "topics --help": KAFKA,
    "worker --help": KAFKA,
    "clean --help": INPUTS,
    "explain --help": LIGHT,
    "explain": LIGHT,
    f"clean --processes 1 {SAMPLE}": {*INPUTS, "rocksdict"},
}
"""The libraries that each command may load in its own process, beside Python's own."""

CALL = """
import sys
before = set(sys.modules)
from workers.cli.main import main
sys.argv[0] = "newsmill"
try:
    main()
finally:
    print("\\n", *(set(sys.modules) - before))
"""

IMPORT = """
import importlib, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(*(set(sys.modules) - before))
"""


def modules(code: str, *arguments: str) -> set[str]:
    """Run code in a Python of its own, with no setting; returns the modules that its last line names."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")}
    command = [sys.executable, "-c", code, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    assert "Traceback" not in run.stderr
    return set(run.stdout.splitlines()[-1].split())


def libraries(names: set[str]) -> set[str]:
    """Name the libraries among modules; what begins with an underscore is a part of one."""
    tops = {name.split(".")[0] for name in names}
    return {top for top in tops - sys.stdlib_module_names - {"workers", "cython_runtime"} if not top.startswith("_")}


@pytest.mark.parametrize("arguments", LOADED)
def test_a_command_loads_no_more_than_it_may(arguments: str) -> None:
    assert libraries(modules(CALL, *arguments.split())) <= LOADED[arguments]


@pytest.mark.parametrize("module", ["workers.kafka.client.messages", "workers.scrapy_pipeline", "workers.pool.pool"])
def test_what_reads_pages_is_not_loaded_by(module: str) -> None:
    loaded = modules(IMPORT, module)
    assert module in loaded
    assert libraries(loaded).isdisjoint({"trafilatura", "htmldate", "justext", "py3langid", "numpy"})
    assert loaded.isdisjoint({"workers.pipeline", "workers.models", "workers.steps.extract"})
