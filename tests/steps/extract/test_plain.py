"""The rules of plain text, each by the least that shows it; whole pages are in tests/golden."""

import pytest

from workers.steps.extract.plain.bylines import byline
from workers.steps.extract.plain.kinds import Kind, classify
from workers.steps.extract.plain.lines import fold, measure, split_lines, weigh
from workers.steps.extract.plain.repeats import mark_repeats
from workers.steps.extract.plain.sections import listed_lines

PARAGRAPH = "The council met on Monday evening and spoke for three hours about the bridge and its cost."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PARAGRAPH, Kind.PROSE),
        ("A bridge and a bakery", Kind.TEXT),
        ("- Advertisement -", Kind.FURNITURE),
        ("Compartir", Kind.FURNITURE),
        ("GOLD 2,371.40 +0.8%", Kind.FURNITURE),
        ("Also read", Kind.SECTION),
        ("İlgili haber: Taşlıca'da hasat başladı", Kind.TEASER),
        ("[관련기사] 폐교를 극장으로", Kind.TEASER),
        ("2099-01-02 08:15 来源：清河晨报", Kind.STAMP),
        ("By Ann Onymous", Kind.STAMP),
        ("© 2025 The Ledger. All rights reserved.", Kind.CREDIT),
        ("We use cookies to improve your experience.", Kind.BOILERPLATE),
        ("Leave a Reply", Kind.COMMENTS),
    ],
)
def test_a_line_is_what_its_words_say(text: str, kind: Kind) -> None:
    assert classify(measure(text)) is kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Onymous and Ben Bell", ("Ann Onymous", "Ben Bell")),
        ("By Ann Onymous in Kestrel Crossing", ("Ann Onymous",)),
        ("Por Teodoro Valadares — Alto da Serra", ("Teodoro Valadares",)),
        ("लेखक: मीरा त्रिपाठी", ("मीरा त्रिपाठी",)),
        ("港新聞 取材・小野寺遥", ("小野寺遥",)),
        (PARAGRAPH, ()),
    ],
)
def test_a_byline_names_people_and_no_places(text: str, names: tuple[str, ...]) -> None:
    assert byline(text) == names


def test_marks_belong_to_their_words_and_joiners_to_the_text() -> None:
    assert fold("ये भी पढ़ें:") == "ये भी पढ़ें"
    assert fold("می‌گوید") == fold("میگوید")
    assert split_lines("می‌گوید\u200b")[0].text == "می‌گوید"


def listed(text: str) -> list[bool]:
    lines = split_lines(text)
    return listed_lines(lines, mark_repeats(lines, [classify(line) for line in lines]))


def test_a_list_of_headlines_ends_where_a_statement_stands_below_no_headline() -> None:
    assert listed(f"Also read\nStorks on the gasworks\nBrewery recalls its bottles\n{PARAGRAPH}") == [True, True, True, False]


def test_a_list_goes_on_where_headlines_have_summaries() -> None:
    assert all(listed(f"Most read\nStorks on the gasworks\n{PARAGRAPH}\nBrewery recalls its bottles\n{PARAGRAPH} So it said."))


def test_comments_are_told_by_their_count_below_an_article_only() -> None:
    page = split_lines("\n".join(["Comments (12)", *(f"{PARAGRAPH} Part {part} of it." for part in "abc"), "Comments (12)"]))
    kinds = mark_repeats(page, [classify(line) for line in page])
    assert (kinds[0], kinds[-1]) == (Kind.FURNITURE, Kind.COMMENTS)


@pytest.mark.parametrize(
    ("text", "weight"), [("", 0), ("harbour", 7), ("гавань", 6), ("港の橋", 7.5), ("港", 2.5), ("다리다리다", 9)]
)
def test_ideographs_weigh_more_than_letters(text: str, weight: float) -> None:
    assert weigh(text) == weight
