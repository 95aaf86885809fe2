"""What is refused as no article, with which reason; and what looks like it and is kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml.html import HtmlElement

from testing.words import WORDS
from tests.steps.extract.small_pages import (
    LISTINGS,
    TONGUES,
    Tongue,
    blog_archive,
    cards,
    dated_headlines,
    gallery,
    login_form,
    missing,
    page,
    paragraphs,
    related,
    wall,
)
from workers.enums import ReaderName
from workers.page import Document, Extracted, Format, Found, HowRead, Metadata, NotAnArticle
from workers.records import Hints, Origin, RejectReason
from workers.steps.extract.articleness import require_article
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.json_ld import read_nodes
from workers.steps.extract.signs import Signs, key, line_signs, page_signs

ARTICLE = "https://quay.example/2026/03/12/harbour-bridge-reopens-after-two-years"
NEWS_ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
OG_ARTICLE = '<meta property="og:type" content="article">'
ENGLISH = TONGUES[0]

in_every_tongue = pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
as_html_or_plain = pytest.mark.parametrize("form", [Format.HTML, Format.PLAIN])


def document(text: str, url: str, form: Format) -> Document:
    return Document(
        url=url, final_url=url, fetched_at=datetime(2026, 3, 12, tzinfo=UTC), format=form, text=text, headers={}, hints=Hints()
    )


def tree_of(html: str) -> HtmlElement:
    tree = parse_html(html)
    assert tree is not None
    return tree


def lines_of(element: HtmlElement) -> str:
    """All text of an element in lines, as a WET record holds it."""
    inline = {"a", "span", "b", "label", "input", "cite", "time"}

    def pieces(element: HtmlElement) -> Iterator[str]:
        yield "" if element.tag in inline else "\n"
        yield element.text or ""
        for child in element:
            yield from pieces(child)
            yield child.tail or ""
        yield "" if element.tag in inline else "\n"

    lines = (" ".join(line.split()) for line in "".join(pieces(element)).split("\n"))
    return "\n".join(line for line in lines if line)


def signs_of(tree: HtmlElement) -> Signs:
    return page_signs(tree, read_nodes(tree), WORDS.pages.read_more)


def judge(html: str, url: str = ARTICLE, form: Format = Format.HTML) -> RejectReason | None:
    """Say why a page was refused, if it was, as HTML or as its lines; all of its main part is taken as what was extracted."""
    tree = tree_of(html)
    main = tree.find(".//main")
    extracted = Extracted(text="" if main is None else lines_of(main), metadata=Metadata(), how_read=HowRead(ReaderName.LEARNED))
    text, signs = (html, signs_of(tree)) if form is Format.HTML else (lines_of(tree), line_signs(lines_of(tree), WORDS))
    try:
        require_article(document(text, url, form), extracted, signs, WORDS.pages)
    except NotAnArticle as refusal:
        return refusal.reason
    return None


# Listings

PATHS = ("tag/harbour", "politik/", "search?q=harbour", "author/jo-reed", "archive/2026/", "news/page/7", "sitemap.html")


@in_every_tongue
@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_home_page_is_a_listing_in_whatever_way_it_is_made(tongue: Tongue, listing: Callable[[Tongue], str]) -> None:
    assert judge(page(f"Quay Post | {tongue.latest}", listing(tongue)), "https://quay.example/") is RejectReason.LISTING


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
@pytest.mark.parametrize(("path", "tongue"), list(zip(PATHS, TONGUES, strict=False)), ids=PATHS)
def test_section_fronts_tags_authors_archives_and_results_are_listings(
    path: str, tongue: Tongue, listing: Callable[[Tongue], str]
) -> None:
    assert judge(page("Quay Post", listing(tongue)), f"https://quay.example/{path}") is RejectReason.LISTING


@in_every_tongue
def test_a_text_of_teasers_is_a_listing_even_where_its_url_tells_nothing(tongue: Tongue) -> None:
    assert judge(page("Quay Post", cards(tongue)), "https://quay.example/p?id=7") is RejectReason.LISTING


@in_every_tongue
def test_a_title_that_names_a_listing_does_for_its_url(tongue: Tongue) -> None:
    assert (
        judge(page(f"{tongue.search} - Quay Post", dated_headlines(tongue)), "https://quay.example/p?id=7")
        is RejectReason.LISTING
    )


@in_every_tongue
@pytest.mark.parametrize("path", ["", "tag/harbour", "politics"])
def test_a_listing_is_one_in_plain_text_too(tongue: Tongue, path: str) -> None:
    html = page(f"Quay Post | {tongue.latest}", cards(tongue))
    assert judge(html, f"https://quay.example/{path}", Format.PLAIN) is RejectReason.LISTING


@pytest.mark.parametrize("kind", ["CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"])
def test_markup_names_a_listing(kind: str) -> None:
    head = f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'
    bare = page("Quay Post", gallery(ENGLISH), head=head)
    assert judge(bare, "https://quay.example/p?id=7") is RejectReason.LISTING


def test_an_author_page_is_a_listing_with_a_few_lines_about_the_author() -> None:
    about = "<h1>Jo Reed</h1><p>Jo Reed has written about ships and bridges since 2009. She lives on a boat, with a cat.</p>"
    assert (
        judge(page("Jo Reed - Quay Post", about + blog_archive(ENGLISH)), "https://quay.example/author/jo-reed")
        is RejectReason.LISTING
    )


def test_og_type_article_alone_does_not_save_a_home_page() -> None:
    assert judge(page("Quay Post", cards(ENGLISH), head=OG_ARTICLE), "https://quay.example/") is RejectReason.LISTING


# Errors


@in_every_tongue
@as_html_or_plain
def test_a_page_that_says_it_is_not_found_is_a_soft_404(tongue: Tongue, form: Format) -> None:
    html = page(f"{tongue.missing[0]} | Quay Post", missing(tongue), heading=tongue.missing[0])
    assert judge(html, form=form) is RejectReason.SOFT_404


@in_every_tongue
def test_a_soft_404_stays_one_above_a_list_of_articles(tongue: Tongue) -> None:
    html = page(f"404 - {tongue.missing[0]} - Quay Post", missing(tongue) + related(tongue), heading=tongue.missing[0])
    assert judge(html) is RejectReason.SOFT_404


@in_every_tongue
def test_the_sentence_of_a_soft_404_is_enough(tongue: Tongue) -> None:
    assert judge(page("Quay Post", f"<div><p>{tongue.missing[1]} 404.</p><p>Quay Post, Harbour Road 4, Quay.</p></div>")) in (
        RejectReason.SOFT_404,
        RejectReason.TOO_SHORT,
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found", ""),
        ("404", "Nothing to see."),
        (
            "Error 404",
            "We searched everywhere, under the nets and behind the boxes, and yet there was nothing at this address today.",
        ),
        ("Oops! That page can’t be found.", "It looks like nothing was found at this location. Maybe try a search?"),
        ("Sorry, this article is no longer available", "Articles of our agencies are shown here for thirty days only."),
        ("410 Gone", "The requested resource is no longer available on this server and there is no forwarding address."),
        (
            "Fehler 404 - Seite nicht gefunden",
            "Bitte prüfen Sie die Adresse oder nutzen Sie unsere Suche, um den Artikel zu finden.",
        ),
        ("Erreur 404", "Désolé, la page que vous cherchez n'existe pas. Elle a peut-être été déplacée ou supprimée depuis."),
        ("Access Denied", "You don't have permission to access this page on this server. Reference number 18.2f4."),
        (
            "Just a moment...",
            "Checking your browser before accessing the site. This process is automatic and takes five seconds.",
        ),
        ("Attention Required!", "Please complete the security check to access quay.example. It proves that you are human."),
        ("Quay Post", "You need to enable JavaScript to run this app."),
        (
            "Quay Post",
            "Please enable JavaScript in your browser to read the news of the harbour. It is switched off now.",
        ),
        (
            "Sito in manutenzione",
            "Torniamo tra poche ore con una pagina più bella, per ora grazie della pazienza e a presto dal porto.",
        ),
        (
            "Before you continue",
            "We use cookies and data to show what you like. You may accept or reject them all, or see more options.",
        ),
        ("お探しのページは見つかりませんでした", "お探しのページは削除されたか、名前が変更された可能性があります。"),
    ],
)
@as_html_or_plain
def test_errors_obstacles_and_consent_are_no_articles(title: str, text: str, form: Format) -> None:
    html = page(title, f"<p>{text}</p>", heading=title)
    signs = signs_of(tree_of(html)) if form is Format.HTML else line_signs(lines_of(tree_of(html)), WORDS)
    with pytest.raises(NotAnArticle) as refusal:
        require_article(
            document(html, ARTICLE, form),
            Extracted(text=text, metadata=Metadata(), how_read=HowRead(ReaderName.LEARNED)),
            signs,
            WORDS.pages,
        )
    assert refusal.value.reason is RejectReason.SOFT_404


# Logins


@in_every_tongue
def test_a_login_form_is_a_login(tongue: Tongue) -> None:
    html = page(f"{tongue.login[0]} | Quay Post", login_form(tongue), heading=tongue.login[0])
    assert judge(html, "https://quay.example/login?next=%2Fa%2F7") is RejectReason.LOGIN


@in_every_tongue
def test_an_offer_to_subscribe_without_any_text_is_a_login(tongue: Tongue) -> None:
    html = page(f"{tongue.headlines[0]} | Quay Post", wall(tongue), heading=tongue.headlines[0])
    assert judge(html) is RejectReason.LOGIN


@pytest.mark.parametrize(
    ("title", "text", "path"),
    [
        (
            "Create your account",
            "Join the readers of the Quay Post. It takes a minute, and you can leave at any time you like.",
            "register",
        ),
        (
            "Registrieren",
            "Mit einem Konto können Sie Artikel merken, kommentieren und unseren Brief aus dem Hafen erhalten.",
            "registrieren",
        ),
        (
            "Mon compte",
            "Retrouvez ici vos abonnements, vos factures et vos lettres d'information, et changez votre adresse.",
            "account",
        ),
        (
            "Wachtwoord vergeten",
            "Vul je e-mailadres in, dan sturen we je een link om een nieuw wachtwoord te kiezen voor je account.",
            "password",
        ),
        (
            "Suscripciones",
            "Elige tu plan: papel, digital o los dos, con todas las ventajas de nuestro club de lectores del puerto.",
            "suscripcion",
        ),
    ],
)
def test_registration_accounts_and_subscriptions_are_logins(title: str, text: str, path: str) -> None:
    html = page(f"{title} - Quay Post", f"<p>{text}</p>{login_form(ENGLISH)}", heading=title)
    assert judge(html, f"https://quay.example/{path}") is RejectReason.LOGIN


def test_a_forum_that_asks_to_log_in_first_is_a_login() -> None:
    text = "<p>You must be logged in to view this page.</p><p>Don't have an account? Register for free.</p>"
    assert judge(page("Harbour forum", text)) is RejectReason.LOGIN


@in_every_tongue
def test_a_login_form_is_no_article_in_plain_text_either(tongue: Tongue) -> None:
    html = page(f"{tongue.login[0]} | Quay Post", login_form(tongue), heading=tongue.login[0])
    assert judge(html, "https://quay.example/login", Format.PLAIN) is RejectReason.LOGIN


# Too little


@as_html_or_plain
def test_a_page_without_any_text_is_empty(form: Format) -> None:
    assert (
        judge("<html><head></head><body><div id='root'></div><script>go()</script></body></html>", form=form)
        is RejectReason.EMPTY
    )


def test_text_without_letters_is_empty() -> None:
    dots = Extracted(text="* * *\n…\n—", metadata=Metadata(), how_read=HowRead(ReaderName.LEARNED))
    with pytest.raises(NotAnArticle) as refusal:
        require_article(document("", ARTICLE, Format.HTML), dots, signs_of(tree_of("<body><p>…</p></body>")), WORDS.pages)
    assert refusal.value.reason is RejectReason.EMPTY


def test_a_sentence_is_too_short_to_be_an_article() -> None:
    assert judge(page("Ferry", "<p>The ferry is late again, says the captain.</p>")) is RejectReason.TOO_SHORT


def brief(letters: int, script: str = "a") -> Extracted:
    return Extracted(text=script * letters, metadata=Metadata(), how_read=HowRead(ReaderName.LEARNED))


@pytest.mark.parametrize(("head", "shortest"), [("", 100), (OG_ARTICLE, 80), (NEWS_ARTICLE, 80)])
def test_a_brief_may_be_shorter_where_markup_says_it_is_an_article(head: str, shortest: int) -> None:
    signs = signs_of(tree_of(f"<html><head>{head}</head><body>x</body></html>"))
    require_article(document("", ARTICLE, Format.HTML), brief(shortest), signs, WORDS.pages)
    with pytest.raises(NotAnArticle) as refusal:
        require_article(document("", ARTICLE, Format.HTML), brief(shortest - 1), signs, WORDS.pages)
    assert refusal.value.reason is RejectReason.TOO_SHORT


def test_an_ideograph_counts_more_than_a_letter() -> None:
    signs = signs_of(tree_of("<body>x</body>"))
    require_article(document("", ARTICLE, Format.HTML), brief(40, "港"), signs, WORDS.pages)
    with pytest.raises(NotAnArticle):
        require_article(document("", ARTICLE, Format.HTML), brief(39, "港"), signs, WORDS.pages)


def test_a_refusal_names_what_was_seen() -> None:
    html = page("Page not found | Quay Post", missing(ENGLISH))
    with pytest.raises(NotAnArticle, match="Page not found"):
        require_article(
            document(html, ARTICLE, Format.HTML),
            Extracted(text="", metadata=Metadata(), how_read=HowRead(ReaderName.LEARNED)),
            signs_of(tree_of(html)),
            WORDS.pages,
        )


# Articles


@in_every_tongue
@as_html_or_plain
def test_an_article_is_kept(tongue: Tongue, form: Format) -> None:
    assert judge(page(f"{tongue.headlines[0]} | Quay Post", paragraphs(tongue), heading=tongue.headlines[0]), form=form) is None


@in_every_tongue
@pytest.mark.parametrize("url", [ARTICLE, "https://quay.example/politics/7", "https://quay.example/story"])
def test_a_brief_above_many_teasers_is_kept(tongue: Tongue, url: str) -> None:
    html = page(tongue.headlines[0], paragraphs(tongue, 3) + related(tongue), heading=tongue.headlines[0])
    assert judge(html, url) is None


@in_every_tongue
def test_a_brief_of_two_paragraphs_is_kept_in_plain_text(tongue: Tongue) -> None:
    assert judge(page(tongue.headlines[0], paragraphs(tongue, 2), heading=tongue.headlines[0]), form=Format.PLAIN) is None


@in_every_tongue
def test_an_article_with_a_login_form_beside_it_is_kept(tongue: Tongue) -> None:
    html = page(tongue.headlines[0], f"<aside>{login_form(tongue)}</aside>{paragraphs(tongue, 3)}", heading=tongue.headlines[0])
    assert judge(html) is None


@in_every_tongue
def test_the_beginning_of_a_paid_article_is_an_article(tongue: Tongue) -> None:
    html = page(tongue.headlines[0], paragraphs(tongue, 2) + wall(tongue), head=NEWS_ARTICLE, heading=tongue.headlines[0])
    assert judge(html) is None


SENTENCES = (
    "The town of Quay has lived from its harbour for four hundred years, and it still does.",
    "Every morning at five the first boats come in, and the market opens while it is dark.",
    "Nobody here remembers who built the long wall, but everyone has an opinion about it.",
    "In the winter of the great storm it held, and the houses behind it stayed dry.",
    "Since then the council pays two masons who do nothing else all year but mend it.",
    "They say that they will be done when the sea is, and they laugh as they say it.",
)
LONG = "".join(f"<p>{sentence} {sentence[4:]}</p>" for sentence in SENTENCES)
SHORT = f"<p>{SENTENCES[0]} {SENTENCES[1]}</p>"
AGAIN = "https://quay.example/a/7"


def items(*titles: str, link: str = "") -> str:
    """A list article: each thing with a heading, a link in it or not, and what is said of it."""
    return "".join(
        f"<h2>{n}. "
        + (f"<a href='{link}{n}'>{title}</a>" if link else title)
        + f"</h2><p>{SENTENCES[n % 6]} {SENTENCES[(n + 1) % 6]}</p>"
        for n, title in enumerate(titles, 1)
    )


TEN = tuple(f"The {thing} that all should see" for thing in "wall gate mill inn pier dock tower market chapel well".split())
RECIPE = (
    "<p>A soup that the boats take along. It keeps for three days.</p><ul><li>1 kg of mussels</li><li>2 onions</li>"
    "<li>4 carrots</li><li>1 glass of white wine</li></ul><ol><li>Wash the mussels.</li>"
    "<li>Fry the onions in butter.</li><li>Add the rest and wait.</li></ol>"
)
MATCH = (
    f"<p>Quay Rovers won a wet game by three goals to one. {SENTENCES[3]}</p><table><tr><td>Rovers</td><td>3</td></tr>"
    "<tr><td>Mill End</td><td>1</td></tr></table><table>"
    + "".join(f"<tr><td><a href='/club/{n}'>Club {n}</a></td><td>{n}</td></tr>" for n in range(12))
    + "</table>"
)
INTERVIEW = "".join(
    f"<p><b>What about the {word}?</b></p><p>{SENTENCES[n]}</p>" for n, word in enumerate("wall boats storm masons".split())
)
LIVE = "".join(
    f"<article><time>1{n}:05</time><h3>The wind is turning north again</h3><p>{sentence}</p></article>"
    for n, sentence in enumerate(SENTENCES)
)
OBITUARY = "<p>Ada Reed, mason at the long wall, has died at the age of 81. She leaves two sons and a dog called Tide.</p>"
ANCHORS = "".join(f"<h2><a href='#s{n}'>{title}</a></h2><p>{SENTENCES[n % 6]}</p>" for n, title in enumerate(TEN))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Page not found: the story of the most famous error", LONG),
        ("Page not found", LONG),
        ("404 – Why the lost page has a number, and who gave it one", SHORT),
        ("What a 404 error tells about the ministry's new web site", SHORT),
        ("Access denied", LONG),
        ("Forbidden: a novel of the harbour", SHORT),
        ("Gone with the tide", SHORT),
        ("Login without passwords: the harbour office tries something new", SHORT + login_form(ENGLISH)),
        ("Log in, switch off, go home", SHORT),
        ("Subscribe", LONG),
        ("Home", LONG),
        ("The archive", LONG),
        ("Search for missing boat goes on through the night", SHORT),
        ("Forum decides on the new wall", SHORT),
        ("Ten things to see in Quay", f"<p>{SENTENCES[0]}</p>" + items(*TEN)),
        ("Ten shops of the harbour", f"<p>{SENTENCES[0]}</p>" + items(*TEN, link="https://shop.example/")),
        ("The wall in ten chapters", ANCHORS),
        ("Mussel soup", RECIPE),
        ("Rovers beat Mill End", MATCH),
        ("We mend it until the sea is done", INTERVIEW),
        ("Storm over Quay: what happens now", LIVE),
        ("Ada Reed", OBITUARY),
        ("Press release: new boats for the islands", SHORT + "<p>Contact: Jo Reed, press office, Harbour Road 4, Quay.</p>"),
    ],
)
@pytest.mark.parametrize("url", [ARTICLE, AGAIN, "https://quay.example/politics/bridge"])
def test_articles_that_look_like_something_else_are_kept(title: str, body: str, url: str) -> None:
    assert judge(page(f"{title} | Quay Post", body, heading=title), url) is None


@pytest.mark.parametrize("url", [ARTICLE, AGAIN])
def test_an_article_above_a_long_list_of_others_is_kept(url: str) -> None:
    others = "".join(related(tongue) for tongue in TONGUES)
    assert judge(page("The wall", SHORT + others, heading="The long wall holds again"), url) is None


@pytest.mark.parametrize(
    ("title", "body"), [("Ten things to see in Quay", items(*TEN)), ("Mussel soup", RECIPE), ("Interview", INTERVIEW + LONG)]
)
def test_articles_with_much_structure_are_kept_in_plain_text(title: str, body: str) -> None:
    assert judge(page(f"{title} | Quay Post", LONG + body, heading=title), ARTICLE, Format.PLAIN) is None


def test_a_post_whose_title_leads_to_itself_is_kept() -> None:
    post = f"<article><h2><a href='/2026/03/wall'>The wall of Quay</a></h2>{SHORT}</article>"
    assert judge(page("The wall of Quay | Jo's notes", post), "https://quay.example/2026/03/wall") is None


def test_a_home_page_that_is_a_text_is_kept() -> None:
    assert judge(page("Quay Masons Ltd", LONG, heading="We mend the wall"), "https://masons.example/") is None


def test_a_brief_that_quotes_an_error_is_kept() -> None:
    text = (
        "<p>Visitors of the ministry's site saw “page not found” on Monday. A spokesman said the access was denied in error.</p>"
    )
    assert judge(page("Ministry's site is down", text, heading="Ministry's site is down for a day")) is None


def test_an_error_is_believed_against_markup_only_where_title_and_text_agree() -> None:
    error, notice = "Article not found", "The article you are looking for does not exist. " * 3
    assert judge(page(error, f"<p>{notice}</p>", head=OG_ARTICLE)) is RejectReason.SOFT_404
    assert judge(page(error, f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>", head=OG_ARTICLE)) is None
    assert judge(page("The long wall holds again", f"<p>{notice}</p>", head=OG_ARTICLE)) is None


# Margins: signs and text as they would be found, on both sides of each limit

SLUG = "https://quay.example/the-wall-held-again-at-night"
DATED = Metadata(published_at=Found("2026-03-12", Origin.META))


def refuse(
    text: str, url: str = AGAIN, form: Format = Format.HTML, metadata: Metadata | None = None, **signs: Any
) -> RejectReason | None:
    """Say why a text was refused, if it was, by signs that are given."""
    try:
        require_article(
            document("", url, form),
            Extracted(text=text, metadata=metadata or Metadata(), how_read=HowRead(ReaderName.LEARNED)),
            Signs(**signs),
            WORDS.pages,
        )
    except NotAnArticle as refusal:
        return refusal.reason
    return None


def prose(weight: int) -> str:
    return "z" * weight


def teasers(count: int, weight: int = 110) -> tuple[str, dict[str, int]]:
    """The text of so many teasers, and what a page's signs would say of it."""
    pieces = ["abcdefgh"[n] * weight for n in range(count)]
    return "\n".join(pieces), {key(piece): n for n, piece in enumerate(pieces)}


