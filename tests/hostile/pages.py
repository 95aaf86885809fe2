"""Pages that are food for parsers, for regular expressions and for memory, each as a file of its own."""

import json
from collections.abc import Callable

from tests.hostile.case import ARTICLE, PLAIN, PROSE, SENTENCES, Case, Fate, dead, page, rejected

MB = 1_000_000
TOO_DEEP = dead("too_large", "Excessive depth in document: 256")
TOO_MANY = dead("too_large", r"the page has \d+ elements, more than 100000")

FOOD = {
    "by": "By ", "dates": "1 January 2020 ", "times": "12:00 ", "iso": "2020-01-01T", "dots": "01.02.", "mails": "a@b.c ", "urls": "http://a.b/",
    "initials": "A. ", "capitals": "aB", "names": "Ann Smith, ", "and": "and ", "agencies": "(AP) - ", "dashes": "- ", "bars": "| ", "quotes": "\"' ",
    "brackets": "([{", "less": "< ", "ampersands": "&#", "spaces": " \t", "marks": "\u0301", "breaks": "\u2028", "photo": "Photo: ", "digits": "0",
}  # fmt: skip
"""Units that, repeated, make regular expressions for titles, names, dates and labels try again and again."""


def json_ld(text: str) -> str:
    return page(head=f'<script type="application/ld+json">{text}</script>')


def article_json(**keys: object) -> str:
    return json.dumps({"@type": "NewsArticle", "headline": "Island school stays open", **keys})


def everywhere(unit: str) -> str:
    """A page with a unit repeated in each place that rules read: title, heading, meta, JSON-LD, byline, attributes, text."""
    many = unit * (30_000 // len(unit))
    quoted = many.replace('"', "").replace("<", "")
    metas = "".join(
        f'<meta property="{name}" content="{quoted}">'
        for name in (
            "og:title",
            "author",
            "article:published_time",
            "og:description",
            "og:url",
            "keywords",
            "article:section",
            "date",
        )
    )
    told = dict.fromkeys(("author", "datePublished", "keywords", "articleSection", "image", "url", "@id", "publisher"), quoted)
    html = page(
        head=f'{metas}<script type="application/ld+json">{article_json(**told)}</script>',
        title=f"Island school stays open {many}",
        more=f'<div class="byline author">{many}</div><time class="published" datetime="{quoted}">{many}</time><address>{many}</address>'
        f'<p class="{quoted}" id="{quoted}" title="{quoted}">{many}</p><a href="{quoted}">{many}</a><figcaption>{many}</figcaption>',
    )
    return html.replace("</h1>", f"</h1><p class=date>{many}</p><h2>{many}</h2>", 1)


def entities(count: int) -> str:
    """The billion laughs: each entity is ten of the one before."""
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, count))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "lol">{declared}]><html xmlns="http://www.w3.org/1999/xhtml">'


def html(name: str, make: Callable[[], str], fate: Fate, suffix: str = "html") -> Case:
    return Case(f"{name}.{suffix}", lambda: make().encode("utf-8", "surrogatepass"), (fate,))


