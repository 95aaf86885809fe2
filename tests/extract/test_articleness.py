"""What is refused as no article, with which reason; and what looks like it and is kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from lxml.html import HtmlElement

from tests.extract.small_pages import (
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
from workers.extract.articleness import require_article
from workers.extract.html.tree import parse_html
from workers.extract.signs import line_signs, page_signs
from workers.page import Document, Extracted, Format, Metadata, NotAnArticle
from workers.records import Hints, RejectReason

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


def judge(html: str, url: str = ARTICLE, form: Format = Format.HTML) -> RejectReason | None:
    """Say why a page was refused, if it was, as HTML or as its lines; all of its main part is taken as what was extracted."""
    tree = tree_of(html)
    main = tree.find(".//main")
    extracted = Extracted(text="" if main is None else lines_of(main), metadata=Metadata())
    text, signs = (html, page_signs(tree)) if form is Format.HTML else (lines_of(tree), line_signs(lines_of(tree)))
    try:
        require_article(document(text, url, form), extracted, signs)
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
    signs = page_signs(tree_of(html)) if form is Format.HTML else line_signs(lines_of(tree_of(html)))
    with pytest.raises(NotAnArticle) as refusal:
        require_article(document(html, ARTICLE, form), Extracted(text=text, metadata=Metadata()), signs)
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
    dots = Extracted(text="* * *\n…\n—", metadata=Metadata())
    with pytest.raises(NotAnArticle) as refusal:
        require_article(document("", ARTICLE, Format.HTML), dots, page_signs(tree_of("<body><p>…</p></body>")))
    assert refusal.value.reason is RejectReason.EMPTY


def test_a_sentence_is_too_short_to_be_an_article() -> None:
    assert judge(page("Ferry", "<p>The ferry is late again, says the captain.</p>")) is RejectReason.TOO_SHORT


def brief(letters: int, script: str = "a") -> Extracted:
    return Extracted(text=script * letters, metadata=Metadata())


@pytest.mark.parametrize(("head", "shortest"), [("", 100), (OG_ARTICLE, 80), (NEWS_ARTICLE, 80)])
def test_a_brief_may_be_shorter_where_markup_says_it_is_an_article(head: str, shortest: int) -> None:
    signs = page_signs(tree_of(f"<html><head>{head}</head><body>x</body></html>"))
    require_article(document("", ARTICLE, Format.HTML), brief(shortest), signs)
    with pytest.raises(NotAnArticle) as refusal:
        require_article(document("", ARTICLE, Format.HTML), brief(shortest - 1), signs)
    assert refusal.value.reason is RejectReason.TOO_SHORT


def test_an_ideograph_counts_more_than_a_letter() -> None:
    signs = page_signs(tree_of("<body>x</body>"))
    require_article(document("", ARTICLE, Format.HTML), brief(40, "港"), signs)
    with pytest.raises(NotAnArticle):
        require_article(document("", ARTICLE, Format.HTML), brief(39, "港"), signs)


def test_a_refusal_names_what_was_seen() -> None:
    html = page("Page not found | Quay Post", missing(ENGLISH))
    with pytest.raises(NotAnArticle, match="Page not found"):
        require_article(document(html, ARTICLE, Format.HTML), Extracted(text="", metadata=Metadata()), page_signs(tree_of(html)))


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
    assert page_signs(tree) == page_signs(tree)
    assert [(element.tag, element.text, element.tail, dict(element.attrib)) for element in tree.iter()] == before