@pytest.mark.parametrize(
    ("signs", "url", "reason"),
    [
        ({}, AGAIN, None),
        ({}, "https://quay.example/", RejectReason.LISTING),
        ({}, "https://quay.example/tag/wall", RejectReason.LISTING),
        ({}, "https://quay.example/politics", None),
        ({"listing_markup": True}, AGAIN, RejectReason.LISTING),
        ({"titles": ("Search results",)}, AGAIN, RejectReason.LISTING),
        ({"titles": ("Tags - Quay Post",)}, AGAIN, RejectReason.LISTING),
        ({"titles": ("Tags - what the people of Quay hang on their doors",)}, AGAIN, None),
        ({"listing_markup": True}, SLUG, None),
        ({"listing_markup": True, "open_graph_article": True}, AGAIN, None),
        ({"listing_markup": True, "headed_run": 79}, AGAIN, RejectReason.LISTING),
        ({"listing_markup": True, "headed_run": 80}, AGAIN, None),
        ({"listing_markup": True, "longest_run": 1200}, AGAIN, RejectReason.LISTING),
        ({"listing_markup": True, "longest_run": 1201}, AGAIN, None),
        ({"listing_markup": True, "teaser_count": 7}, AGAIN, None),
        ({"listing_markup": True}, "https://quay.example/politics", RejectReason.LISTING),
        ({"article_markup": True}, "https://quay.example/", None),
        ({"open_graph_article": True}, "https://quay.example/", RejectReason.LISTING),
        ({"open_graph_article": True}, "https://quay.example/tag/wall", None),
    ],
)
def test_evidence_for_and_against_a_listing_is_weighed(signs: dict[str, Any], url: str, reason: RejectReason | None) -> None:
    text, known = teasers(1)
    assert refuse(text, url, **{"teasers": known, "teaser_count": 8, **signs}) is reason


