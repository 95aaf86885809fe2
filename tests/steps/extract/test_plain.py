"""The rules of plain text, each by the least that shows it; whole pages are in tests/golden."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from testing.words import LINE_WORDS
from workers.enums import ReaderName
from workers.page import Document, Doubt, Extracted, Format, Found, HowRead
from workers.records import Hints, Origin
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Floats
from workers.steps.extract.columns.matrix import Witness
from workers.steps.extract.plain import extract_plain
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
    assert classify(measure(text, LINE_WORDS.months), LINE_WORDS) is kind


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
    assert byline(text, LINE_WORDS) == names


def test_marks_belong_to_their_words_and_joiners_to_the_text() -> None:
    assert fold("ये भी पढ़ें:") == "ये भी पढ़ें"
    assert fold("می‌گوید") == fold("میگوید")
    assert split_lines("می‌گوید\u200b", LINE_WORDS.months)[0].text == "می‌گوید"


def listed(text: str) -> list[bool]:
    lines = split_lines(text, LINE_WORDS.months)
    return listed_lines(lines, mark_repeats(lines, [classify(line, LINE_WORDS) for line in lines], LINE_WORDS))


def test_a_list_of_headlines_ends_where_a_statement_stands_below_no_headline() -> None:
    assert listed(f"Also read\nStorks on the gasworks\nBrewery recalls its bottles\n{PARAGRAPH}") == [True, True, True, False]


def test_a_list_goes_on_where_headlines_have_summaries() -> None:
    assert all(listed(f"Most read\nStorks on the gasworks\n{PARAGRAPH}\nBrewery recalls its bottles\n{PARAGRAPH} So it said."))


def test_comments_are_told_by_their_count_below_an_article_only() -> None:
    page = split_lines(
        "\n".join(["Comments (12)", *(f"{PARAGRAPH} Part {part} of it." for part in "abc"), "Comments (12)"]), LINE_WORDS.months
    )
    kinds = mark_repeats(page, [classify(line, LINE_WORDS) for line in page], LINE_WORDS)
    assert (kinds[0], kinds[-1]) == (Kind.FURNITURE, Kind.COMMENTS)


@pytest.mark.parametrize(
    ("text", "weight"), [("", 0), ("harbour", 7), ("гавань", 6), ("港の橋", 7.5), ("港", 2.5), ("다리다리다", 9)]
)
def test_ideographs_weigh_more_than_letters(text: str, weight: float) -> None:
    assert weigh(text) == weight


TITLE = "Bridge over the river is closed"
BODY = [f"{PARAGRAPH} It was {hour} o'clock when they had ended." for hour in ("eight", "nine", "ten", "eleven")]
REMARKS = [
    f"Read what else the council said about the {what} on Monday evening, and who disagreed" for what in ("bridge", "market")
]
BY_RULES = [BODY[0], REMARKS[0], *BODY[1:3], REMARKS[1], BODY[3]]
PAGE = "\n\n".join(["Home", TITLE, *BY_RULES, "Imprint"])


def read(likely: Mapping[str, float], text: str = PAGE) -> Extracted:
    """Read a page with a labeller that finds these lines so likely, and all else unlikely."""

    def labeller(blocks: Blocks, witness: Witness) -> Floats:
        assert witness.format is Format.PLAIN
        return np.array([likely.get(line, 0.01) for line in blocks.texts], np.float32)

    return extract_plain(document(text), labeller, LINE_WORDS)


def document(text: str) -> Document:
    url, fetched_at = "https://paper.example/bridge-over-the-river", datetime(2026, 3, 2, tzinfo=UTC)
    return Document(url=url, final_url=url, fetched_at=fetched_at, format=Format.PLAIN, text=text, headers={}, hints=Hints())


def test_a_labeller_that_is_sure_is_believed_against_the_rules() -> None:
    found = read(dict.fromkeys(BODY, 0.9))
    assert (found.reader, found.text.split("\n")) == (ReaderName.LEARNED, BODY)
    assert extract_plain(document(PAGE), None, LINE_WORDS).text.split("\n") == BY_RULES, "by the rules remarks are sub-headings"


def test_the_rules_read_where_the_labels_expect_little_of_a_line_more_of_their_own_text() -> None:
    rules = extract_plain(document(PAGE), None, LINE_WORDS)
    found = read(dict.fromkeys([*BODY, REMARKS[0]], 0.9) | {REMARKS[1]: 0.2})
    assert rules.how_read == HowRead(ReaderName.PLAIN_TEXT)
    assert found == msgspec.structs.replace(rules, how_read=HowRead(ReaderName.PLAIN_TEXT, found.how_read.expected))
    assert found.how_read.expected == pytest.approx(0.81, abs=0.02)


def test_the_rules_do_not_read_where_they_find_one_line_of_many() -> None:
    stones = [*(f"{number}. A stone of the old bridge" for number in range(40)), "And one more."]
    text = "\n".join(["Home", TITLE, BODY[0], *stones, "Imprint"])
    assert extract_plain(document(text), None, LINE_WORDS).text == BODY[0]
    found = read(dict.fromkeys([BODY[0], *stones], 0.8), text)
    assert (found.reader, found.text.split("\n")) == (ReaderName.LEARNED, [BODY[0], *stones])


def test_the_rules_read_where_the_labels_find_nothing() -> None:
    found = read({})
    assert found.text == extract_plain(document(PAGE), None, LINE_WORDS).text
    assert (found.reader, found.how_read.doubt) == (ReaderName.PLAIN_TEXT, Doubt.NOTHING_FOUND)


def test_where_the_rules_find_nothing_a_labeller_that_is_sure_is_believed() -> None:
    lines = ["Home", "Rain in the north.", "Sun in the south.", "Imprint"]
    assert extract_plain(document("\n\n".join(lines)), None, LINE_WORDS).text == ""
    sure, unsure = (read(dict.fromkeys(lines[1:3], value), "\n\n".join(lines)) for value in (0.95, 0.4))
    assert (sure.text, sure.reader) == ("\n".join(lines[1:3]), ReaderName.LEARNED)
    assert (unsure.text, unsure.how_read.doubt) == ("", Doubt.UNSURE)


def test_the_title_is_no_line_of_the_text_wherever_it_stands() -> None:
    found = read(dict.fromkeys([TITLE, *BODY], 0.9), f"{PAGE}\n\n{TITLE}\n\n{BODY[0]} So it ends.")
    assert found.metadata.title == Found(TITLE, Origin.TEXT)
    assert found.text.split("\n") == BODY


def test_a_heading_with_nothing_below_it_is_no_text() -> None:
    assert read(dict.fromkeys([*BODY, "Imprint"], 0.9)).text.split("\n") == BODY


def test_labels_are_believed_in_the_page_s_own_article_only() -> None:
    other = "Storks have come back to the gasworks"
    lines = [f"{bird} nests on the chimney of the gasworks since {month}, as photographers from elsewhere report; feathers fly." for bird, month in (("Father", "April"), ("Mother", "May"), ("Egret", "June"), ("Heron", "July"), ("Crane", "August"), ("Swift", "October"))]  # fmt: skip
    text = "\n".join(
        [TITLE, "By Ann Onymous", "2 March 2026", *BODY, "", "", "", "", other, "By Ben Bell", "1 March 2026", *lines]
    )
    found = read(dict.fromkeys([*BODY, *lines], 0.9), text)
    assert [article.title for article in found.also_on_page] == [other]
    assert found.text.split("\n") == BODY


def test_a_line_that_runs_together_what_stands_below_it_is_no_text() -> None:
    body = [
        f"On {day} the council spoke for three hours about the old bridge and about all its costs."
        for day in ("Monday", "Friday", "Sunday")
    ]
    digest = " ".join([TITLE, "By Ann Bell", *body])
    assert len(digest) in range(300, 400)
    likely = {digest: 0.95} | dict.fromkeys([*body, *BODY], 0.9)
    assert read(likely, "\n\n".join(["Home", digest, TITLE, "By Ann Bell", *body, *BODY])).text.split("\n") == [*body, *BODY]
    assert read({digest: 0.95}, "\n\n".join(["Home", TITLE, digest, *REMARKS])).text == digest, (
        "where it is all that there is, it stays"
    )


def test_a_likely_title_is_no_text_that_labels_find_beyond_the_rules() -> None:
    title = "Bridge over the river is closed for a hundred days, and nobody knows who is to pay for the ferry that goes instead"
    likely = {title: 0.99} | dict.fromkeys(BY_RULES, 0.9)
    found = read(likely, PAGE.replace(TITLE, title))
    assert found.text.split("\n") == BY_RULES
    assert found.how_read.expected is not None
    assert found.how_read.expected > 0.85
