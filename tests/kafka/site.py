"""A newsroom's site served locally for crawls: redirects, error pages, several encodings; it keeps a log of what it served."""

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import NamedTuple

from tests.kafka.running import article


class Answer(NamedTuple):
    """What is served at a path."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)


def news(number: int, words: str, *, charset: str = "utf-8", edition: str = "first", pack: bool = False) -> Answer:
    """An article whose text has these words, in an encoding that its headers name; compressed where asked."""
    title, *paragraphs = article(number, edition).split("\n\n")
    text = "".join(f"<p>{paragraph} {words} {paragraph}</p>" for paragraph in paragraphs[:6])
    html = (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    )
    headers = [("Content-Type", f"text/html; charset={charset}"), *([("Content-Encoding", "gzip")] if pack else [])]
    body = html.encode(charset)
    return Answer(gzip.compress(body) if pack else body, headers=tuple(headers))


def meta_news(number: int, words: str, charset: str) -> Answer:
    """An article that names its encoding itself, where its headers do not."""
    said = news(number, words).body.decode().replace("<head>", f'<head><meta charset="{charset}">')
    return Answer(said.encode(charset))


def redirect(to: str, status: int = 301) -> Answer:
    return Answer(b"moved", status, (("Location", to), ("Content-Type", "text/html")))


class Site:
    """What is served, which may be changed, and what has been: a path and its status for each answer."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in answers)
        self.answers = {"/": Answer(f"<html><body><ul>{links}</ul></body></html>".encode()), **answers}
        self.served: list[tuple[str, int]] = []
        self.url = ""
        self._lock = Lock()

    def answer(self, path: str) -> Answer:
        """Say what is served at a path, and take note of it."""
        answer = self.answers.get(path, Answer(b"<h1>Not found</h1>", 404))
        with self._lock:
            self.served.append((path, answer.status))
        return answer


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
