"""Make pages/crawl.jsonl and the archives beside it from the readable pages in sources/: python samples/build.py

A source is a head of `key: value` lines, an empty line, and the page. The keys are those of a raw page, and three of this
script's own: `charset` keeps the page as bytes in that encoding, `keep` is how many of those bytes are left, `language` is what
a WET record says of its page. A `.line` file is a line of crawl.jsonl as it stands.
"""

import base64
import gzip
import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SAMPLES = Path(__file__).parent
SOURCES = SAMPLES / "sources"
JSON_KEYS = frozenset({"status", "keep", "hints", "headers"})
INFO = b"software: samples/build.py\r\nformat: WARC File Format 1.0\r\n"


def build(folder: Path) -> None:
    """Write the three files into a folder. Equal sources make equal files, save for how zlib compresses them."""
    lines = [crawl_line(path) for path in sorted((SOURCES / "crawl.jsonl").iterdir())]
    (folder / "crawl.jsonl").write_text("".join(lines), encoding="utf-8")
    for name, record_type in (("archive.warc", "response"), ("archive.warc.wet", "conversion")):
        pages = [read_source(path) for path in sorted((SOURCES / name).iterdir())]
        (folder / f"{name}.gz").write_bytes(archive(pages, record_type))


def read_source(path: Path) -> dict[str, Any]:
    """Read a page and its keys; the page itself is `body`."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines())
    keys = {key: json.loads(value) if key in JSON_KEYS else value for key, value in pairs}
    return {**keys, "body": body}


def crawl_line(path: Path) -> str:
    """Make a raw-page.v1 event of a source."""
    if path.suffix == ".line":
        return path.read_text(encoding="utf-8")
    page = read_source(path)
    if charset := page.pop("charset", None):
        content = page.pop("body").encode(charset)
        if page.get("content_encoding") == "gzip":
            content = gzip.compress(content, mtime=0)
        page["body_base64"] = base64.b64encode(content[: page.pop("keep", None)]).decode()
    return json.dumps(page, ensure_ascii=False) + "\n"


def archive(pages: list[dict[str, Any]], record_type: str) -> bytes:
    """Make an archive of a `warcinfo` record and a record for each page, each a gzip member of its own (ISO 28500)."""
    file = BytesIO()
    writer = WARCWriter(file, gzip=True)
    info = {"WARC-Date": pages[0]["fetched_at"], "WARC-Record-ID": record_id("warcinfo", record_type)}
    write(writer, "", "warcinfo", INFO, info)
    for page in pages:
        headers = {"WARC-Date": page["fetched_at"], "WARC-Record-ID": record_id(page["url"], page["fetched_at"])}
        if record_type == "conversion":
            headers |= {"Content-Type": page["content_type"], "WARC-Identified-Content-Language": page["language"]}
        write(writer, page["url"], record_type, page["body"].encode(), headers, page["content_type"])
    return file.getvalue()


def write(writer: WARCWriter, url: str, kind: str, body: bytes, headers: dict[str, str], content_type: str = "") -> None:
    """Write a record; that of a response begins with its HTTP head."""
    response = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1") if kind == "response" else None
    record = writer.create_warc_record(
        url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=headers, http_headers=response
    )
    writer.write_record(record)


def record_id(*parts: str) -> str:
    """Name a record by what it holds, so that a second run names it alike."""
    return f"<{uuid5(NAMESPACE_URL, ' '.join(parts)).urn}>"


if __name__ == "__main__":
    build(Path(sys.argv[1]) if sys.argv[1:] else SAMPLES / "pages")