def test_a_date_of_its_own_speaks_for_an_article() -> None:
    text, known = teasers(1)
    assert refuse(text, teasers=known, teaser_count=8, listing_markup=True, metadata=DATED) is None


@pytest.mark.parametrize(("count", "reason"), [(2, None), (3, RejectReason.LISTING)])
def test_three_teasers_make_a_listing_of_a_text(count: int, reason: RejectReason | None) -> None:
    text, known = teasers(count)
    assert refuse(text, teasers=known) is reason


@pytest.mark.parametrize(
    ("own", "url", "reason"),
    [
        (300, AGAIN, RejectReason.LISTING),
        (301, AGAIN, None),
        (450, "https://quay.example/politics", RejectReason.LISTING),
        (451, "https://quay.example/politics", None),
    ],
)
def test_the_more_points_the_more_prose_may_a_listing_have(own: int, url: str, reason: RejectReason | None) -> None:
    text, known = teasers(3, 200)
    assert refuse(f"{text}\n{prose(own)}", url, teasers=known) is reason


def test_labels_between_teasers_are_no_prose() -> None:
    text, known = teasers(3, 200)
    assert refuse(text + "\nby Jo Reed, an hour ago" * 20, teasers=known) is RejectReason.LISTING


@pytest.mark.parametrize(
    ("own", "count", "reason"), [(450, 8, RejectReason.LISTING), (451, 8, None), (450, 7, None), (100, 8, RejectReason.LISTING)]
)
def test_a_home_page_with_many_headlines_is_a_listing_whatever_came_out(
    own: int, count: int, reason: RejectReason | None
) -> None:
    assert refuse(prose(own), "https://quay.example/", teaser_count=count) is reason


