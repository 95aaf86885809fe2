"""What belongs to an article though it looks like what does not, and what does not though it stands among its paragraphs."""

import pytest

from tests.steps.extract.html_pages import OTHER_PARAGRAPHS, PARAGRAPHS, TITLE, article, lines, page
from workers.enums import ReaderName

pytestmark = [pytest.mark.usefixtures("reader"), pytest.mark.readers(ReaderName.LEARNED)]


def test_the_headings_of_a_list_of_the_best_stay_though_each_is_a_link() -> None:
    names = [
        f"{place}. {name}" for place, name in enumerate(("The bakery of Olav Brandt", "Rye and Salt", "The oven at the mill"), 1)
    ]
    parts = "".join(
        f"<h3><a href='/places/{place}'>{name}</a></h3><p>{OTHER_PARAGRAPHS[place]}</p>" for place, name in enumerate(names, 1)
    )
    found = lines(page(f"<article><h1>Where the old town buys its bread</h1><p>{OTHER_PARAGRAPHS[0]}</p>{parts}</article>"))
    assert [name for name in names if name in found] == names


def test_all_cells_of_a_table_stay() -> None:
    table = (
        "<table><tr><td>Monday</td><td><ul><li>08:00 – 12:00</li><li>14:00 – 18:00</li></ul></td></tr>"
        "<tr><td>Tuesday</td><td><p>closed for repairs</p></td></tr></table>"
    )
    found = "\n".join(lines(article(inside=table)))
    assert all(text in found for text in ("Monday", "08:00 – 12:00", "14:00 – 18:00", "closed for repairs"))


def test_the_figures_of_a_vote_stay() -> None:
    votes = ["For: 11", "Against: 7", "Abstained: 2"]
    found = lines(article(inside="".join(f"<p>{vote}</p>" for vote in votes)))
    assert [vote for vote in votes if vote in found] == votes


def test_a_live_page_is_its_parts_with_their_headings_and_without_the_times() -> None:
    heads = ("The boat has left", "Skippers wave from the quay", "What the council pays", "The first passengers speak")
    parts = "".join(
        f"<p class='clock'>{21 - place}:{40 - place}</p><h2>{head}</h2><p>{PARAGRAPHS[place]}</p>"
        for place, head in enumerate(heads)
    )
    found = lines(page(f"<article><h1>{TITLE}: as it happened</h1>{parts}</article>", title=f"{TITLE}: as it happened"))
    assert found == [line for place, head in enumerate(heads) for line in (head, PARAGRAPHS[place])]


def test_a_paragraph_that_begins_with_a_label_stays() -> None:
    label = "Video: The council shows the crossing on its pages, as it said on Tuesday, and keeps it there until summer."
    assert label in lines(article(inside=f"<p>{label}</p>"))


def test_where_a_site_wants_to_be_followed_is_no_part_of_the_article() -> None:
    follow = "Follow harbourpress.example on Google News and be the first to learn what is new"
    html = article(inside="").replace("</div></article>", f"<p>{follow}</p></div></article>")
    assert lines(html) == list(PARAGRAPHS)
