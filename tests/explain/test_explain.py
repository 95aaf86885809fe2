"""An explanation tells what the pipeline does, and nothing else: its outcome, its text, its fields."""

import msgspec
import pytest

from tests.explain.labeller import small_tools
from tests.explain.pages import PAGE, PROSE, SOURCE, explained, message
from workers.explain.explain import explain
from workers.explain.explanation import Field, Verdict
from workers.inputs import read_inputs
from workers.pipeline import Tools, prepare
from workers.records import Candidate, DeadLetter, Rejected
from workers.steps.read.message import RawMessage

SAMPLES = "samples/pages"


@pytest.fixture(scope="module")
def tools() -> Tools:
    """All that steps work with."""
    return small_tools()


def field(name: str, body: str = PAGE) -> Field:
    """A field of a page."""
    return next(field for field in explained(body).fields if field.name == name)


def test_the_outcome_of_every_sample_page_is_that_of_the_pipeline(tools: Tools) -> None:
    for item in read_inputs([SAMPLES]):
        told, outcome = explain(item.message, item.source, tools), prepare(item.message, item.source, tools)
        match outcome:
            case Candidate():
                assert (told.outcome, list(told.claims), told.characters) == ("article", outcome.claims, len(outcome.text))
                assert list(told.topics) == outcome.topics
                values = {field.name: field.value for field in told.fields}
                assert values["title"] == (outcome.title or "")
                assert values["authors"] == ", ".join(outcome.authors)
                assert values["published_at"] == (outcome.published_at or "")
            case Rejected():
                assert (told.outcome, told.detail) == ("rejected", f"{outcome.reason}: {outcome.detail}")
            case DeadLetter():
                assert (told.outcome, told.blocks) == ("dead letter", ())


def test_the_blocks_that_are_kept_are_the_articles_text(tools: Tools) -> None:
    read = 0
    for item in read_inputs([SAMPLES]):
        outcome, told = prepare(item.message, item.source, tools), explain(item.message, item.source, tools)
        if isinstance(outcome, Candidate) and told.reader == "learned":
            read += 1
            kept = [block.text for block in told.blocks if block.verdict is Verdict.KEPT]
            assert [line.removeprefix("- ") for line in outcome.text.split("\n")] == kept
    assert read > 10


def test_why_a_block_is_kept_or_dropped_is_told() -> None:
    repeated = PAGE.replace("</article>", f"<blockquote>{PROSE}Then it rained.</blockquote><h2>{PROSE}</h2></article>")
    blocks = explained(repeated).blocks
    assert [
        (block.verdict, block.why) for block in blocks if block.text in ("News", PROSE.strip(), f"{PROSE}Then it rained.")
    ] == [
        (Verdict.DROPPED, "below the cut"),
        (Verdict.KEPT, "above the cut"),
        (Verdict.DROPPED, "above the cut, but a repetition"),
        (Verdict.DROPPED, "above the cut, but a heading with nothing below it"),
    ]


def test_a_title_that_the_labels_keep_is_told_to_be_a_field_of_its_own() -> None:
    long = "School stays open for two years as the council hears from parents who had waited outside"
    titled = PAGE.replace("School stays open for two years", long).replace("<h1>", f"<p>{long}</p><h1>")
    first, second = [block for block in explained(titled).blocks if block.text == long]
    assert (first.why, second.why) == ("below the cut", "above the cut, but the title, which is a field of its own")
    assert second.verdict is Verdict.DROPPED


def test_a_title_shows_who_voted_for_which_writing() -> None:
    title = field("title")
    assert title.value == "School stays open for two years"
    votes = {(offer.source, offer.note.split(",")[0]) for offer in title.offers if offer.taken}
    assert votes == {("opengraph", "+3 votes"), ("html", "+1 vote"), ("html", "-2 votes")}
    assert "written “School stays open for two years”" in title.offers[-1].note


def test_authors_are_taken_from_the_first_source_that_names_somebody_else_than_the_site() -> None:
    offers = {offer.value: offer.taken for offer in field("authors").offers}
    assert offers == {"The Herald": False, "Mara Lindqvist": True}


def test_a_time_that_cannot_be_believed_is_shown_and_not_taken() -> None:
    published = field("published_at")
    assert published.value == "2026-03-01"
    assert [(offer.value, offer.taken) for offer in published.offers][:2] == [("soon", False), ("2026-03-01", True)]
    assert published.offers[0].note == "cannot be read or believed"


def test_the_language_shows_the_models_guesses_and_what_the_page_declares() -> None:
    language = field("language")
    assert [offer.value for offer in language.offers if offer.taken] == ["en"]
    assert ("html", "en-GB", "declared") in [(offer.source, offer.value, offer.note) for offer in language.offers]


def test_topics_show_the_words_that_told_them() -> None:
    school = next(offer for offer in field("topics").offers if offer.value == "education" and offer.source == "text")
    assert "school" in school.note


def test_of_a_rejected_page_the_blocks_are_shown() -> None:
    told = explained("<title>Log in</title><form><p>Your password</p><input type=password></form>")
    assert told.outcome == "rejected"
    assert [block.text for block in told.blocks] == ["Your password"]


HEADINGS = [f"What the {who} said when they heard of the decision on Monday" for who in ("parents", "teachers", "neighbours")]
SAID = [f"{PROSE}That was {when}." for when in ("on Monday", "on Tuesday", "a year ago")]
ENDING = f"{PROSE}And so on."
LINES = "\n\n".join(
    ["Home\nSport", "School stays open for two years", *(f"{said}\n\n{heading}" for said, heading in zip(SAID, HEADINGS, strict=True)), ENDING]
)  # fmt: skip


def test_lines_of_plain_text_are_told_by_their_labels() -> None:
    told = explained(LINES, "text/plain")
    assert told.reader == "learned"
    kept = [block.text for block in told.blocks if block.verdict is Verdict.KEPT]
    assert kept == [*SAID, ENDING], "headings are short, which is all that this labeller asks for"
    assert all(block.evidence and block.likelihood is not None for block in told.blocks)


def test_plain_text_is_explained_line_by_line_without_labels_too(tools: Tools) -> None:
    told = explain(message(LINES, "text/plain"), SOURCE, msgspec.structs.replace(tools, labeller=None))
    assert told.reader == "plain_text"
    verdicts = {block.text: block.verdict for block in told.blocks}
    assert verdicts["Home"] is Verdict.DROPPED
    assert [verdicts[text] for text in (ENDING, *HEADINGS)] == [Verdict.KEPT] * 4


def test_without_a_labeller_the_text_tells_what_was_kept(tools: Tools) -> None:
    told = explain(message(), SOURCE, msgspec.structs.replace(tools, labeller=None))
    assert (told.reader, told.cut) == ("trafilatura", None)
    verdicts = {block.text: block.verdict for block in told.blocks}
    assert verdicts["News"] is Verdict.DROPPED
    assert verdicts[f"{PROSE}Then it rained."] is Verdict.KEPT


def test_what_is_no_page_is_told_as_the_dead_letter_that_it_becomes(tools: Tools) -> None:
    told = explain(RawMessage(b"{broken"), SOURCE, tools)
    assert (told.outcome, told.url, told.blocks, told.fields) == ("dead letter", None, (), ())
    assert told.detail.startswith("decode, invalid_json: ")


def test_an_explanation_can_be_written_down_and_read_again() -> None:
    told = explained()
    assert msgspec.json.decode(msgspec.json.encode(told), type=type(told)) == told
