"""Made pages: what newspapers of all languages put between paragraphs is put into labelled pages, and paragraphs are made to look like it.

Few labelled pages are of any one language. A model that saw teasers and notices in its languages only would take others for text, and
one that saw nothing else with such words in it would drop the paragraphs that have them.
"""

import copy
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from train.reader.pages import Labelled
from train.reader.words import LINE_WORDS
from workers.steps.extract.blocks.walk import NO_MARKS, Blocks

SHARE = 0.5
"""So many of the pages are made anew."""
_LEAST_PHRASE = 4  # characters
_LEAST_PARAGRAPHS, _PARAGRAPH_WORDS = 4, 15
_LIKENED, _LIKENED_CHARACTERS = 3, range(40, 601)
_TITLE = range(21, 140)  # characters
_AGENCIES = (" (dpa).", ". (ANSA)", ", according to AFP.", " said to Reuters.", ". © AFP", " (APA)", ", by AP.")
_PARTIES = "RDVMHSLlrmg"  # letters behind a politician's name
_PHRASES = {
    kind: sorted(phrase for phrase in phrases if len(phrase) >= _LEAST_PHRASE)
    for kind, phrases in (
        ("section", LINE_WORDS.sections),
        ("teaser", LINE_WORDS.teasers),
        ("furniture", LINE_WORDS.furniture),
        ("boilerplate", LINE_WORDS.boilerplate.whole),
        ("comments", LINE_WORDS.comments),
    )
}
_KINDS = {"section": 0.25, "teaser": 0.4, "furniture": 0.15, "boilerplate": 0.2}
_HEADS = ("section", "teaser", "furniture")
Random = np.random.Generator


class Made(NamedTuple):
    """A made page, and the places of its blocks that were made."""

    page: Labelled
    places: list[int]


def make_pages(pages: Sequence[Labelled], seed: int) -> list[Made]:
    """Make pages of some of those that have paragraphs enough."""
    random = np.random.default_rng(seed)
    titles = [title for page in pages if (title := title_of(page))]
    drawn = [page for page in pages if random.random() < SHARE]
    made = (_make(page, titles, random) for page in drawn)
    return [each for each in made if each is not None]


def _make(page: Labelled, titles: Sequence[str], random: Random) -> Made | None:
    blocks, labels = copy.deepcopy(page.blocks), list(page.labels)
    paragraphs = [
        place
        for place, (share, text) in enumerate(zip(labels, blocks.texts, strict=True))
        if share >= 0.5 and text.count(" ") + 1 >= _PARAGRAPH_WORDS
    ]
    if len(paragraphs) < _LEAST_PARAGRAPHS:
        return None
    count = min(len(paragraphs) - 1, int(random.integers(2, 5)))
    places: list[int] = []
    for place in sorted(random.choice(paragraphs[1:], count, replace=False).tolist(), reverse=True):
        _put(blocks, place, titles, random)
        labels.insert(place, 0.0)
        places = [made + 1 for made in places] + [place]
    texts = enumerate(zip(labels, blocks.texts, strict=True))
    kept = [place for place, (share, text) in texts if share >= 0.9 and len(text) in _LIKENED_CHARACTERS and place not in places]
    if len(kept) >= _LIKENED:
        for place in random.choice(kept, _LIKENED, replace=False).tolist():
            blocks.texts[place] = _likened(blocks.texts[place], random)
            places.append(place)
    return Made(msgspec.structs.replace(page, blocks=blocks, labels=labels), sorted(places))


def _put(blocks: Blocks, place: int, titles: Sequence[str], random: Random) -> None:
    """Put a phrase before a block, in a box like the block's own beside it."""
    text, linked = _phrase(titles, random)
    like = blocks.box[place]
    blocks.texts.insert(place, text)
    blocks.linked.insert(place, linked)
    blocks.strong.insert(place, len(text) if random.random() < 0.4 else 0)
    blocks.box.insert(place, len(blocks.parent))
    blocks.marks.insert(place, NO_MARKS)
    blocks.parent.append(max(0, blocks.parent[like]))
    for names in (blocks.tags, blocks.names):
        names.append(names[like])
    for numbers in (blocks.tag, blocks.inside, blocks.depth, blocks.likeness, blocks.own_likeness):
        numbers.append(numbers[like])
    blocks.hidden.append(False)


def _phrase(titles: Sequence[str], random: Random) -> tuple[str, int]:
    """Write what no article says of itself, and how many of its characters are a link."""
    kind = str(random.choice(list(_KINDS), p=list(_KINDS.values())))
    text = capital(phrase(kind, random))
    if kind == "teaser" or (kind == "section" and random.random() < 0.5):
        title = drawn(titles, random)[:120]
        return f"{text}: {title}", len(title) if random.random() < 0.7 else 0
    if kind == "boilerplate":
        text += drawn((".", "!", ""), random)
        return text, len(text) // 2 if random.random() < 0.4 else 0
    return text, 0


def _likened(text: str, random: Random) -> str:
    """Make a paragraph look like what is no text: it stays one."""
    return LIKE[int(random.choice(len(LIKE), p=(0.3, 0.25, 0.15, 0.15, 0.15)))](text, random)


def _as_headed(text: str, random: Random) -> str:
    return f"{capital(phrase(drawn(_HEADS, random), random))}: {text}"


def _as_credited(text: str, random: Random) -> str:
    return text.rstrip(". ") + drawn(_AGENCIES, random)


def _as_marked(text: str, random: Random) -> str:
    words = text.split(" ")
    words[min(len(words) - 1, 2)] += f" ({drawn(_PARTIES, random)})"
    return " ".join(words)


def _as_short(text: str, _: Random) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".")[:110] + "."


def _as_worded(text: str, random: Random) -> str:
    words = text.split(" ")
    return " ".join([capital(phrase("boilerplate", random)), *words[1 : 1 + int(random.integers(3, 25))]]).rstrip(".,") + "."


LIKE: tuple[Callable[[str, Random], str], ...] = (_as_headed, _as_credited, _as_marked, _as_short, _as_worded)


def title_of(page: Labelled) -> str:
    """Say what a page calls itself, if that is a headline."""
    title = (page.witness.titles or [""])[-1]
    return title if len(title) in _TITLE else ""


def phrase(kind: str, random: Random) -> str:
    """Draw a phrase of a kind: a section's head, a teaser's beginning, a button, a notice."""
    return drawn(_PHRASES[kind], random)


def capital(phrase: str) -> str:
    """Begin with a capital letter."""
    return phrase[:1].upper() + phrase[1:]


def drawn(choices: Sequence[str], random: Random) -> str:
    """Draw one of some strings."""
    return choices[int(random.integers(len(choices)))]
