"""Small pages: plain markup around the paragraphs of labelled pages, with all that may stand around and between them.

Labelled pages are large ones of well-known publishers. The web has small ones too, with few names for boxes or none, in languages of which
no page is labelled; and there bylines, dates, teasers and notices must be told from paragraphs by what they are. Each small page is written
as HTML and looked at as any page is, so that what is known of it is what the product knows.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from train.reader.made_pages import LIKE, Made, Random, capital, drawn, phrase, title_of
from train.reader.pages import Gold, Labelled
from workers.page import Document, Format
from workers.records import Hints
from workers.steps.extract.html import look
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.plain.vocabulary import AGENCIES, BYLINE_STARTS, COMMENTS
from workers.steps.extract.sources import read_sources

PAGES_FOR_EACH = 2
"""Small pages that are made of each labelled one."""
_PARAGRAPH = range(60, 900)  # characters
_PARAGRAPHS = (3, 13)
_HEADING = range(8, 80)
_BYLINES, _COMMENTS = sorted(BYLINE_STARTS), sorted(COMMENTS)
_NOISE = (
    "ad adbox advert ad-slot advertisement sponsor sponsored promo werbung share share-bar social sharing author-bio bio about-author"
    " author-box image-caption caption photo-text bildtext credit related related-posts more-stories read-more teaser-list recommended"
    " newsletter newsletter-box signup subscribe cookie-notice consent comment comments reply disclaimer tags tag-list breadcrumb"
    " live-ticker most-read trending"
).split()
"""What pages call boxes that hold no text of the article."""
_STAND = "lead lede standfirst intro teaser-text summary subtitle dek chapo vorspann deck excerpt subheadline entradilla ingress".split()
"""What they call those between headline and text."""
_AGENCIES = sorted(AGENCIES)
_DATES = (
    "{d}. {m}. {y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02} {h}:{n:02}", "{d}.{m:02}.{y} {h}:{n:02}", "{y}年{m}月{d}日 {h}:{n:02}", "{h}:{n:02}, {d}/{m}/{y}",
    "{y}년 {m}월 {d}일", "{n} min ago", "{d} November {y}", "{d}. März {y}, {h}.{n:02} Uhr", "le {d} mai {y} à {h}h{n:02}", "{d} de junio de {y}", "{d} июля {y}",
)  # fmt: skip
_FIRST = "Anna Jon Mira Tomas Inès Karl Aiko Pavel Dilek Omar Ruth Giulia Sanna Lars Fatma Diego Ewa Minh Sofia Ahmed".split()
_LAST = (
    "Vane Brüning Kowalska Moreau Tanaka Novák Yılmaz Haddad Ormerod Rossi Niemi Berg Silva Ortega Ivanov Nguyen Papadaki".split()
)
_BOXES = ("div", "article", "main", "section", "td", "div", "div")
_LISTS = (("ul", "li"), ("div", "div"), ("section", "h3"), ("div", "p"))
_NAMES = (
    "",
    "",
    "",
    "content",
    "article",
    "post",
    "entry-content",
    "story-body",
    "text",
    "main",
    "artikel",
    "a1",
    "x7f",
    "body-copy",
    "wrap",
)


class Piece(NamedTuple):
    """A piece of a page: its markup, its texts, and whether they belong to the article."""

    html: str
    texts: tuple[str, ...]
    is_text: bool


def make_small_pages(pages: Sequence[Labelled], seed: int) -> list[Made]:
    """Make small pages of labelled ones that have paragraphs enough."""
    random = np.random.default_rng(seed)
    titles = [title for page in pages if (title := title_of(page))]
    made = (_make(page, titles, random) for page in pages for _ in range(PAGES_FOR_EACH))
    return [each for each in made if each is not None]


def _make(page: Labelled, titles: Sequence[str], random: Random) -> Made | None:
    texts = [text for share, text in zip(page.labels, page.blocks.texts, strict=True) if share >= 0.9]
    paragraphs = list(dict.fromkeys(text for text in texts if len(text) in _PARAGRAPH))
    headings = [text for text in texts if len(text) in _HEADING] or [title[:60] for title in titles[:50]]
    if len(paragraphs) < _PARAGRAPHS[0]:
        return None
    count = min(len(paragraphs), int(random.integers(*_PARAGRAPHS)))
    first = int(random.integers(len(paragraphs) - count + 1))
    pieces = list(_pieces(title_of(page) or drawn(titles, random), paragraphs[first : first + count], headings, titles, random))
    html, title = "".join(piece.html for piece in pieces), title_of(page) or ""
    return _looked_at(page, f"<html><head><title>{escape(title)}</title></head><body>{html}</body></html>", pieces)


def _looked_at(page: Labelled, html: str, pieces: Sequence[Piece]) -> Made | None:
    """Look at a page as the product does, and label its blocks by what it was made of."""
    document = Document(
        url=page.document.url, final_url=page.document.url, fetched_at=page.document.fetched_at, format=Format.HTML, text=html, headers={}, hints=Hints()
    )  # fmt: skip
    tree = parse_html(html)
    if tree is None:
        return None
    looked = look(read_sources(tree, document))
    belongs = {text: piece.is_text for piece in pieces for text in piece.texts}
    labels = [float(belongs.get(text, False)) for text in looked.blocks.texts]
    known = [place for place, text in enumerate(looked.blocks.texts) if text in belongs]
    made = Labelled(
        page.source, page.site, document, Gold(url=page.gold.url, text=""), looked.blocks, looked.witness, labels, teaches=True
    )
    return Made(made, known) if known else None


def _pieces(title: str, paragraphs: Sequence[str], headings: Sequence[str], titles: Sequence[str], random: Random) -> list[Piece]:
    """Write the pieces of a page in their order."""

    def some(choices: Sequence[Callable[[Sequence[str], Random], Piece]], most: int) -> list[Piece]:
        return [choices[int(random.integers(len(choices)))](titles, random) for _ in range(int(random.integers(most + 1)))]

    body: list[Piece] = []
    for place, paragraph in enumerate(paragraphs):
        if place and random.random() < 0.15:
            heading = capital(phrase("section", random)) if random.random() < 0.2 else drawn(headings, random)
            body.append(_text(drawn(("h2", "h3", "h2", "p"), random), heading, random))
        if place and random.random() < 0.12:
            body.append(_own_list(paragraphs, random))
        if place and random.random() < 0.4:
            body += some(_BETWEEN, 1)
        body.append(_paragraph(paragraph, random))
    box, name = drawn(_BOXES, random), drawn(_NAMES, random)
    opened = f"<{box}{_named(name)}>" if box != "td" else f"<table><tr><td{_named(name)}>"
    closed = f"</{box}>" if box != "td" else "</td></tr></table>"
    head = Piece(f"<h1>{escape(title)}</h1>", (), is_text=False)
    above = [head, *some(_HEAD, 3)]
    if random.random() < 0.3:
        above.append(_standfirst(paragraphs, random))
        body[:1] = (
            body[:1] if random.random() < 0.5 else [_paragraph(". ".join(paragraphs[0].split(". ")[1:]) or paragraphs[0], random)]
        )
    inside = random.random() < 0.6
    return [
        *some(_ABOVE, 2),
        *([] if inside else above),
        Piece(opened, (), is_text=False),
        *(above if inside else []),
        *body,
        *(some(_BELOW, 4) if random.random() < 0.5 else []),
        Piece(closed, (), is_text=False),
        *some(_BELOW, 4),
    ]


def _named(name: str) -> str:
    return f" class='{name}'" if name else ""


def _text(tag: str, text: str, random: Random, names: Sequence[str] = ("",), *, is_text: bool = True) -> Piece:
    text = " ".join(text.split())
    return Piece(f"<{tag}{_named(drawn(names, random))}>{escape(text)}</{tag}>", (text,), is_text)


def _paragraph(text: str, random: Random) -> Piece:
    """Write a paragraph of the article, as a quotation or as what looks like a label too."""
    if random.random() < 0.2:
        text = LIKE[int(random.integers(len(LIKE)))](text, random)
    return _text(drawn(("p", "p", "p", "p", "p", "p", "div", "blockquote", "li"), random), text, random)


def _own_list(paragraphs: Sequence[str], random: Random) -> Piece:
    """Write a list or a table of the article's own: a few words, numbers and times in each place."""
    words = [word for paragraph in paragraphs for word in paragraph.split() if len(word) > 3]
    rows = [
        (_some(words, 1, 3, random), _some(words, 2, 7, random), drawn(("{}", "{:02}:00 – {:02}:30", "{} %", "{}.{}"), random).format(*random.integers(1, 24, 2)))
        for _ in range(int(random.integers(2, 6)))
    ]  # fmt: skip
    match int(random.integers(4)):
        case 0:
            texts = tuple(dict.fromkeys(text for row in rows for text in row))
            cells = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
            return Piece(f"<table>{cells}</table>", texts, is_text=True)
        case 1:
            texts, tag = tuple(f"{name}: {value}" for name, _, value in rows), drawn(("p", "li", "div"), random)
        case 2:
            texts, tag = tuple(f"{text}{drawn(('.', '', ';'), random)}" for _, text, _ in rows), "li"
        case _:
            texts, tag = tuple(f"{capital(text)}." for _, text, _ in rows[:2]), "p"
    listed = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
    return Piece(f"<ul>{listed}</ul>" if tag == "li" else listed, texts, is_text=True)


