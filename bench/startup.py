"""How soon `newsmill` says something: its version, its help, and the first page that `clean` makes, beside trafilatura alone.

Each is the time from the command's start until its first line of output is whole, the median of `--count` runs in turns;
`--newsmill` names the command of another checkout, to see it before and after a change. Trafilatura alone imports itself and
extracts the same page. The last line is JSON: for each command `seconds`, `ratio` (to trafilatura alone), the same of the processor's
time of the command itself, its pool's apart (`processor_s`, `processor_ratio`), which a busy machine changes less, `modules` (how
many are loaded) and `heavy` (which of HEAVY are among them).
"""

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.lib.arguments import parser
from testing.newsmill import NEWSMILL, ROOT

RUNS = 7
PAGE = ROOT / "samples" / "pages" / "en-island-school.html"
HEAVY = ("aiokafka", "faust", "htmldate", "lxml", "numpy", "prometheus_client", "py3langid", "rocksdict", "trafilatura")
ALONE = "trafilatura alone"
ELSEWHERE = "/"
"""Where the commands run: processes of the pool would else find the modules of this checkout before those of another."""
BARE = (
    "import sys, trafilatura; text = open(sys.argv[1], encoding='utf-8').read();"
    "print(trafilatura.extract(text, output_format='json', with_metadata=True, include_comments=False), flush=True)"
)


class Times(NamedTuple):
    """Seconds until a command's first line, and of the processor's time until its end, that of its pool's processes apart."""

    first_line: float
    processor: float


def commands(newsmill: Path) -> dict[str, list[str]]:
    """Name the commands, each by the Python that it runs in and what that runs."""
    python = str(newsmill.parent / "python")
    return {
        ALONE: [python, "-c", BARE, str(PAGE)],
        "version": [python, str(newsmill), "--version"],
        "help": [python, str(newsmill), "--help"],
        "first page": [python, str(newsmill), "clean", str(PAGE), "--articles=-"],
    }


def first_line(command: Sequence[str]) -> Times:
    """Run a command, and time it. Raises RuntimeError where it says nothing or fails."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ELSEWHERE) as process:
        line = process.stdout.readline() if process.stdout else b""
        seconds = time.perf_counter() - begin
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not line:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}, and said {line!r}")
    return Times(seconds, usage.ru_utime + usage.ru_stime)


def loaded(command: Sequence[str]) -> set[str]:
    """Name the modules that a command loads, those of the processes that it starts included."""
    python, *words = command
    run = subprocess.run([python, "-X", "importtime", *words], capture_output=True, text=True, check=True, cwd=ELSEWHERE)
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", run.stderr, re.MULTILINE))


def figures(command: Sequence[str], times: Sequence[Times], alone: Sequence[Times]) -> dict[str, Any]:
    """Sum up a command's runs, each beside the run of trafilatura alone in its turn."""
    modules = loaded(command)
    return {
        "seconds": round(median(each.first_line for each in times), 3),
        "ratio": round(median(ours.first_line / theirs.first_line for ours, theirs in zip(times, alone, strict=True)), 2),
        "processor_s": round(median(each.processor for each in times), 3),
        "processor_ratio": round(median(ours.processor / theirs.processor for ours, theirs in zip(times, alone, strict=True)), 2),
        "modules": len(modules),
        "heavy": [name for name in HEAVY if name in modules],
    }


def main() -> None:
    """Run the commands in turns, and print."""
    arguments = parser(__doc__, count=RUNS)
    arguments.add_argument(
        "--newsmill", type=Path, default=NEWSMILL, help="the command that is measured, with a Python beside it"
    )
    options = arguments.parse_args()
    words: Mapping[str, list[str]] = commands(options.newsmill.absolute())
    for command in words.values():
        first_line(command)  # what is on disk alone is read, and what is not compiled is
    turns = [{name: first_line(command) for name, command in words.items()} for _ in range(options.count)]
    times = {name: [turn[name] for turn in turns] for name in words}
    result = {name: figures(command, times[name], times[ALONE]) for name, command in words.items()}
    print(
        f"medians of {options.count} runs\n\n{'':18}{'seconds':>9}{'ratio':>7}{'processor':>11}{'ratio':>7}{'modules':>9}  heavy ones"
    )
    for name, each in result.items():
        *numbers, heavy = each.values()
        print(f"{name:18}{numbers[0]:9}{numbers[1]:7}{numbers[2]:11}{numbers[3]:7}{numbers[4]:9}  {', '.join(heavy)}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
