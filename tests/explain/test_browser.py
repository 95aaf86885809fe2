"""The page for a browser, opened in one: nothing of the explained page runs, and nothing is fetched."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lxml import html

from tests.explain.pages import PAGE, explained
from workers.explain.html import to_html

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


class Site:
    """A server of pictures and scripts that notes what it is asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"document.title = 'ran'")

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine."""
    site = Site()
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


def opened(page: Path) -> html.HtmlElement:
    """Open a file in Chromium, let its scripts run, and return what has become of it."""
    if CHROMIUM is None:
        reason = "needs Chromium: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command += [f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=3000", "--dump-dom", page.as_uri()]
    run = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return html.document_fromstring(run.stdout)


def hostile(site: Site) -> str:
    """A page that runs and fetches whatever it can, in its text and in its attributes too."""
    here = site.address
    tricks = f"""<script>document.title = 'ran'</script><script src="{here}/script.js"></script><img src="{here}/picture.png">
<img src=x onerror="document.title = 'ran'"><a href="javascript:document.title = 'ran'">A link</a><iframe src="{here}/frame"></iframe>
<link rel=stylesheet href="{here}/style.css"><p style="background: url({here}/background.png)">Coloured</p>"""
    as_text = tricks.replace("&", "&amp;").replace("<", "&lt;")
    page = PAGE.replace("</article>", f"<p class='{tricks.replace(chr(39), '&#39;')}'>{as_text}</p>{tricks}</article>")
    return page.replace("School stays open", f"School stays open {as_text[:150]}")


def test_nothing_of_the_page_runs_and_nothing_is_fetched(site: Site, tmp_path: Path) -> None:
    """The page itself, opened as it is, runs and fetches: what would be seen if the explanation did."""
    (tmp_path / "page.html").write_text(hostile(site))
    assert opened(tmp_path / "page.html").findtext(".//title") == "ran"
    assert {"/script.js", "/picture.png", "/frame", "/style.css"} <= {*site.asked}
    site.asked.clear()
    (tmp_path / "explained.html").write_text("".join(to_html([explained(hostile(site))])), encoding="utf-8")
    tree = opened(tmp_path / "explained.html")
    assert site.asked == []
    assert tree.findtext(".//title") == "How Newsmill read it"
    assert tree.xpath("//script | //img | //iframe | //link | //a | //@*[starts-with(name(), 'on')] | //@style") == []
    assert any("/picture.png" in block.text_content() for block in tree.find_class("block"))


def test_it_is_shown_as_it_was_written(tmp_path: Path) -> None:
    told = explained()
    (tmp_path / "explained.html").write_text("".join(to_html([told])), encoding="utf-8")
    tree = opened(tmp_path / "explained.html")
    shown = [(block.get("class").split()[1], block.find(".//span[@dir]").text) for block in tree.find_class("block")]
    assert shown == [(str(block.verdict), block.text) for block in told.blocks]
