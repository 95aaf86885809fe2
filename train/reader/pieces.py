"""What stands around and between the paragraphs of small pages: labels, teasers, captions, notices, boxes."""

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from train.reader.made_pages import Random, capital, drawn, phrase
from train.reader.words import LINE_WORDS

_BYLINES, _COMMENTS = sorted(LINE_WORDS.bylines.whole), sorted(LINE_WORDS.comments)
_NOISE = (
    "ad adbox advert ad-slot advertisement sponsor sponsored promo werbung share share-bar social sharing author-bio bio about-author"
    " author-box image-caption image-text caption photo-text bildtext credit related related-posts more-stories read-more teaser-list recommended"
    " newsletter newsletter-box signup subscribe cookie-notice consent comment comments reply disclaimer tags tag-list breadcrumb"
    " live-ticker most-read trending"
).split()
"""What pages call boxes that hold no text of the article."""
_CAPTIONS = "caption bild photo-text image-text imagetext picture-text bild-text media-text image-caption img-caption wp-caption-text bildunterschrift caption-text legende".split()
"""What they call a picture's text: scripts may put the picture there later."""
_SERVICES = "Google News|WhatsApp|Telegram|Facebook|Instagram|X|YouTube|Viber|TikTok|Bluesky|LINE|VK|RSS".split("|")
"""Where sites want to be followed, in every language under the same name."""
STAND = "lead lede standfirst intro teaser-text summary subtitle dek chapo vorspann deck excerpt subheadline entradilla ingress".split()
"""What they call those between headline and text."""
_AGENCIES = sorted(LINE_WORDS.agencies)
_CREDITS = (*(f"{capital(start)}:" for start in sorted(LINE_WORDS.credits.whole)), *"© © © Photo: Foto: Bild: (c)".split())
_DATES = (
    "{d}. {m}. {y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02} {h}:{n:02}", "{d}.{m:02}.{y} {h}:{n:02}", "{y}年{m}月{d}日 {h}:{n:02}", "{h}:{n:02}, {d}/{m}/{y}",
    "{y}년 {m}월 {d}일", "{n} min ago", "{d} November {y}", "{d}. März {y}, {h}.{n:02} Uhr", "le {d} mai {y} à {h}h{n:02}", "{d} de junio de {y}", "{d} июля {y}",
)  # fmt: skip
_FIRST = "Anna Jon Mira Tomas Inès Karl Aiko Pavel Dilek Omar Ruth Giulia Sanna Lars Fatma Diego Ewa Minh Sofia Ahmed".split()
_LAST = (
    "Vane Brüning Kowalska Moreau Tanaka Novák Yılmaz Haddad Ormerod Rossi Niemi Berg Silva Ortega Ivanov Nguyen Papadaki".split()
)
_LISTS = (("ul", "li"), ("div", "div"), ("section", "h3"), ("div", "p"))


class Piece(NamedTuple):
    """A piece of a page: its markup, its texts, and whether they belong to the article."""

    html: str
    texts: tuple[str, ...]
    is_text: bool


def named(name: str) -> str:
    return f" class='{name}'" if name else ""


def text_piece(tag: str, text: str, random: Random, names: Sequence[str] = ("",), *, is_text: bool = True) -> Piece:
    text = " ".join(text.split())
    return Piece(f"<{tag}{named(drawn(names, random))}>{escape(text)}</{tag}>", (text,), is_text)


def drawn_pair(pairs: Sequence[tuple[str, str]], random: Random) -> tuple[str, str]:
    """Draw one of some pairs."""
    return pairs[int(random.integers(len(pairs)))]


def _wall(_: Sequence[str], random: Random) -> Piece:
    """Write what asks for an account, a consent, an address: a heading, sentences, a button."""
    head, button = capital(phrase("boilerplate", random)), capital(phrase(drawn(("furniture", "boilerplate"), random), random))
    says = ". ".join(capital(phrase("boilerplate", random)) for _ in range(int(random.integers(1, 5)))) + "."
    more = f"{capital(phrase('boilerplate', random))}? {capital(phrase('furniture', random))}"
    texts = (head, says, button, more)[: int(random.integers(2, 5))]
    tags = (drawn(("h2", "h3", "p", "div"), random), drawn(("p", "p", "div"), random), drawn(("div", "p", "a"), random), "p")
    html = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in zip(tags, texts, strict=False))
    return Piece(f"<{(box := drawn(('div', 'section', 'aside', 'div'), random))}{named(drawn(('', '', 'box', 'wall', 'c9', 'newsletter', 'cookie'), random))}>{html}</{box}>", texts, is_text=False)  # fmt: skip


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


