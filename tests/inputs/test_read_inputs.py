"""Paths: files, folders, standard input; what is refused, what is passed over, how far the reading is."""

import gzip
import os
from io import BytesIO
from pathlib import Path

import pytest

from workers.errors import InputError
from workers.inputs import Input, Unreadable, read_inputs
from workers.limits import Limits
from workers.steps.read.read import read_page


def refused(*paths: str) -> str:
    with pytest.raises(InputError) as caught:
        read_inputs(paths)
    return str(caught.value)


def files_of(*paths: object) -> list[str | None]:
    return [item.source.file for item in read_inputs([str(path) for path in paths])]


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "no.jsonl")) == f"{tmp_path}/no.jsonl: No such file or directory; check the path"
    assert refused(str(tmp_path / "no")) == f"{tmp_path}/no: no such file or folder; check the path"


@pytest.mark.parametrize("name", ["a.csv", "a.warc.lz4", "a.json.gz", "a", ".jsonl", "a.gz"])
def test_a_file_of_unknown_kind_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    assert refused(str(tmp_path / name)) == (
        f"{tmp_path}/{name}: not a kind of file that can be read; "
        "give .jsonl, .ndjson, .warc, .wet, .arc, .html, .htm, .xhtml, .txt (also .gz, .zst), a folder, or -"
    )


def test_nothing_is_read_where_one_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")

    assert "no.warc" in refused(str(tmp_path / "a.jsonl"), str(tmp_path / "no.warc"))


def test_folders_are_read_to_the_bottom_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/x.jsonl", "a/z.jsonl", "a/y/k.jsonl", "c.jsonl", "B.jsonl", "a.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"{}\n")

    expected = [f"{tmp_path}/{name}" for name in ("B.jsonl", "a/y/k.jsonl", "a/z.jsonl", "a.jsonl", "b/x.jsonl", "c.jsonl")]
    assert files_of(tmp_path) == expected
    assert files_of(f"{tmp_path}/") == expected


def test_paths_are_read_in_their_order_and_named_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.jsonl", "in/a.jsonl"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(b"{}\n")

    assert files_of("b.jsonl", "in", "b.jsonl") == ["b.jsonl", "in/a.jsonl", "b.jsonl"]


def test_other_files_in_folders_are_passed_over_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")
    (tmp_path / "notes.md").touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.warc.lz4").touch()
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.jsonl")

    inputs = read_inputs([str(tmp_path)])

    assert len(list(inputs)) == 1
    assert inputs.passed_over == tuple(
        f"{tmp_path}/{name}" for name in ("gone.jsonl", "notes.md", "pipe.jsonl", "sub/x.warc.lz4")
    )


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")
    (tmp_path / "circle").symlink_to(tmp_path)

    assert files_of(tmp_path) == [f"{tmp_path}/a.jsonl"]


def test_a_name_that_is_no_utf_8_can_be_written_down(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.jsonl")
    (tmp_path / name).write_bytes(b"{}\n")

    assert files_of(tmp_path) == [f"{tmp_path}/a�.jsonl"]


def test_a_file_that_has_gone_meanwhile_is_unreadable_and_the_next_is_read(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(b"{}\n")
    inputs = read_inputs([str(tmp_path)])
    (tmp_path / "a.jsonl").unlink()

    first, second = inputs

    assert isinstance(first, Unreadable)
    assert first.why == "the file cannot be read: No such file or directory"
    assert isinstance(second, Input)


def test_the_bytes_of_the_files_tell_how_far_the_reading_is(tmp_path: Path) -> None:
    content = gzip.compress(os.urandom(300_000).hex().encode().replace(b"0", b"\n"))
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    (tmp_path / "b.jsonl").write_bytes(b"{}\n" * 5)

    inputs = read_inputs([str(tmp_path)])
    progress = [inputs.bytes_read for _ in inputs]

    assert inputs.bytes_total == len(content) + 15
    assert inputs.bytes_read == inputs.bytes_total
    assert progress == sorted(progress)
    assert len(set(progress)) > 3


def test_standard_input_stands_among_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")

    inputs = read_inputs([str(tmp_path / "a.jsonl"), "-", str(tmp_path / "a.jsonl")], stdin=BytesIO(b"1\n2"))

    assert [(item.source.file, item.source.record) for item in inputs] == [
        (f"{tmp_path}/a.jsonl", 1), ("-", 1), ("-", 2), (f"{tmp_path}/a.jsonl", 1),
    ]  # fmt: skip


class TestPages:
    @pytest.mark.parametrize(
        ("name", "content_type"),
        [
            ("a b.html", "text/html"),
            ("a.htm", "text/html"),
            ("a.xhtml", "application/xhtml+xml"),
            ("a.txt", "text/plain"),
            ("a.html.gz", "text/html"),
        ],
    )
    def test_a_page_in_a_file_is_an_event(self, tmp_path: Path, name: str, content_type: str) -> None:
        path = tmp_path / name
        path.write_bytes(gzip.compress(b"<p>\xff") if name.endswith(".gz") else b"<p>\xff")
        os.utime(path, (1_700_000_000.9, 1_700_000_000.9))

        (item,) = read_inputs([str(path)])

        assert isinstance(item, Input)
        assert (item.source.file, item.source.record) == (str(path), None)
        page = read_page(item.message)
        assert page.url == path.resolve().as_uri()
        assert page.fetched_at.isoformat() == "2023-11-14T22:13:20+00:00"
        assert (page.body_base64, page.content_type, page.status) == (b"<p>\xff", content_type, 200)

    def test_the_same_file_makes_the_same_bytes_from_anywhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.html").write_bytes(b"<p>")
        monkeypatch.chdir(tmp_path)

        events = [item.message for item in read_inputs(["a.html", str(tmp_path / "a.html")]) if isinstance(item, Input)]

        assert len(events) == 2
        assert events[0] == events[1]

    def test_a_page_that_is_too_large_is_unreadable(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_bytes(b"x" * 101)

        (item,) = read_inputs([str(tmp_path)], Limits(max_body_bytes=100))

        assert isinstance(item, Unreadable)
        assert (item.original, item.why) == (b"x" * 101, "the page has more than 100 bytes")

    def test_a_truncated_page_is_unreadable(self, tmp_path: Path) -> None:
        (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>Text")[:-3])

        (item,) = read_inputs([str(tmp_path)])

        assert isinstance(item, Unreadable)
        assert item.original == b"<p>Text"
        assert item.why.startswith("gzip data ends early")
