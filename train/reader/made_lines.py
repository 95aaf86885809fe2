"""Made lines: heads above the paragraphs of plain text, captions between them, and below them who wrote them and what readers say.

On a page of HTML boxes tell these from paragraphs. In plain text they are paragraphs but for a credit at the end, or for a head, names and times
around them; and the labelled pages of some sets count captions as text.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from train.reader.made_pages import Made, Random, capital, drawn, phrase
from train.reader.pages import Labelled
from train.reader.words import LINE_WORDS
from workers.steps.extract.blocks.lines import lines_of, read_lines
from workers.steps.extract.plain.lines import measure

_PARAGRAPH = range(60, 700)  # characters
_LEAST_PARAGRAPHS = 4
_TEXT = 0.5
_SHORT, _FEW = 0.5, (4, 9)
_CAPTION = 160  # characters
_TWICE, _REMARKED = 0.2, 0.6
"""So many captions are said twice, as galleries do; below so many pages readers speak."""
_HEADED, _DIGESTED, _SIGNED = 0.4, 0.4, 0.3
"""So many pages have a head made above their text, so many of those a digest of it too; and below so many stands who wrote it."""
_DIGEST = (1, 4)  # paragraphs that one begins
_HEADLINE = range(20, 160)  # characters
_AGENCIES, _COMMENTS, _BYLINES, _UPDATES = map(
    sorted, (LINE_WORDS.agencies, LINE_WORDS.comments, LINE_WORDS.bylines.whole, LINE_WORDS.updates)
)
_CREDITS = (
    *(f"{capital(start)}: " for start in sorted(LINE_WORDS.credits.whole)),
    *("© ", "© ", "Photo: ", "Foto: ", "Bild: ", "Credit: ", ""),
)
_TIMES = (
    "{n} hours ago", "{n}h", "vor {n} Stunden", "il y a {n} heures", "hace {n} horas", "{n} saat önce", "{n} ore fa", "há {n} horas", "{n} hodin",
    "{d:02}.{m:02}.2025 {n:02}:{d:02}", "2025-{m:02}-{d:02} {n:02}:00", "{n}. {m}. 2025", "{m}/{d}/2025 at {n}:{d:02} am", "منذ {n} ساعات", "{n}時間前",
)  # fmt: skip


_DATES = (
    "{d:02}.{m:02}.2025, {n:02}:{d:02} Uhr", "2025-{m:02}-{d:02}T{n:02}:{d:02}:09.201Z", "{d} November 2025, {n}:{d:02} am", "le {d} mai 2025 à {n}h{d:02}",
    "{d} de junio de 2025", "{d} июля 2025, {n:02}:{d:02}", "2025年{m}月{d}日 {n:02}:{d:02}", "2025-{m:02}-{d:02} {n:02}:{d:02}", "{m}/{d}/2025",
)  # fmt: skip


def make_lines(pages: Sequence[Labelled], seed: int) -> list[Made]:
    """Make pages of lines of those that have whole texts and teach."""
    random = np.random.default_rng(seed)
    pages = [page for page in pages if page.teaches and page.gold.text is not None]
    others = [_paragraphs_of(page) for page in pages]
    whole = [(page, others[number - 1]) for number, page in enumerate(pages) if len(others[number]) >= _LEAST_PARAGRAPHS]
    made = (_make(_respaced(_shortened(page, random), random), other or others[0], random) for page, other in whole)
    return [each for each in made if each.places]


def _paragraphs_of(page: Labelled) -> list[str]:
    return [text for text, share in zip(page.blocks.texts, page.labels, strict=True) if share >= 0.9 and len(text) in _PARAGRAPH]


def _shortened(page: Labelled, random: Random) -> Labelled:
    """Leave a few paragraphs of an article, of every second one: the labelled ones are long."""
    text = [place for place, share in enumerate(page.labels) if share >= _TEXT]
    cut = set(text[int(random.integers(*_FEW)) :]) if random.random() < _SHORT else set[int]()
    lines = [line for place, line in enumerate(lines_of(page.blocks, LINE_WORDS.months)) if place not in cut]
    labels = [share for place, share in enumerate(page.labels) if place not in cut]
    return msgspec.structs.replace(page, blocks=read_lines(lines), labels=labels)


def _respaced(page: Labelled, random: Random) -> Labelled:
    """Leave blank lines as they are, or none, or one before each line."""
    spacing = (None, 0, 1)[int(random.integers(3))]
    lines = (
        lines_of(page.blocks, LINE_WORDS.months)
        if spacing is None
        else [line._replace(gap=spacing) for line in lines_of(page.blocks, LINE_WORDS.months)]
    )
    return msgspec.structs.replace(page, blocks=read_lines(lines))


def _make(page: Labelled, others: Sequence[str], random: Random) -> Made:
    """Put captions between a page's paragraphs, and below them what is said in another's words."""
    lines, labels = lines_of(page.blocks, LINE_WORDS.months), list(page.labels)
    own = [place for place, (line, share) in enumerate(zip(lines, labels, strict=True)) if share >= _TEXT and line.stop]
    text = [place for place, share in enumerate(labels) if share >= _TEXT]
    captioned = random.choice(own, min(len(own), int(random.integers(1, 4))), replace=False).tolist()
    put = [(place + 1, _captions([*others, *_paragraphs_of(page)], random)) for place in captioned]
    if random.random() < _HEADED:
        put.append((text[0], list(_head([line.text for line in lines], text, random))))
    below = list(_author(others, random)) if random.random() < _SIGNED else []
    if random.random() < _REMARKED:
        below += _remarks(others, random)
    put.append((text[-1] + 1, below))
    made: list[int] = []
    for place, texts in sorted(put, key=lambda new: -new[0]):
        gap = lines[place].gap if place < len(lines) else 1
        lines[place:place], labels[place:place] = [measure(text, LINE_WORDS.months, gap) for text in texts], [0.0] * len(texts)
        made = [*range(place, place + len(texts)), *(at + len(texts) for at in made)]
    return Made(msgspec.structs.replace(page, blocks=read_lines(lines), labels=labels), made)


def _head(texts: Sequence[str], own: Sequence[int], random: Random) -> Iterator[str]:
    """Say above an article what it is called, when and by whom it was written, and what its picture shows; all in one line before, too."""
    titles = [text for text in texts[: own[0]] if len(text) in _HEADLINE]
    paragraphs = [texts[place] for place in own]
    caption, credit = _first_sentence(paragraphs, random), f"{drawn(_CREDITS, random)}{_name(paragraphs, random)}"
    head = [
        *titles[-1:],
        f"{capital(drawn(_UPDATES, random))}: {_time(_DATES, random)}",
        f"{capital(drawn(_BYLINES, random))}{drawn((': ', ' '), random)}{_name(paragraphs, random)}",
        *((f"{caption}.", credit) if random.random() < 0.7 else ()),
    ]
    if random.random() < _DIGESTED:
        yield " ".join([*head, *paragraphs[: int(random.integers(*_DIGEST))]])
    yield from (line for line in head if random.random() < 0.8)


def _author(paragraphs: Sequence[str], random: Random) -> Iterator[str]:
    """Say below an article who wrote it, in a sentence or two that begin with the name."""
    name = _name(paragraphs, random)
    yield drawn((name, f"{capital(drawn(_BYLINES, random))} {name}", capital(phrase("section", random))), random)
    says = drawn(paragraphs, random)
    yield f"{name} {says[:1].lower()}{says[1:]}"[: int(random.integers(120, 400))].rstrip(" .,") + "."
    yield from [capital(phrase("furniture", random)) for _ in range(int(random.integers(3)))]


def _captions(paragraphs: Sequence[str], random: Random) -> list[str]:
    """Say what a picture shows, and whose it is."""
    says = _first_sentence(paragraphs, random)
    name, agency = _name(paragraphs, random), drawn(_AGENCIES, random).upper()
    credit = f"{drawn(_CREDITS, random)}{drawn((name, agency, f'{name}/{agency}'), random)}"
    caption = f"{says}{drawn(('. ({})', ' ({})', '. {}', ' — {}', ' | {}', '. {}.'), random).format(credit)}"
    return [caption] * (2 if random.random() < _TWICE else 1)


def _remarks(paragraphs: Sequence[str], random: Random) -> Iterator[str]:
    """Say something below a head: who, when, what, and how to answer."""
    head = capital(drawn(_COMMENTS, random))
    yield drawn((head, f"{int(random.integers(2, 90))} {head}", f"{head} ({int(random.integers(2, 90))})"), random)
    answers = [capital(phrase("furniture", random)) for _ in range(int(random.integers(3)))]
    is_timed = random.random() < 0.8
    for _ in range(int(random.integers(2, 7))):
        yield _name(paragraphs, random)
        if is_timed:
            yield _time(_TIMES, random)
        yield drawn(paragraphs, random)
        yield from answers


def _first_sentence(paragraphs: Sequence[str], random: Random) -> str:
    """Give the first words of a paragraph, as captions have them, without a stop."""
    return drawn(paragraphs, random).split(". ", maxsplit=1)[0].rstrip(".")[:_CAPTION]


def _time(forms: Sequence[str], random: Random) -> str:
    """Write a time in one of some forms."""
    return drawn(forms, random).format(
        n=int(random.integers(2, 13)), d=int(random.integers(1, 29)), m=int(random.integers(1, 13))
    )


def _name(paragraphs: Sequence[str], random: Random) -> str:
    """Name somebody by words: nothing is known of how people are called in all languages."""
    words = [word for word in drawn(paragraphs, random).split() if word.isalpha()] or ["Anna"]
    return drawn((" ", " ", ""), random).join(capital(drawn(words, random)) for _ in range(2))