def _some(words: Sequence[str], least: int, most: int, random: Random) -> str:
    first = int(random.integers(max(1, len(words) - most)))
    return " ".join(words[first : first + int(random.integers(least, most + 1))])


def _wall(_: Sequence[str], random: Random) -> Piece:
    """Write what asks for an account, a consent, an address: a heading, sentences, a button."""
    head, button = capital(phrase("boilerplate", random)), capital(phrase(drawn(("furniture", "boilerplate"), random), random))
    says = ". ".join(capital(phrase("boilerplate", random)) for _ in range(int(random.integers(1, 5)))) + "."
    more = f"{capital(phrase('boilerplate', random))}? {capital(phrase('furniture', random))}"
    texts = (head, says, button, more)[: int(random.integers(2, 5))]
    tags = (drawn(("h2", "h3", "p", "div"), random), drawn(("p", "p", "div"), random), drawn(("div", "p", "a"), random), "p")
    html = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in zip(tags, texts, strict=False))
    return Piece(f"<{(box := drawn(('div', 'section', 'aside', 'div'), random))}{_named(drawn(('', '', 'box', 'wall', 'c9', 'newsletter', 'cookie'), random))}>{html}</{box}>", texts, is_text=False)  # fmt: skip


def _named_box(titles: Sequence[str], random: Random) -> Piece:
    """Write sentences that are no part of the article, in a box that is named for what they are."""
    count = int(random.integers(1, 3))
    texts = tuple(f"{drawn(titles, random)}{drawn(('.', '.', '', '!'), random)}" for _ in range(count))
    name, tag = drawn(_NOISE, random), drawn(("p", "p", "div", "span", "li"), random)
    if random.random() < 0.4:
        return Piece("".join(f"<p class='{name}'>{escape(text)}</p>" for text in texts), texts, is_text=False)
    inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts) if tag != "span" else escape(texts[0])
    return Piece(
        f"<{(box := drawn(('div', 'div', 'aside', 'section'), random))} class='{name}'>{inner}</{box}>", texts, is_text=False
    )