def test_elsewhere_a_text_outside_of_all_teasers_is_an_article() -> None:
    assert refuse(prose(110), "https://quay.example/tag/wall", teaser_count=99, listing_markup=True) is None


@pytest.mark.parametrize(
    ("url", "count", "reason"),
    [
        ("https://quay.example/politics", 8, RejectReason.LISTING),
        ("https://quay.example/politics", 7, RejectReason.EMPTY),
        (AGAIN, 8, RejectReason.EMPTY),
    ],
)
def test_nothing_but_headlines_is_a_listing_of_a_section_s(url: str, count: int, reason: RejectReason) -> None:
    assert refuse("", url, teaser_count=count) is reason


@pytest.mark.parametrize(
    ("count", "url", "signs", "reason"),
    [
        (3, AGAIN, {}, None),
        (3, "https://quay.example/politics", {}, RejectReason.LISTING),
        (2, "https://quay.example/tag/wall", {"teaser_count": 99}, None),
        (3, AGAIN, {"titles": ("Latest news | Quay Post",)}, RejectReason.LISTING),
        (4, AGAIN, {"longest_run": 250}, None),
        (5, AGAIN, {"longest_run": 250}, RejectReason.LISTING),
        (5, AGAIN, {"longest_run": 251}, None),
        (5, SLUG, {"longest_run": 250}, None),
    ],
)
def test_plain_text_needs_more_evidence(count: int, url: str, signs: dict[str, Any], reason: RejectReason | None) -> None:
    text, known = teasers(count)
    assert refuse(text, url, Format.PLAIN, teasers=known, **signs) is reason