def _about_site(titles: Sequence[str], random: Random) -> Piece:
    """Write a sentence of the site about itself, with its address and where it can be followed, as it stands below an article."""
    words = drawn(titles, random).split()
    name = "".join(filter(str.isalnum, max(words, key=len).lower()))[:14]
    parts = [
        capital(phrase("boilerplate", random)),
        f"{name}.example",
        drawn(_SERVICES, random),
        " ".join(words[:6]).lower().rstrip(".,:;!?"),
    ]
    if random.random() < 0.3:
        parts[1:3] = [f"@{name}", f"{drawn(_SERVICES, random)} / {drawn(_SERVICES, random)}"]
    text = " ".join(parts[: 4 if random.random() < 0.6 else 3]) + drawn(("", "", ".", "!"), random)
    return text_piece(drawn(("p", "p", "p", "div"), random), text, random, ("", "", "", "follow", "note"), is_text=False)


def _player(_: Sequence[str], random: Random) -> Piece:
    """Write the label of a player, with how long it plays."""
    text = f"{capital(phrase('furniture', random))} {int(random.integers(0, 60))}:{int(random.integers(0, 60)):02}"
    return text_piece(drawn(("div", "span", "p"), random), text, random, ("", "", "player", "audio"), is_text=False)


def _link(titles: Sequence[str], random: Random) -> Piece:
    """Write a line that is a link to another article."""
    title, tag = drawn(titles, random), drawn(("p", "h3", "h4", "li", "div"), random)
    return Piece(f"<{tag}><a href='/{int(random.integers(10_000))}'>{escape(title)}</a></{tag}>", (title,), is_text=False)


def _linked_lead(titles: Sequence[str], random: Random) -> Piece:
    """Write a link to another article where a standfirst would stand, named like one."""
    text = _sentences(titles, random)
    return Piece(
        f"<p class='{drawn(STAND, random)}'><a href='/{int(random.integers(10_000))}'>{escape(text)}</a></p>",
        (text,),
        is_text=False,
    )


def _rights(titles: Sequence[str], random: Random) -> Piece:
    owner = " ".join(drawn(titles, random).split()[:2])
    sign = drawn(("©", "©", "©", "Copyright", "© Copyright", "(c)"), random)
    return text_piece(drawn(("p", "div", "footer", "small"), random), f"{sign} {int(random.integers(2005, 2027))} {owner}", random, ("", "", "copyright", "legal"), is_text=False)  # fmt: skip


def _byline(_: Sequence[str], random: Random) -> Piece:
    name = f"{drawn(_FIRST, random)} {drawn(_LAST, random)}"
    more = f"{drawn((' and ', ' und ', ', ', ' et ', ' y ', ' / '), random)}{drawn(_FIRST, random)} {drawn(_LAST, random)}"
    text = f"{capital(drawn(_BYLINES, random))} {name}{more if random.random() < 0.3 else ''}"
    text = name if random.random() < 0.2 else text
    return text_piece(drawn(("p", "div", "span", "address", "div"), random), text, random, ("", "byline", "author", "autor", "by", "meta", "credit", "kirjoittaja"), is_text=False)  # fmt: skip


def _date(_: Sequence[str], random: Random) -> Piece:
    year, month, day, hour, minute = (
        int(random.integers(low, high)) for low, high in ((2001, 2027), (1, 13), (1, 29), (0, 24), (0, 60))
    )
    text = drawn(_DATES, random).format(y=year, m=month, d=day, h=hour, n=minute)
    text = f"{drawn(('', '', 'Updated ', 'Stand: ', 'Publié ', 'Published: '), random)}{text}"
    return text_piece(drawn(("p", "div", "time", "header", "div", "span"), random), text, random, ("", "date", "meta", "time", "datum", "fecha", "info"), is_text=False)  # fmt: skip


