"""Measure what the tests of each folder cover of the modules that they mirror: tests/kafka/feed/test_*.py of workers/kafka/feed/*.py.

A module counts as covered by the tests of its own folder alone, in all processes that they start, however those end.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WORKERS, TESTS = ROOT / "workers", ROOT / "tests"
LEAST = 90.0
APART = ("steps/extract",)
"""Folders whose tests do not mirror them yet."""

CONFIGURATION = """[run]
source = {workers}
data_file = {folder}/lines
parallel = true
patch = _exit, fork
[report]
exclude_also =
    ^\\s*\\.\\.\\.$
    if TYPE_CHECKING:
"""


class Module(NamedTuple):
    """A module by its path: how many statements it has, and the lines of those that no test ran."""

    path: str
    statements: int
    missing: list[int]

    @property
    def percent(self) -> float:
        """How much of it is covered."""
        return 100 * (1 - len(self.missing) / self.statements)


def folders() -> list[str]:
    """List the folders that hold modules, relative to workers/; "." is workers/ itself."""
    found = sorted({path.parent.relative_to(WORKERS).as_posix() for path in WORKERS.rglob("*.py") if path.stat().st_size})
    return [folder for folder in found if not f"{folder}/".startswith(tuple(f"{apart}/" for apart in APART))]


def mirroring(folder: str) -> list[Path]:
    """List the test files that mirror a folder: those of its own name, not of folders within."""
    return sorted((TESTS / folder).glob("test_*.py"))


@contextmanager
def measuring(place: Path) -> Iterator[dict[str, str]]:
    """Give the environment in which every Python of this installation measures.

    Told by PATH, which tests hand on to what they start where they hand on nothing else.
    """
    configuration = place / "coveragerc"
    configuration.write_text(CONFIGURATION.format(workers=WORKERS, folder=place), encoding="utf-8")
    mark = f"{place}{os.pathsep}"
    begin = f"import bench.lib.coverage_start; bench.lib.coverage_start.start({str(configuration)!r})"
    code = (
        f"import os, sys; os.environ.get('PATH', '').startswith({mark!r}) and (sys.path.append({str(ROOT)!r}), exec({begin!r}))"
    )
    (library,) = (path for path in map(Path, sys.path) if path.name == "site-packages")
    hook = library / f"zz_newsmill_coverage_{os.getpid()}.pth"  # read when a Python starts, after all others
    hook.write_text(f"{code}\n", encoding="utf-8")
    try:
        yield {**os.environ, "PATH": mark + os.environ["PATH"]}
    finally:
        hook.unlink()


def measure(folder: str, options: Sequence[str]) -> tuple[list[Module], int]:
    """Run a folder's tests, with pytest's options; returns its modules and the exit code. Without tests nothing is covered."""
    pytest = ["-m", "pytest", "-p", "no:cacheprovider", *options, *map(str, mirroring(folder))]
    nothing = ["-c", "import workers"]
    with TemporaryDirectory(prefix="newsmill-coverage-") as name:
        place = Path(name)
        with measuring(place) as environment:
            command = [sys.executable, *(pytest if mirroring(folder) else nothing)]
            code = subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=sys.stderr).returncode
        for step in (["combine"], ["json", "-o", str(place / "report")]):
            command = [sys.executable, "-m", "coverage", *step, "-q", f"--rcfile={place / 'coveragerc'}"]
            subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
        files = json.loads((place / "report").read_text(encoding="utf-8"))["files"]
    found = sorted((ROOT / path, each) for path, each in files.items() if (ROOT / path).parent == (WORKERS / folder).resolve())
    modules = [(path, each["summary"]["num_statements"], each["missing_lines"]) for path, each in found]
    return [Module(path.relative_to(ROOT).as_posix(), count, lines) for path, count, lines in modules if count], code


def spans(lines: Sequence[int]) -> str:
    """Write line numbers, those that follow each other as one: 3-5, 9."""
    runs = [[line for _, line in run] for _, run in groupby(enumerate(lines), lambda item: item[1] - item[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def main() -> int:
    """Print a table by module, and as the last line the whole as JSON; 1 where tests fail or a module is covered too little."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "folders", nargs="*", help="folders of tests/ or workers/, as tests/relay or relay; all where none is named"
    )
    parser.add_argument("--least", type=float, default=LEAST, metavar="PERCENT", help="what each module has to reach")
    parser.add_argument("--pytest", default="", metavar="OPTIONS", help="what pytest is told too, as --pytest='-m \"not kafka\"'")
    asked = parser.parse_args()
    known = folders()
    names = [name.rstrip("/").removeprefix("tests/").removeprefix("workers/") for name in asked.folders] or known
    names = ["." if name in ("tests", "workers") else name for name in names]
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no folder {unknown[0]!r} in workers/: it has {', '.join(known)}")
    modules, failed = [], []
    for name in names:
        found, code = measure(name, shlex.split(asked.pytest))
        modules += found
        failed += [name] if code else []
        for module in found:
            print(f"{module.percent:5.1f} %  {module.path:52} {module.statements:4}  {spans(module.missing)}", flush=True)
    below = [module.path for module in modules if module.percent < asked.least]
    print(json.dumps({"modules": len(modules), "least": asked.least, "below": below, "failed": failed}))
    return int(bool(below or failed))


if __name__ == "__main__":
    sys.exit(main())
