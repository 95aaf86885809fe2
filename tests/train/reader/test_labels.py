"""Labels: the share of each block that stands in the gold text, where the gold text is from."""

from train.reader.labels import label
from train.reader.pages import without_captions
from workers.steps.extract.blocks.walk import read_blocks
from workers.steps.extract.html.tree import parse_html

FIRST = "The river rose by two metres overnight and flooded the old mill."
SECOND = "Forty people were brought to the town hall, where they spent the night."
THIRD = "The mayor said that nobody had been hurt."


def test_what_stands_in_the_gold_text_is_the_articles() -> None:
    assert label(["Menu", FIRST, "Read more: a cat on a tree", SECOND], f"{FIRST}\n{SECOND}") == [0, 1, 0, 1]


def test_words_that_stand_before_the_article_too_are_labelled_in_it_only() -> None:
    assert label(["Floods", FIRST, "Floods", SECOND], f"{FIRST}\nFloods\n{SECOND}") == [0, 1, 1, 1]


def test_a_part_of_a_block_is_a_share() -> None:
    share = label([f"{FIRST} Subscribe now to read all that we write about water and mills."], FIRST)[0]
    assert 0.4 < share < 0.6


def test_a_long_block_that_the_gold_text_has_elsewhere_counts() -> None:
    assert label([SECOND, FIRST, THIRD], f"{FIRST}\n{THIRD}\n{SECOND}") == [1, 1, 1]


def test_a_second_copy_of_a_text_is_no_text() -> None:
    assert sorted(label([FIRST, SECOND, FIRST], f"{FIRST}\n{SECOND}")) == [0, 1, 1]


def test_without_gold_or_words_nothing_is_text() -> None:
    assert label([FIRST, "…"], "") == [0, 0]
    assert label([], FIRST) == []


def test_a_caption_is_no_text_even_where_the_gold_text_holds_it() -> None:
    tree = parse_html(f"<p>{FIRST}</p><figure><img><figcaption><p>{THIRD}</p></figcaption></figure><p>{SECOND}</p>")
    assert tree is not None
    assert without_captions(read_blocks(tree), [1.0, 1.0, 0.8]) == [1, 0, 0.8]
