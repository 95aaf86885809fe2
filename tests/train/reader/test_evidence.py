"""Evidence: what names, words and short texts speak for; each site counts once."""

from tests.train.reader.pages import HTML, labelled
from train.reader.evidence import learn_evidence, shares_of

SITES = [shares_of([labelled(f"https://paper{number}.example/a")]) for number in range(6)]


def test_shares_are_of_the_blocks_with_a_name_word_or_text() -> None:
    shares = SITES[0]
    assert shares["names"]["story"] == 1
    assert shares["names"]["teasers"] == 0
    assert shares["words"]["harbour"] == 1
    assert shares["texts"]["topic 0"] == 0, "numbers are one text"
    assert "what was seen at the harbour" not in shares["texts"], "a long text is no text of many pages"


def test_evidence_speaks_for_and_against() -> None:
    evidence = learn_evidence(SITES)
    assert evidence.names["story"] > 0 > evidence.names["teasers"]
    assert evidence.words["harbour"] > 0 > evidence.words["topic"]
    assert evidence.texts["how it went on"] > 0 > evidence.texts["topic 0"]


def test_what_few_sites_have_is_not_known() -> None:
    alone = shares_of([labelled("https://other.example/a", HTML.replace("story", "chronicle"))])
    evidence = learn_evidence([*SITES[:2], alone])
    assert "chronicle" not in evidence.names
    assert "story" not in evidence.names
    assert "teasers" in evidence.names


def test_a_site_counts_once_however_many_pages_it_has() -> None:
    many = shares_of([labelled(f"https://paper0.example/{number}") for number in range(5)])
    assert many == SITES[0]
