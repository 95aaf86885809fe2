"""Write what docs/ has from elsewhere, `make docs`: the map from modules' docstrings, tables from noted figures.

With `--check` nothing is written; a map that differs is named, and the exit status is 1.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from docs import quality

ROOT = Path(__file__).parents[1]
WORKERS = ROOT / "workers"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
QUALITY = ROOT / "docs" / "quality.md"
FIGURES = ROOT / "bench" / "score" / "figures"

BEGIN = "<!-- The map: made by `make docs` from the first lines of the modules' docstrings. Change it there. -->\n"
END = "<!-- The end of the map. -->\n"

WIDTH = 120
"""Characters that a line of the map may have."""

FLOW = (
    *("pipeline", "records", "enums", "page", "trace", "dead_letter", "errors", "limits", "settings", "ids", "urls"),
    *("steps", "steps/read", "steps/decode", "steps/extract", "steps/language", "steps/topics", "steps/fingerprint"),
    *("relay", "explain", "explain/explain", "models", "formats", "inputs", "pool", "embedded", "app", "agents"),
    *("kafka", "kafka/client", "kafka/worker", "metrics", "scrapy_pipeline", "cli", "cli/main"),
)
"""What is read first, in the order in which a page meets it. All else follows by name."""


class UndocumentedError(Exception):
    """A module or package of which nothing is said."""


def summary(path: Path) -> str:
    """Give the first line of a module's or package's docstring. A package without one is what its module of the same name is.

    Raises UndocumentedError.
    """
    sources = [path / "__init__.py", path / f"{path.name}.py"] if path.is_dir() else [path]
    for source in sources:
        if source.exists() and (docstring := ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))):
            return docstring.splitlines()[0].removesuffix(".").replace("`", "")
    raise UndocumentedError(f"{path}: say in one line what it is, in its docstring")


def children(folder: Path) -> list[Path]:
    """List a package's modules and packages: one that is named as the package first, then those of the flow, then by name."""

    def place(path: Path) -> tuple[bool, int, str]:
        name = path.relative_to(WORKERS).with_suffix("").as_posix() if path.is_relative_to(WORKERS) else path.stem
        return path.stem != folder.name, FLOW.index(name) if name in FLOW else len(FLOW), path.name

    modules = (path for path in folder.glob("*.py") if path.name != "__init__.py")
    packages = (path.parent for path in folder.glob("*/*.py"))
    return sorted({*modules, *packages}, key=place)


def lines(folder: Path, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Give what stands in a folder, itself first: a name, indented by how deep it lies, and what it is."""
    yield "  " * depth + f"{folder.name}/", summary(folder)
    for path in children(folder):
        if path.is_dir():
            yield from lines(path, depth + 1)
        else:
            yield "  " * (depth + 1) + path.name, summary(path)


def drawn(folder: Path) -> str:
    """Draw the map of a folder."""
    rows = [*lines(folder)]
    column = max(len(name) for name, _ in rows) + 2
    return "".join(f"{name:{column}}{what}\n" for name, what in rows)


def between(text: str, begin: str, made: str, end: str) -> str:
    """Put what was made into a document, between its marks."""
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{made}\n{end}{after}"


def with_map(text: str, folder: Path) -> str:
    """Put the map of a folder into a document."""
    return between(text, BEGIN, f"```text\n{drawn(folder)}```\n", END)


def with_figures(text: str, folder: Path) -> str:
    """Put the tables of noted figures into a document."""
    for name, (made_by, draw) in quality.SHOWN.items():
        path = folder / f"{name}.json"
        drawn = draw(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else quality.NOT_YET
        text = between(text, quality.BEGIN.format(name, made_by), drawn, quality.END)
    return text


def files() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    return {
        ARCHITECTURE: with_map(ARCHITECTURE.read_text(encoding="utf-8"), WORKERS),
        QUALITY: with_figures(QUALITY.read_text(encoding="utf-8"), FIGURES),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    check = parser.parse_args().check
    try:
        differing = {path: text for path, text in files().items() if path.read_text(encoding="utf-8") != text}
    except UndocumentedError as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in differing.items():
        print(path.relative_to(ROOT))
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
