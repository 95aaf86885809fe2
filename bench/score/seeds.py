"""Hold what `newsmill clean` makes of the seeds against what is expected of them.

`--shared` holds data/ and tools/. The last line says how many hold; exit code 1 where one falls short.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.lib.arguments import parser
from testing.newsmill import clean_command


def main() -> int:
    """Clean, compare; return the exit code."""
    shared = parser(__doc__).parse_args().shared
    if not (shared / "tools").is_dir():
        print(f"{shared} holds no tools/: name a folder with data/ and tools/ (SHARED=…)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(clean_command([shared / "data" / "seeds" / "pages.jsonl"], folder), capture_output=True, check=True)
        command = [sys.executable, str(shared / "tools" / "seeds_check.py"), f"{folder}/articles", f"{folder}/duplicates"]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