def _notice(kind: str) -> Callable[[Sequence[str], Random], Piece]:
    def notice(_: Sequence[str], random: Random) -> Piece:
        text = capital(phrase(kind, random)) + drawn(("", "", ".", "!", ":", " >", " »"), random)
        text = drawn(("{}", "{}", "{}", "- {} -", "— {} —", "[{}]"), random).format(text)
        tag = drawn(("p", "div", "span", "h3", "li", "p"), random)
        return text_piece(tag, text, random, ("", "", "label", "ad", "box", "note", "inline", "c3"), is_text=False)

    return notice


def _teaser(titles: Sequence[str], random: Random) -> Piece:
    """Write what leads to another article: with a label or a link, or both."""
    label, title = capital(phrase("teaser", random)), drawn(titles, random)
    sign = drawn((": ", " > ", " | ", " – ", " » "), random)
    linked = f"<a href='/{int(random.integers(10_000))}'>{escape(title)}</a>" if random.random() < 0.6 else escape(title)
    opened, closed = drawn_pair(
        (("", ""), ("", ""), ("", ""), ("[ ", " ]"), ("[", "]"), ("» ", ""), ("— ", " —"), ("(", ")")), random
    )
    text = f"{opened}{label}{sign}{title}{closed}"
    tag = drawn(("p", "p", "p", "div", "aside", "blockquote"), random)
    return Piece(f"<{tag}>{opened}{escape(label + sign)}{linked}{closed}</{tag}>", (" ".join(text.split()),), is_text=False)


def _list(titles: Sequence[str], random: Random) -> Piece:
    """Write a list of other articles below its head."""
    head, some = capital(phrase("section", random)), [drawn(titles, random) for _ in range(int(random.integers(2, 6)))]
    linked = random.random() < 0.8
    if not linked and random.random() < 0.5:
        some = [f"{title.rstrip('.')}." for title in some]
    items = [f"<a href='/{place}'>{escape(title)}</a>" if linked else escape(title) for place, title in enumerate(some)]
    tag, item = _LISTS[int(random.integers(len(_LISTS)))]
    top = drawn(("h2", "h3", "p", "div"), random)
    html = f"<{top}>{escape(head)}</{top}><{tag}>" + "".join(f"<{item}>{each}</{item}>" for each in items) + f"</{tag}>"  # fmt: skip
    return Piece(
        f"<div{named(drawn(('', 'related', 'more', 'b2', 'mehr', 'box'), random))}>{html}</div>", (head, *some), is_text=False
    )


def _headed(titles: Sequence[str], random: Random) -> Piece:
    """Write sentences of other articles, or of what is offered, in a box below its head."""
    head, count = capital(phrase("section", random)), int(random.integers(1, 4))
    says = [_sentences(titles, random) for _ in range(count)]
    if random.random() < 0.5:
        says = [said.split(". ")[0].rstrip(".") if place % 2 == 0 else said for place, said in enumerate(says)]
    box, top = drawn(("section", "div", "aside"), random), drawn(("h2", "h3", "h4", "p"), random)
    html = f"<{top}>{escape(head)}</{top}>" + "".join(f"<p>{escape(said)}</p>" for said in says)
    return Piece(f"<{box}>{html}</{box}>", (head, *says), is_text=False)


def _cards(titles: Sequence[str], random: Random) -> Piece:
    """Write cards of other articles: each a headline that is a link, and how it begins."""
    card, top, tag = drawn(("article", "div", "li"), random), drawn(("h2", "h3", "p"), random), drawn(("p", "div"), random)
    heads = [drawn(titles, random) for _ in range(int(random.integers(3, 7)))]
    says = [_sentences(titles, random) for _ in heads]
    html = "".join(
        f"<{card}><{top}><a href='/{place}'>{escape(head)}</a></{top}><{tag}>{escape(said)}</{tag}></{card}>"
        for place, (head, said) in enumerate(zip(heads, says, strict=True))
    )
    box = drawn(("section", "div", "aside"), random)
    return Piece(f"<{box}{named(drawn(('', 'grid', 'teasers', 'b5'), random))}>{html}</{box}>", (*heads, *says), is_text=False)


