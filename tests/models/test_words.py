"""What pages and their lines say: read from files that people review, each phrase below its purpose; no file says what nobody reads."""

import re
from pathlib import Path

import pytest

from workers.models.words import FOLDER, MONTHS, OF_LINES, OF_PAGES, UNITS, load_words
from workers.steps.extract.page_words import PageWords

FILES = sorted(FOLDER.glob("*.txt"))


def test_each_phrase_is_known_by_its_purpose_with_the_fillers_of_all_languages(tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_text("# Deutsch\n\n[not found]\nSeite nicht gefunden!\n[fillers]\nLeider\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("[not found]\n page  not found\n[read more]\nmore\n# less\n", encoding="utf-8")
    words = load_words(tmp_path).pages
    assert words.not_found.phrases.whole == {"seite nicht gefunden", "page not found"}
    assert words.read_more.phrases.whole == {"more"}
    assert words.not_found.begins("Leider: Page not found")
    assert not words.walls.phrases.whole


def test_lines_have_their_words_as_they_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_text(
        "# Deutsch\n\n[furniture starts]\nZum Inhalt\n[sections]\nMehr zum Thema!\n[credits]\nFoto:\n[hours]\nStunde\n[march]\nMärz\n"
        "[front page]\nZur Startseite\n[agencies]\ndpa\n[particles]\nvan\n[updates]\nAktualisiert\n",
        encoding="utf-8",
    )
    words = load_words(tmp_path).lines
    assert words.sections == {"mehr zum thema"}
    assert words.furniture_starts == {"zum inhalt"}
    assert words.starts.start("mehr zum thema wetter") == "mehr zum thema"
    assert words.starts.start("zum inhalt springen") == "zum inhalt"
    assert words.credits.start("foto ann bell") == "foto"
    assert (words.hours, words.months) == ({"stunde": 1}, {"märz": 3})
    assert words.front_page == {"zurstartseite"}
    assert words.agencies == {"dpa"}
    assert words.particles == {"van"}
    assert words.updates == ("aktualisiert",)
    assert not words.furniture


@pytest.mark.parametrize("text", ["[nothing found]\npage not found\n", "page not found\n"])
def test_a_phrase_without_a_purpose_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "en.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.txt: no purpose"):
        load_words(tmp_path)


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
    assert [purpose.replace(" ", "_") for purpose in told] == [*OF_PAGES, *OF_LINES]


def test_there_are_phrases_for_each_purpose_in_many_languages() -> None:
    assert len(FILES) > 40
    words = load_words().pages
    assert all(len(getattr(words, purpose).phrases.whole) > 40 for purpose in PageWords.__struct_fields__)


def test_there_are_words_for_each_purpose_of_lines() -> None:
    words = load_words().lines
    assert min(len(words.sections), len(words.furniture), len(words.boilerplate.whole), len(words.furniture_starts)) > 600
    assert (
        min(len(words.comments), len(words.teasers), len(words.credits.whole), len(words.bylines.whole), len(words.updates)) > 70
    )
    assert min(map(len, (words.ago, words.this_day, words.day_before, words.front_page, words.agencies, words.particles))) > 20
    assert {*words.hours.values()} == {*UNITS.values()}
    assert all([*words.months.values()].count(number) > 50 for number in range(1, len(MONTHS) + 1))
