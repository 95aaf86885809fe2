"""Run a script of a folder by its name, or list what there is: what `make bench`, `make score` and `make train` do.

Usage: python -m bench.lib.run FOLDER NAME [ARGUMENTS…]    Where the name is empty, the folder's main script, if any, follows the list.
"""

import ast
import os
import sys

from testing.newsmill import ROOT

MAIN = {"bench": "speed", "bench/score": "quality", "train": None}
"""The folders, and the script of each that runs where none is named."""


def scripts(folder: str) -> dict[str, str]:
    """Find a folder's scripts by name, be they modules or packages that can be run, each with the first line of its docstring."""
    modules = {path.stem: path for path in (ROOT / folder).glob("*.py") if not path.stem.startswith("_")}
    packages = {path.parent.name: path for path in (ROOT / folder).glob("*/__main__.py")}
    paths = sorted((modules | packages).items())
    return {name: (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0] for name, path in paths}


def chosen(folder: str, name: str) -> str | None:
    """Say which script is meant, and list all where none is named. Raises SystemExit (2) where there is none of that name."""
    found = scripts(folder)
    if name in found:
        return name
    if name:
        print(f"no {name!r} in {folder}/: NAME is one of {', '.join(found)}", file=sys.stderr)
        sys.exit(2)
    for script, line in found.items():
        print(f"NAME={script:12} {line}")
    return MAIN[folder]


def main() -> None:
    """Become the script."""
    folder, name, *arguments = sys.argv[1:]
    if script := chosen(folder, name):
        if not name:
            print(f"\n{script}:", flush=True)
        os.execv(sys.executable, [sys.executable, "-m", f"{folder.replace('/', '.')}.{script}", *arguments])  # noqa: S606 # there is nothing to come back to


if __name__ == "__main__":
    main()