def _sentences(titles: Sequence[str], random: Random) -> str:
    """Write one or two sentences that another article would begin with."""
    some = [drawn(titles, random).rstrip(".!?") for _ in range(int(random.integers(1, 3)))]
    return " ".join(f"{' '.join(each.split())}." for each in some)


def _offer(titles: Sequence[str], random: Random) -> Piece:
    """Write a box of its own that wants something of readers: a sentence in ordinary words, and a short link to where they give it."""
    says, label = _sentences(titles, random), capital(phrase(drawn(("furniture", "boilerplate"), random), random))[:40]
    linked = f"<a href='/{drawn(('subscribe', 'abo', 'offers', 'join', 'shop'), random)}'>{escape(label)}</a>"
    box, tag = drawn(("div", "div", "section", "aside"), random), drawn(("p", "p", "div"), random)
    more = f"<p>{linked}</p>" if random.random() < 0.5 else linked
    return Piece(f"<{box}><{tag}>{escape(says)}</{tag}>{more}</{box}>", (says, label), is_text=False)


def _menu(titles: Sequence[str], random: Random) -> Piece:
    words = [word for title in (drawn(titles, random), drawn(titles, random)) for word in title.split() if len(word) > 3][:7] or [
        "News"
    ]
    links = "".join(f"<li><a href='/{word}'>{escape(word)}</a></li>" for word in words)
    return Piece(f"<{(tag := drawn(('nav', 'div', 'header'), random))}><ul>{links}</ul></{tag}>", tuple(words), is_text=False)


def _caption(titles: Sequence[str], random: Random) -> Piece:
    credit = f" {drawn(_CREDITS, random)} {drawn(_FIRST, random)} {drawn(_LAST, random)}/{drawn(_AGENCIES, random)}"
    says = _sentences(titles, random) if random.random() < 0.3 else f"{drawn(titles, random)[:110]}."
    text = f"{says}{credit if random.random() < 0.5 else ''}"
    tag = drawn(("figcaption", "p", "div", "p"), random)
    is_told = tag == "figcaption" or text.endswith(credit)
    inner = text_piece(tag, text, random, ("", *_CAPTIONS)[0 if is_told else 1 :], is_text=False)
    if tag == "figcaption":
        return inner._replace(html=f"<figure><img src='/a.jpg'>{inner.html}</figure>")
    picture = "<img src='/a.jpg'>" if "class=" not in inner.html or random.random() < 0.4 else ""
    return inner._replace(html=f"{picture}{inner.html}")


def _remark(titles: Sequence[str], random: Random) -> Piece:
    """Write what readers say, below its head."""
    head, name = capital(drawn(_COMMENTS, random)), f"{drawn(_FIRST, random)} {drawn(_LAST, random)[0]}."
    says = [
        f"{drawn(titles, random)}?" if random.random() < 0.3 else f"{drawn(titles, random)}. {drawn(titles, random)}!"
        for _ in range(2)
    ]
    html = f"<h3>{escape(head)}</h3>" + "".join(f"<div class='{drawn(('c', 'comment', 'reply', 'r'), random)}'><b>{escape(name)}</b><p>{escape(' '.join(said.split()))}</p></div>" for said in says)  # fmt: skip
    return Piece(f"<div>{html}</div>", (head, name, *(" ".join(said.split()) for said in says)), is_text=False)


ABOVE = (_menu, _notice("furniture"), _notice("boilerplate"), _wall)
HEAD = (_named_box, _byline, _date, _byline, _date, _notice("furniture"), *(_caption,) * 3, _linked_lead, _player)
BETWEEN = (
    *(_named_box,) * 4,
    *(_link,) * 4,
    *(_teaser,) * 6,
    *(_caption,) * 4,
    *(_offer,) * 3,
    *(_rights,) * 4,
    *(_headed,) * 3,
    _list,
    _wall,
    _about_site,
    _notice("furniture"),
    _notice("boilerplate"),
    _notice("section"),
)
BELOW = (
    *(_list,) * 2,
    *(_wall,) * 2,
    *(_cards,) * 2,
    *(_about_site,) * 2,
    _named_box,
    _headed,
    _link,
    _rights,
    _remark,
    _byline,
    _date,
    _menu,
    _offer,
    *(_notice("boilerplate"),) * 2,
    _notice("furniture"),
)
