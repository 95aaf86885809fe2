"""What such pages say: read from files that people review, each phrase below its purpose; no file says what nobody reads."""

import re
from pathlib import Path

import pytest

from workers.models.words import FILLERS, FOLDER, load_page_words
from workers.steps.extract.page_words import PageWords

FILES = sorted(FOLDER.glob("*.txt"))


def test_each_phrase_is_known_by_its_purpose_with_the_fillers_of_all_languages(tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_text("# Deutsch\n\n[not found]\nSeite nicht gefunden!\n[fillers]\nLeider\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("[not found]\n page  not found\n[read more]\nmore\n# less\n", encoding="utf-8")
    words = load_page_words(tmp_path)
    assert words.not_found.phrases.whole == {"seite nicht gefunden", "page not found"}
    assert words.read_more.phrases.whole == {"more"}
    assert words.not_found.begins("Leider: Page not found")
    assert not words.walls.phrases.whole


@pytest.mark.parametrize("text", ["[nothing found]\npage not found\n", "page not found\n"])
def test_a_phrase_without_a_purpose_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "en.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.txt: no purpose"):
        load_page_words(tmp_path)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_names_its_language_and_says_nothing_twice(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.fullmatch("[a-z]{2}", file.stem)
    assert re.match(r"# \w+\n\n\[", text)
    for _, *phrases in (part.split("\n") for part in re.split(r"\n\n(?=\[)", text.rstrip("\n"))[1:]):
        assert phrases
        assert len({*phrases}) == len(phrases)
        assert all(phrase == phrase.strip() for phrase in phrases)


def test_who_reviews_phrases_is_told_what_each_purpose_is() -> None:
    told = re.findall(r"^\| `\[(.+)\]` \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [purpose.replace(" ", "_") for purpose in told] == [FILLERS, *PageWords.__struct_fields__]


def test_there_are_phrases_for_each_purpose_in_many_languages() -> None:
    assert len(FILES) > 40
    words = load_page_words()
    assert all(len(getattr(words, purpose).phrases.whole) > 40 for purpose in PageWords.__struct_fields__)