def _link(titles: Sequence[str], random: Random) -> Piece:
    """Write a line that is a link to another article."""
    title, tag = drawn(titles, random), drawn(("p", "h3", "h4", "li", "div"), random)
    return Piece(f"<{tag}><a href='/{int(random.integers(10_000))}'>{escape(title)}</a></{tag}>", (title,), is_text=False)


def _rights(titles: Sequence[str], random: Random) -> Piece:
    owner = " ".join(drawn(titles, random).split()[:2])
    sign = drawn(("©", "Copyright", "© Copyright", "(c)", "Copyright ©"), random)
    return _text(drawn(("p", "div", "footer", "small"), random), f"{sign} {int(random.integers(2005, 2027))} {owner}", random, ("", "", "copyright", "legal"), is_text=False)  # fmt: skip


def _standfirst(paragraphs: Sequence[str], random: Random) -> Piece:
    """Write the article's first sentences below its headline, in a box of their own."""
    text = paragraphs[0].split(". ", maxsplit=1)[0].rstrip(".") + "."
    tag, name = drawn(("p", "h2", "div", "div", "p"), random), drawn(_STAND, random)
    inner = f"<p>{escape(text)}</p>" if tag == "div" and random.random() < 0.7 else escape(text)
    return Piece(f"<{tag} class='{name}'>{inner}</{tag}>", (text,), is_text=True)


def _byline(_: Sequence[str], random: Random) -> Piece:
    name = f"{drawn(_FIRST, random)} {drawn(_LAST, random)}"
    more = f"{drawn((' and ', ' und ', ', ', ' et ', ' y ', ' / '), random)}{drawn(_FIRST, random)} {drawn(_LAST, random)}"
    text = f"{capital(drawn(_BYLINES, random))} {name}{more if random.random() < 0.3 else ''}"
    text = name if random.random() < 0.2 else text
    return _text(drawn(("p", "div", "span", "address", "div"), random), text, random, ("", "byline", "author", "autor", "by", "meta", "credit", "kirjoittaja"), is_text=False)  # fmt: skip


def _date(_: Sequence[str], random: Random) -> Piece:
    year, month, day, hour, minute = (
        int(random.integers(low, high)) for low, high in ((2001, 2027), (1, 13), (1, 29), (0, 24), (0, 60))
    )
    text = drawn(_DATES, random).format(y=year, m=month, d=day, h=hour, n=minute)
    text = f"{drawn(('', '', 'Updated ', 'Stand: ', 'Publié ', 'Published: '), random)}{text}"
    return _text(drawn(("p", "div", "time", "header", "div", "span"), random), text, random, ("", "date", "meta", "time", "datum", "fecha", "info"), is_text=False)  # fmt: skip


