"""Take the picture of an explained page for the documents: `python docs/picture.py`, or `make picture`. It needs Chromium."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).parents[1]
CRAWL = ROOT / "samples" / "pages" / "crawl.jsonl"
"""Its first page is the one that is shown."""

OPENED = "Three crew rescued"
"""The block that stands open begins so."""

PICTURE = ROOT / "docs" / "explain.png"
SIZE = 1100, 960
"""Pixels, from the page's top."""

COLOURS = 128


def with_open_block(page: str) -> str:
    """Open a block, as a click does."""
    before, found, after = page.partition(OPENED)
    head, details, rest = before.rpartition("<details ")
    return f"{head}{details}open {rest}{found}{after}"


def main() -> int:
    """Explain the page, open it in the browser, and write the picture down in few colours."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("needs Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    newsmill = Path(sys.executable).parent / "newsmill"
    first = CRAWL.read_bytes().partition(b"\n")[0]
    explained = subprocess.run(
        [newsmill, "explain", "-", "--html", "-", "--reader", "learned"], input=first, capture_output=True, check=True
    ).stdout
    with TemporaryDirectory() as folder:
        page, shot = Path(folder) / "explained.html", Path(folder) / "shot.png"
        page.write_text(with_open_block(explained.decode()), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}"]
        subprocess.run([browser, *options, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
        Image.open(shot).convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