@pytest.mark.parametrize(
    "piece",
    [
        "12 March, 12:30 – Harbour bridge reopens at last",
        "Harbour bridge reopens at last The council is glad of it.",
        "| Harbour bridge reopens at last | 104 | Jo",
        "- Harbour bridge reopens at last",
    ],
)
def test_a_headline_is_known_with_a_date_before_it_or_its_lead_after(piece: str) -> None:
    known = {key("Harbour bridge reopens at last"): 0}
    text, others = teasers(2, 60)
    assert refuse(f"{text}\n{piece}", teasers=known | {text: n + 1 for text, n in others.items()}) is RejectReason.LISTING


@pytest.mark.parametrize(
    "piece",
    [
        "Harbour bridge",
        "As the council had said before and now says again, Harbour bridge reopens at last",
        "Harbour bridge reopens at last " + "and here is all that there is to say of it " * 5,
    ],
)
def test_a_sentence_that_only_holds_a_headline_is_not_known(piece: str) -> None:
    known = {key("Harbour bridge reopens at last"): 0, key("bridge"): 5}
    text, others = teasers(2, 60)
    assert refuse(f"{text}\n{piece}", teasers=known | {text: n + 1 for text, n in others.items()}) is None


NOTICE = "The page you are looking for does not exist. "