def _notice(kind: str) -> Callable[[Sequence[str], Random], Piece]:
    def notice(_: Sequence[str], random: Random) -> Piece:
        text = capital(phrase(kind, random)) + drawn(("", "", ".", "!", ":", " >", " »"), random)
        tag = drawn(("p", "div", "span", "h3", "li", "p"), random)
        return _text(tag, text, random, ("", "", "label", "ad", "box", "note", "inline", "c3"), is_text=False)

    return notice


def _teaser(titles: Sequence[str], random: Random) -> Piece:
    """Write what leads to another article: with a label or a link, or both."""
    label, title = capital(phrase("teaser", random)), drawn(titles, random)
    sign = drawn((": ", " > ", " | ", " – ", " » "), random)
    linked = f"<a href='/{int(random.integers(10_000))}'>{escape(title)}</a>" if random.random() < 0.6 else escape(title)
    text = f"{label}{sign}{title}"
    tag = drawn(("p", "div", "p", "aside", "blockquote"), random)
    return Piece(f"<{tag}>{escape(label + sign)}{linked}</{tag}>", (" ".join(text.split()),), is_text=False)


def _list(titles: Sequence[str], random: Random) -> Piece:
    """Write a list of other articles below its head."""
    head, some = capital(phrase("section", random)), [drawn(titles, random) for _ in range(int(random.integers(2, 6)))]
    linked = random.random() < 0.8
    items = [f"<a href='/{place}'>{escape(title)}</a>" if linked else escape(title) for place, title in enumerate(some)]
    tag, item = _LISTS[int(random.integers(len(_LISTS)))]
    top = drawn(("h2", "h3", "p", "div"), random)
    html = f"<{top}>{escape(head)}</{top}><{tag}>" + "".join(f"<{item}>{each}</{item}>" for each in items) + f"</{tag}>"  # fmt: skip
    return Piece(
        f"<div{_named(drawn(('', 'related', 'more', 'b2', 'mehr', 'box'), random))}>{html}</div>", (head, *some), is_text=False
    )


def _menu(titles: Sequence[str], random: Random) -> Piece:
    words = [word for title in (drawn(titles, random), drawn(titles, random)) for word in title.split() if len(word) > 3][:7] or [
        "News"
    ]
    links = "".join(f"<li><a href='/{word}'>{escape(word)}</a></li>" for word in words)
    return Piece(f"<{(tag := drawn(('nav', 'div', 'header'), random))}><ul>{links}</ul></{tag}>", tuple(words), is_text=False)


def _caption(titles: Sequence[str], random: Random) -> Piece:
    text = f"{drawn(titles, random)[:90]}. {drawn(('Photo: ', 'Foto: ', '© ', 'Bild: ', ''), random)}{drawn(_FIRST, random)} {drawn(_LAST, random)}/{drawn(_AGENCIES, random)}"  # fmt: skip
    tag = drawn(("figcaption", "p", "div", "figcaption"), random)
    inner = _text(tag, text, random, ("", "caption", "bild", "photo-text"), is_text=False)
    return Piece(f"<figure><img src='/a.jpg'>{inner.html}</figure>" if tag == "figcaption" else f"<img src='/a.jpg'>{inner.html}", inner.texts, is_text=False)  # fmt: skip


def _remark(titles: Sequence[str], random: Random) -> Piece:
    """Write what readers say, below its head."""
    head, name = capital(drawn(_COMMENTS, random)), f"{drawn(_FIRST, random)} {drawn(_LAST, random)[0]}."
    says = [
        f"{drawn(titles, random)}?" if random.random() < 0.3 else f"{drawn(titles, random)}. {drawn(titles, random)}!"
        for _ in range(2)
    ]
    html = f"<h3>{escape(head)}</h3>" + "".join(f"<div class='{drawn(('c', 'comment', 'reply', 'r'), random)}'><b>{escape(name)}</b><p>{escape(' '.join(said.split()))}</p></div>" for said in says)  # fmt: skip
    return Piece(f"<div>{html}</div>", (head, name, *(" ".join(said.split()) for said in says)), is_text=False)


_ABOVE = (_menu, _notice("furniture"), _notice("boilerplate"), _wall)
_HEAD = (_named_box, _byline, _date, _byline, _date, _notice("furniture"), _caption)
_BETWEEN = (
    _named_box,
    _named_box,
    _link,
    _teaser,
    _teaser,
    _notice("furniture"),
    _notice("boilerplate"),
    _list,
    _caption,
    _notice("section"),
    _wall,
)
_BELOW = (
    _named_box,
    _link,
    _rights,
    _list,
    _list,
    _remark,
    _notice("boilerplate"),
    _notice("boilerplate"),
    _byline,
    _date,
    _menu,
    _notice("furniture"),
    _wall,
    _wall,
)
