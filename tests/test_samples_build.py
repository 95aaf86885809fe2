"""The built samples are in step with their readable sources."""

import base64
import gzip
import json
import runpy
import zlib
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    runpy.run_path(str(SAMPLES / "build.py"))["build"](folder)
    return folder


def unpack(line: str) -> Any:
    """Undo compression, whose bytes depend on zlib's version; of a body that is cut off, only the beginning is certain."""
    try:
        page = json.loads(line)
    except json.JSONDecodeError:
        return line
    if page.get("content_encoding") == "gzip":
        gunzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
        body = gunzip.decompress(base64.b64decode(page["body_base64"]))
        page["body_base64"] = body if gunzip.eof else body[:100]
    return page


def test_crawl_jsonl_is_what_its_sources_make(rebuilt: Path) -> None:
    committed, built = (
        (folder / "crawl.jsonl").read_text(encoding="utf-8").splitlines() for folder in (SAMPLES / "pages", rebuilt)
    )
    assert [unpack(line) for line in committed] == [unpack(line) for line in built]


@pytest.mark.parametrize("name", ["archive.warc.gz", "archive.warc.wet.gz"])
def test_archives_are_what_their_sources_make(rebuilt: Path, name: str) -> None:
    committed, built = (gzip.decompress((folder / name).read_bytes()) for folder in (SAMPLES / "pages", rebuilt))
    assert committed == built