@pytest.mark.parametrize(
    ("text", "signs", "reason"),
    [
        (NOTICE + prose(354), {}, RejectReason.SOFT_404),
        (NOTICE + prose(355), {}, None),
        (prose(399), {"titles": ("Page not found",)}, RejectReason.SOFT_404),
        (prose(400), {"titles": ("Page not found",)}, None),
        (prose(399), {"titles": ("Access denied",)}, RejectReason.SOFT_404),
        (NOTICE + prose(554), {"titles": ("Page not found",)}, RejectReason.SOFT_404),
        (NOTICE + prose(555), {"titles": ("Page not found",)}, None),
        (NOTICE + prose(554), {"headings": ("Page not found",)}, RejectReason.SOFT_404),
        (prose(149), {"headings": ("Page not found",)}, RejectReason.SOFT_404),
        (prose(150), {"headings": ("Page not found",)}, None),
        (prose(149), {"headings": ("Access denied",)}, None),
        (NOTICE + prose(154), {"titles": ("Page not found",), "article_markup": True}, RejectReason.SOFT_404),
        (NOTICE + prose(155), {"titles": ("Page not found",), "article_markup": True}, None),
        (f"a\nb\n{NOTICE}\n{prose(99)}", {}, RejectReason.SOFT_404),
        (f"a\nb\nc\n{NOTICE}\n{prose(99)}", {}, None),
        (prose(150), {"titles": ("The page not found by anyone",)}, None),
        (prose(150), {"titles": ("Not found: the lost boats",)}, None),
        (prose(150), {"titles": ("Lost | 404 | Quay Post",)}, RejectReason.SOFT_404),
        (prose(150), {"titles": ("404 Not Found Error",)}, RejectReason.SOFT_404),
        ("Gone are the days when boats came in at five. " + prose(99), {}, None),
        ("Oops, sorry! Page not found. " + prose(99), {}, RejectReason.SOFT_404),
    ],
)
def test_how_much_an_error_page_may_say(text: str, signs: dict[str, Any], reason: RejectReason | None) -> None:
    assert refuse(text, **signs) is reason


