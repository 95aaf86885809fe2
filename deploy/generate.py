"""Write what is generated of the deployment's files and docs/metrics.md (`make dashboards`)."""

import argparse
import sys
from pathlib import Path

from deploy.metrics_page import metrics_page

ROOT = Path(__file__).parents[1]


def files() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    return {ROOT / "docs" / "metrics.md": metrics_page()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    check = parser.parse_args().check
    differing = {path: text for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    for path, text in differing.items():
        print(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(differing))


if __name__ == "__main__":
    sys.exit(main())
