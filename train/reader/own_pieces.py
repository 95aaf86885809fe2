"""What is the article's own on small pages: paragraphs, headings, lists and tables, a standfirst, parts of a live page."""

from collections.abc import Sequence
from html import escape

from train.reader.made_pages import LIKE, Random, capital, drawn, phrase
from train.reader.pieces import STAND, Piece, drawn_pair, text_piece

_CELLS = (("", ""), ("", ""), ("<p>", "</p>"), ("<ul><li>", "</li></ul>"), ("<b>", "</b>"))


def paragraph_piece(text: str, random: Random) -> Piece:
    """Write a paragraph of the article, as a quotation or as what looks like a label too."""
    if random.random() < 0.25:
        text = LIKE[int(random.integers(len(LIKE)))](text, random)
    return text_piece(drawn(("p", "p", "p", "p", "p", "p", "div", "blockquote", "li"), random), text, random)


def own_list(paragraphs: Sequence[str], random: Random) -> Piece:
    """Write a list or a table of the article's own: a few words, numbers and times in each place."""
    words = [word for paragraph in paragraphs for word in paragraph.split() if len(word) > 3]
    rows = [
        (_some(words, 1, 3, random), _some(words, 2, 7, random), drawn(("{}", "{}", "{:02}:00 – {:02}:30", "{} %", "{}.{}"), random).format(*random.integers(1, 24, 2)))
        for _ in range(int(random.integers(2, 6)))
    ]  # fmt: skip
    match drawn(("cells", "values", "values", "items", "sentences"), random):
        case "cells":
            texts = tuple(dict.fromkeys(text for row in rows for text in row))
            opened, closed = drawn_pair(_CELLS, random)
            cells = "".join(
                f"<tr><td>{escape(row[0])}</td>{''.join(f'<td>{opened}{escape(text)}{closed}</td>' for text in row[1:])}</tr>"
                for row in rows
            )
            return Piece(f"<table>{cells}</table>", texts, is_text=True)
        case "values":
            texts, tag = tuple(f"{name}: {value}" for name, _, value in rows), drawn(("p", "li", "div"), random)
        case "items":
            texts, tag = tuple(f"{text}{drawn(('.', '', ';'), random)}" for _, text, _ in rows), "li"
        case _:
            texts, tag = tuple(f"{capital(text)}." for _, text, _ in rows[:2]), "p"
    listed = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
    return Piece(f"<ul>{listed}</ul>" if tag == "li" else listed, texts, is_text=True)


def own_heading(headings: Sequence[str], random: Random, *, is_label: bool, is_linked: bool) -> Piece:
    """Write a heading of the article's own: one that reads like a list's or like comments', or one that is a link, if told."""
    heading = capital(phrase(drawn(("section", "comments"), random), random)) if is_label else drawn(headings, random)
    piece = text_piece(drawn(("h2", "h3", "h2", "h3", "p"), random), heading, random)
    if not is_linked:
        return piece
    opened = f"><a href='/{int(random.integers(10_000))}'>"
    return piece._replace(html=piece.html.replace(">", opened, 1).replace("</", "</a></", 1))


def boxed(pieces: Sequence[Piece], random: Random) -> Piece:
    """Put a heading and what is below it into a box."""
    box, html = drawn(("section", "div"), random), "".join(piece.html for piece in pieces)
    return Piece(f"<{box}>{html}</{box}>", tuple(text for piece in pieces for text in piece.texts), is_text=True)


def _some(words: Sequence[str], least: int, most: int, random: Random) -> str:
    first = int(random.integers(max(1, len(words) - most)))
    return " ".join(words[first : first + int(random.integers(least, most + 1))])


def standfirst(paragraphs: Sequence[str], random: Random) -> Piece:
    """Write the article's first sentences below its headline, in a box of their own."""
    text = paragraphs[0].split(". ", maxsplit=1)[0].rstrip(".") + "."
    tag, name = drawn(("p", "h2", "div", "div", "p"), random), drawn(STAND, random)
    inner = f"<p>{escape(text)}</p>" if tag == "div" and random.random() < 0.7 else escape(text)
    return Piece(f"<{tag} class='{name}'>{inner}</{tag}>", (text,), is_text=True)


def live_part(paragraphs: Sequence[str], titles: Sequence[str], random: Random) -> list[Piece]:
    """Write a part of a live page: when it was written, its head, and its paragraphs."""
    clock = f"{int(random.integers(0, 24)):02}{drawn((':', '.', ':', 'h'), random)}{int(random.integers(0, 60)):02}"
    head = drawn(titles, random)[:70] if random.random() < 0.5 else " ".join(paragraphs[0].split()[:6]).rstrip(".,:;")
    stamp = text_piece(
        drawn(("p", "div", "time", "span"), random), clock, random, ("", "time", "block-time", "stamp"), is_text=False
    )
    heading = text_piece("h2", head, random, ("", "block-title", "title"))
    return [stamp, heading, *(paragraph_piece(paragraph, random) for paragraph in paragraphs)]