LOGIN_URL = "https://quay.example/login"


@pytest.mark.parametrize(
    ("text", "url", "signs", "reason"),
    [
        (prose(599), AGAIN, {"titles": ("Log in",), "passwords": 1}, RejectReason.LOGIN),
        (prose(600), AGAIN, {"titles": ("Log in",), "passwords": 1}, None),
        (prose(599), LOGIN_URL, {"titles": ("Log in | Quay Post",)}, RejectReason.LOGIN),
        (prose(199), AGAIN, {"titles": ("Log in",)}, RejectReason.LOGIN),
        (prose(200), AGAIN, {"titles": ("Log in",)}, None),
        (prose(199), LOGIN_URL, {"passwords": 1}, RejectReason.LOGIN),
        (prose(200), LOGIN_URL, {"passwords": 1}, None),
        (prose(199), LOGIN_URL, {}, None),
        (prose(99), AGAIN, {"passwords": 1}, RejectReason.LOGIN),
        (prose(100), AGAIN, {"passwords": 1}, None),
        (prose(150), AGAIN, {"titles": ("The wall", "Log in"), "passwords": 1}, None),
        (prose(150), AGAIN, {"titles": ("Log in",), "passwords": 1, "article_markup": True}, None),
        (prose(199), AGAIN, {"titles": ("Log in",), "passwords": 1, "open_graph_article": True}, RejectReason.LOGIN),
        (prose(200), AGAIN, {"titles": ("Log in",), "passwords": 1, "open_graph_article": True}, None),
        (prose(199), AGAIN, {"titles": ("Log in",), "open_graph_article": True}, None),
    ],
)
def test_how_much_a_login_may_say(text: str, url: str, signs: dict[str, Any], reason: RejectReason | None) -> None:
    assert refuse(text, url, **signs) is reason


