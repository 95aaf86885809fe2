"""Show that a busy host makes no page a dead letter: `newsmill clean` beside ten busy loops.

`--pages` names files, the dev pages unless told; the sample pages are always among them. A page then takes many times its processor time. The last line is JSON: `pages`; `dead_letters`, of all reasons; `timeouts`, those among
them that met a limit of time, each of which is named before; `seconds` of the whole run; and `load`, the processes that wanted a core in
its last minute. The exit code is 1 if there is a timeout.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.lib.arguments import dev_pages, parser_of_pages
from testing.newsmill import OUTPUTS, ROOT, clean_command

LOOPS = 10
MOST_SECONDS = 3600  # that the command may take
BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"  # it ends with this script, however that ends
SAMPLES = ROOT / "samples" / "pages"


@contextlib.contextmanager
def busy_host() -> Iterator[None]:
    """Keep the cores busy meanwhile."""
    loops: list[subprocess.Popen[bytes]] = []
    try:
        loops += (subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(LOOPS))
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def clean(inputs: list[Path], folder: Path) -> dict[str, list[Any]]:
    """Run the command; return the events of each of its outputs. Raises CalledProcessError, TimeoutExpired."""
    subprocess.run(clean_command(inputs, folder), check=True, timeout=MOST_SECONDS)
    return {name: [json.loads(line) for line in (folder / name).open(encoding="utf-8")] for name in OUTPUTS}


def main() -> int:
    """Measure and print."""
    given = parser_of_pages(__doc__).parse_args()
    pages = given.pages or dev_pages(given.shared)
    with tempfile.TemporaryDirectory() as folder, busy_host():
        begin = time.monotonic()
        events = clean([SAMPLES, *pages], Path(folder))
        seconds, load = time.monotonic() - begin, os.getloadavg()[0]
    timeouts = [letter for letter in events["dead-letters"] if letter["reason"] == "timeout"]
    for letter in timeouts:
        print(f"{letter['url']}: {letter['message']}")
    figures = {"pages": sum(map(len, events.values())), "dead_letters": len(events["dead-letters"]), "timeouts": len(timeouts)}
    print(json.dumps({**figures, "seconds": round(seconds, 1), "load": round(load, 1)}))
    return int(bool(timeouts))


if __name__ == "__main__":
    sys.exit(main())