CASES = [
    *(html(f"nested-{tag}", lambda tag=tag: page(f"<{tag}>" * 100_000), TOO_DEEP if tag == "div" else TOO_MANY) for tag in ("section", "table")),  # type: ignore[misc]
    html("nested-div", lambda: page("<div>" * 90_000), TOO_DEEP),
    html("nested-before-the-text", lambda: "<body>" + "<b>" * 90_000 + page(), TOO_DEEP),
    html("nested-lists-within-bounds", lambda: page("<ul><li><a href=/x>A link</a>" * 60 + "</li></ul>" * 60), ARTICLE),
    html("links-a-million", lambda: page("<a href=/x>a</a> " * 1_000_000), TOO_MANY),
    html("links-within-bounds", lambda: page("<a href=/x>a</a> " * 90_000), ARTICLE),
    html("tags-a-million-empty", lambda: page("<p></p>" * 1_000_000), TOO_MANY),
    html("tags-empty-within-bounds", lambda: page("<p></p>" * 90_000), ARTICLE),
    html("headings-within-bounds", lambda: page("<h1>a</h1>" * 90_000), ARTICLE),
    html("headings-many", lambda: page("<h1>a</h1>" * 14_000), ARTICLE),
    html("titles-many", lambda: page(head="<title>a</title>" * 90_000), ARTICLE),
    html("paragraphs-many", lambda: page("".join(f"<p>{n} {SENTENCES[n % 5]}</p>" for n in range(4_000))), ARTICLE),
    html("attributes-a-hundred-thousand", lambda: page(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>"), dead("too_large", "an element has 100000 attributes, more than 5000")),
    html("attributes-within-bounds", lambda: page(f"<p {' '.join(f'a{n}=1' for n in range(4_990))}>"), ARTICLE),
    html("attribute-of-a-megabyte", lambda: page(f"<p class='{'ad ' * (MB // 3)}' style='{'a:b;' * (MB // 4)}'>"), ARTICLE),
    html("text-of-11-mb-in-one-piece", lambda: page(f"<p>{'a ' * 5_500_000}"), dead("too_large", "Buffer size limit exceeded")),
    html("page-of-50-mb", lambda: page("<p>word</p>" * 4_600_000), dead("broken_record", "more than 20971520 bytes")),
    html("comment-without-end", lambda: page("<!--" * 90_000), ARTICLE),
    html("script-without-end", lambda: page("<script>" * 90_000), ARTICLE),
    html("markup-broken", lambda: page("<a b='<c \"d=>&#xFFFFFFFF;&bogus;</ x><!bad><?php <![CDATA[ ]]>" * 2_000), ARTICLE),
    html("frameset", lambda: "<frameset><frame src=/a></frameset>", rejected("empty", "no elements|no text")),
    html("fetch-me", lambda: page("<img src='http://192.0.2.1/a.png'><iframe src='file:///etc/passwd'></iframe>", "<base href='http://192.0.2.1/'>"), ARTICLE),
    html("entities-billion-laughs", lambda: entities(10) + page("<p>&a9;</p>"), ARTICLE, "xhtml"),
    html("entities-external", lambda: '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + page("<p>&a;</p>"), ARTICLE, "xhtml"),
    html("json-ld-of-15-mb", lambda: json_ld(article_json(articleBody="word " * (3 * MB))), dead("too_large", "Buffer size limit exceeded")),
    html("json-ld-of-4-mb", lambda: json_ld(article_json(articleBody="word " * (MB * 4 // 5))), ARTICLE),
    html("json-ld-of-a-megabyte", lambda: json_ld(article_json(description="word " * (MB // 6), author=["Ann Smith"] * 5_000)), ARTICLE),
    html("json-ld-nested", lambda: json_ld('{"@graph":[' * 100_000 + "]}" * 100_000), ARTICLE),
    html("json-ld-nested-within-bounds", lambda: json_ld('{"@graph":[' * 400 + "]}" * 400), ARTICLE),
    html("json-ld-broken", lambda: json_ld('{"@type": "NewsArticle", "headline": "\\x \n, ,,}' * 10_000), ARTICLE),
    html("json-ld-number-huge", lambda: json_ld('{"@type": "NewsArticle", "wordCount": ' + "9" * 100_000 + "}"), ARTICLE),
    html("json-ld-surrogates", lambda: json_ld(r'{"@type": "NewsArticle", "headline": "Island school \ud800 stays open", "author": "\udfff"}'), ARTICLE),
    html("json-ld-refers-to-itself", lambda: json_ld('[{"@id":"a","author":{"@id":"b"}},{"@id":"b","name":{"@id":"a"}},{"@type":"NewsArticle","author":{"@id":"a"}}]'), ARTICLE),
    html("json-ld-wrong-types", lambda: json_ld(article_json(**{key: {"a": [1, None, True, {}]} for key in ("author", "datePublished", "keywords", "image", "url", "@id")})), ARTICLE),
    html("json-ld-scripts-many", lambda: page(head=f'<script type="application/ld+json">{article_json(author="Ann Smith")}</script>' * 9_000), ARTICLE),
    *(html(f"food-{name}", lambda unit=unit: everywhere(unit), TOO_MANY if unit == "< " else ARTICLE) for name, unit in FOOD.items()),  # type: ignore[misc]
    html("plain-line-of-20-mb", lambda: "word " * (20 * MB // 5), dead("too_large", "a line has 20000000 characters, more than 1000000"), "txt"),
    html("plain-lines-a-million", lambda: "a line\n" * 1_000_000, dead("too_large", "the page has 1000000 lines, more than 20000"), "txt"),
    html("plain-lines-within-bounds", lambda: PLAIN + "\nBy Ann Smith" * 19_000, ARTICLE, "txt"),
    *(html(f"plain-food-{name}", lambda unit=unit: f"{PLAIN}\n\n{unit * (MB // 2 // len(unit))}\n", ARTICLE, "txt") for name, unit in FOOD.items()),  # type: ignore[misc]
    html("plain-first-line-of-a-megabyte", lambda: "By Ann Smith, " * (MB // 14) + f"\n\n{PLAIN}", ARTICLE, "txt"),
    html("plain-surrogates", lambda: PLAIN.replace("island", "isl\ud800and"), ARTICLE, "txt"),
    html("text-without-markup", lambda: PROSE[3:], ARTICLE),
    html("empty", lambda: "", rejected("empty", "empty body")),
    html("spaces", lambda: " \n\t" * MB, rejected("empty", "empty body"), "txt"),
]  # fmt: skip
