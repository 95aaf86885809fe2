"""The explanation as a page for a browser, in which nothing runs and nothing is fetched.

It holds all that it needs: no scripts, no links, no addresses that a browser would follow: what a page says is text, escaped, and a policy forbids the rest.
"""

from collections.abc import Iterable, Iterator
from html import escape

from workers.explain.blocks import MOST_TOLD
from workers.explain.explanation import Block, Explanation, Field, Offer, Reason, Verdict
from workers.explain.style import STYLE

MOST_BLOCKS = MOST_TOLD
"""Blocks of a page that are shown; of more, it is said how many there are."""

MOST_CHARACTERS = 1_500
"""Characters of a text that are shown."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

MARKS = {Verdict.KEPT: "✓", Verdict.DROPPED: "✗"}

_CLOSE = 0.2  # a likelihood so near to the cut is a close call
_HEAD = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How Newsmill read it</title>
<style>{STYLE}</style>
</head>
<body>
"""
_FOOT = "</body>\n</html>\n"


def to_html(explanations: Iterable[Explanation]) -> Iterator[str]:
    """Write pages that were explained, one below the other, piece by piece."""
    yield _HEAD
    for explanation in explanations:
        yield from _page(explanation)
    yield _FOOT


def is_close(block: Block, cut: float | None) -> bool:
    """Whether a block's likelihood is so near to the cut that it is worth a look."""
    return cut is not None and block.likelihood is not None and abs(block.likelihood - cut) < _CLOSE


def text(value: str, most: int = MOST_CHARACTERS) -> str:
    """Make a page's words fit to stand in HTML: escaped, without characters that no document may hold, and bounded."""
    shown = value if len(value) <= most else f"{value[:most]}… ({len(value):,} characters)"
    return escape("".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in shown))


def _page(told: Explanation) -> Iterator[str]:
    yield f'<main class="page">\n<h1 dir="auto">{text(told.title, 300)}</h1>\n'
    yield f'<p class="faint">{text(told.url or "no URL", 500)}</p>\n'
    kind = told.outcome.split(maxsplit=1)[0]
    yield f'<p><span class="outcome {escape(kind)}">{text(told.outcome)}</span> <span class="faint">{text(told.detail)}</span></p>\n'
    yield f'<p class="faint">{text(told.summary)}</p>\n<div class="beside">\n<section>\n'
    if told.blocks:
        yield _legend(told)
    yield from (_block(block, told.cut) for block in told.blocks[:MOST_BLOCKS])
    if len(told.blocks) > MOST_BLOCKS:
        yield f'<p class="faint">… and {len(told.blocks) - MOST_BLOCKS:,} blocks more</p>\n'
    yield '</section>\n<aside class="fields">\n'
    yield from map(_field, told.fields)
    if told.claims:
        yield f'<div class="field"><h3>claims, in the order of its visits</h3><p><small>{"<br>".join(map(text, told.claims))}</small></p></div>\n'
    yield "</aside>\n</div>\n</main>\n"


def _legend(told: Explanation) -> str:
    kept, dropped = (f'<span class="{verdict}">{MARKS[verdict]} {verdict}</span>' for verdict in Verdict)
    close = '<span class="doubtful">dotted: near the cut</span>' if told.cut is not None else ""
    return f'<p class="legend">{kept}{dropped}{close}<small>A block opens on what mattered for it.</small></p>\n'


def _block(block: Block, cut: float | None) -> str:
    score = "" if block.likelihood is None else f" {block.likelihood:.2f}"
    doubtful = " doubtful" if is_close(block, cut) else ""
    return (
        f'<details class="block {block.verdict}{doubtful}"><summary><span class="score" title="block {block.number}">'
        f'{MARKS[block.verdict]}{score}</span><span><span dir="auto">{text(block.text)}</span>{_first(block)}</span></summary>'
        f'<div class="more"><p>Block {block.number}: {text(block.why)}</p><p class="faint">{text(block.path)}</p>'
        f'<ul class="reasons">{"".join(map(_reason, block.evidence))}</ul></div></details>\n'
    )


def _first(block: Block) -> str:
    return f" <small>{text(block.reason.what)}</small>" if block.reason else ""


def _reason(reason: Reason) -> str:
    if not reason.weight:
        return f"<li>{text(reason.what)}</li>"
    return f'<li class="{"for" if reason.weight > 0 else "against"}"><b>{reason.weight:+.2f}</b> {text(reason.what)}</li>'


def _field(field: Field) -> str:
    value = f'<p dir="auto">{text(field.value, 500)}</p>' if field.value else '<p class="faint">none</p>'
    why = f"<small>{text(field.why)}</small>" if field.why else ""
    return f'<div class="field"><h3>{text(field.name)}</h3>{value}{why}<ul class="offers">{"".join(map(_offer, field.offers))}</ul></div>\n'


def _offer(offer: Offer) -> str:
    mark, taken = ("▸", ' class="taken"') if offer.taken else ("·", "")
    note = f" <small>{text(offer.note, 300)}</small>" if offer.note else ""
    return f"<li{taken}>{mark} <small>{text(offer.source)}</small> <bdi>{text(offer.value, 300)}</bdi>{note}</li>"