@pytest.mark.parametrize(
    ("signs", "reason"), [({"titles": ("Log in now",)}, None), ({"titles": ("Log in",), "passwords": 1}, RejectReason.LOGIN)]
)
def test_a_login_of_plain_text_needs_a_form(signs: dict[str, Any], reason: RejectReason | None) -> None:
    assert refuse(prose(199), AGAIN, Format.PLAIN, **signs) is reason
    assert refuse(prose(200), AGAIN, Format.PLAIN, **signs) is None


OFFER = "Subscribe to continue reading this article and all others."


@pytest.mark.parametrize(
    ("text", "signs", "reason"),
    [
        (f"{OFFER}\nAlready a subscriber? Log in here to read on, or ask for help.\nSee the options", {}, RejectReason.LOGIN),
        (f"{OFFER}\n{OFFER}", {"article_markup": True}, RejectReason.LOGIN),
        (f"{OFFER}\n{OFFER}\nThe wall held again in the night of storm and rain", {}, None),
        (
            f"{OFFER}\n{OFFER}\nThe wall held again in the night of storm",
            {"titles": ("The wall held again in the night of storm",)},
            RejectReason.LOGIN,
        ),
        (f"{OFFER}\n" * 10, {}, RejectReason.LOGIN),
        (f"{OFFER}\n" * 11, {}, None),
        ("", {"headings": (OFFER,)}, RejectReason.LOGIN),
        (prose(100), {"headings": (OFFER,)}, None),
    ],
)
def test_a_text_of_offers_alone_is_a_login(text: str, signs: dict[str, Any], reason: RejectReason | None) -> None:
    assert refuse(text, **signs) is reason


def test_teasers_do_not_count_for_what_an_error_page_says() -> None:
    text, known = teasers(3, 300)
    assert refuse(text, titles=("Page not found",), teasers=known) is RejectReason.SOFT_404
    assert refuse(text, titles=("Page not found",), teasers=known, longest_run=1201) is None


# Hostile pages


@pytest.mark.parametrize(
    "url", ["", "no url", "http://[::1", "https://quay.example/" + "a/" * 9000, "https://quay.example/?" + "&q" * 3000]
)
def test_no_url_is_a_reason_to_fail(url: str) -> None:
    assert judge(page("The wall", LONG, heading="The long wall holds again"), url) is None


def test_a_page_of_many_blocks_is_judged_in_time() -> None:
    judge(page("x", "<a href=/x>harbour harbour harbour harbour</a><p>x. " * 20_000))


def test_signs_leave_the_tree_as_it_was() -> None:
    tree = tree_of(page("x", cards(ENGLISH) + login_form(ENGLISH)))
    before = [(element.tag, element.text, element.tail, dict(element.attrib)) for element in tree.iter()]
    assert signs_of(tree) == signs_of(tree)
    assert [(element.tag, element.text, element.tail, dict(element.attrib)) for element in tree.iter()] == before
