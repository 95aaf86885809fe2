"""What newsrooms do to each other's stories, and stories that only look alike: texts for `dedupe.py`."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import msgspec

COMPOSED = "en de fr es pl tr vi ru uk el ar fa he hi bn ta ka hy ko zh ja th".split()
"""Languages whose stories are composed of single sentences: 22, in 14 scripts."""
SENTENCES = (6, 30)
"""How many sentences a composed story has; paragraphs hold one to three."""
FEWEST_PARAGRAPHS = 5

_LANGUAGE_OF = dict(zip("de at li jp kr fr es it no se tr id lt pt tw ua vn".split(), "de de de ja ko fr es it no sv tr id lt pt zh uk vi".split(), strict=True))  # fmt: skip
_PIECE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{1,5}|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{1,2}|\S")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{4}")

Story = list[str]
"""A text's paragraphs, the headline first."""


class Desk(msgspec.Struct):
    """A language's stories, and what edits add to them: sentences and words that none of the stories holds."""

    language: str
    stories: list[Story]
    sentences: list[str]


Edit = Callable[[Random, Story, Desk, float], Story]
"""Changes a story, the more the nearer its last argument is to 1; the far end leaves about half of its shingles in common."""


def words_of(paragraph: str) -> tuple[list[str], str]:
    """Split a paragraph into words, or into pieces as long as words, and say what joins them."""
    if _SPACELESS.search(paragraph):
        return _PIECE.findall(paragraph), ""
    return paragraph.split(), " "


def other_word(rng: Random, desk: Desk) -> str:
    """Pick a word of another story."""
    return rng.choice(words_of(rng.choice(desk.sentences))[0])


def change_words(rng: Random, story: Story, desk: Desk, strength: float) -> Story:
    """Write other words here and there."""
    changed = []
    for paragraph in story:
        words, space = words_of(paragraph)
        changed.append(space.join(other_word(rng, desk) if rng.random() < 0.14 * strength else word for word in words))
    return changed


def change_letters(rng: Random, story: Story, _desk: Desk, strength: float) -> Story:
    """Spell some words otherwise: a letter is left out."""
    changed = []
    for paragraph in story:
        words, space = words_of(paragraph)
        changed.append(space.join(word[1:] if rng.random() < 0.14 * strength else word for word in words))
    return changed


def drop_paragraphs(rng: Random, story: Story, _desk: Desk, strength: float) -> Story:
    """Leave paragraphs out, the headline never."""
    return [story[0], *(paragraph for paragraph in story[1:] if rng.random() >= 0.6 * strength)]


def add_paragraphs(rng: Random, story: Story, desk: Desk, strength: float) -> Story:
    """Put paragraphs of one's own between."""
    longer = list(story)
    more = strength * sum(map(len, story))
    while more > 0:
        longer.insert(rng.randrange(1, len(longer) + 1), added := rng.choice(desk.sentences))
        more -= len(added)
    return longer


def truncate(_rng: Random, story: Story, _desk: Desk, strength: float) -> Story:
    """Cut the story off, as feeds and paywalls do."""
    text = "\n".join(story)
    return text[: round(len(text) * (1 - 0.6 * strength))].split("\n")


def reorder(rng: Random, story: Story, _desk: Desk, strength: float) -> Story:
    """Put paragraphs elsewhere."""
    moved = list(story)
    for _ in range(round(strength * len(story))):
        moved.insert(rng.randrange(1, len(moved)), moved.pop(rng.randrange(1, len(moved))))
    return moved


def other_headline(rng: Random, story: Story, desk: Desk, _strength: float) -> Story:
    """Write another headline, and sub-headings."""
    edited = [rng.choice(desk.sentences), *story[1:]]
    for _ in range(len(story) // 6):
        edited.insert(rng.randrange(1, len(edited)), " ".join(other_word(rng, desk) for _ in range(4)))
    return edited


def other_byline(rng: Random, story: Story, desk: Desk, _strength: float) -> Story:
    """Sign it otherwise, above and below."""
    name = " ".join(other_word(rng, desk) for _ in range(rng.randint(2, 4)))
    return [story[0], name, *story[1:], f"{name}, {other_word(rng, desk)}@{other_word(rng, desk)}"]


def agency_prefix(rng: Random, story: Story, desk: Desk, _strength: float) -> Story:
    """Begin with an agency and a place; end with its notice."""
    place, agency = other_word(rng, desk).upper(), rng.choice("(Reuters) (AP) (dpa) (AFP) (EFE) (共同) (新华社) (تاس)".split())
    return [story[0], f"{place}, {agency} – {story[1]}", *story[2:], rng.choice(desk.sentences)]


def rewrite(rng: Random, story: Story, desk: Desk, strength: float) -> Story:
    """Do a little of everything."""
    for edit in (other_headline, agency_prefix, drop_paragraphs, add_paragraphs, reorder, change_words):
        story = edit(rng, story, desk, 0.25 * strength)
    return story


EDITS: dict[str, Edit] = {
    "words changed": change_words,
    "spelt otherwise": change_letters,
    "paragraphs dropped": drop_paragraphs,
    "paragraphs added": add_paragraphs,
    "truncated": truncate,
    "paragraphs reordered": reorder,
    "other headline": other_headline,
    "other byline": other_byline,
    "agency prefix": agency_prefix,
    "some of each": rewrite,
}


def lookalikes(rng: Random, desk: Desk) -> Iterator[tuple[str, Story]]:
    """Make stories of their own that share with others what unrelated stories do share."""
    site = rng.sample(desk.sentences, 6)
    length = sum(map(len, site))

    def unlike(story: Story) -> Story:
        return change_words(rng, story, desk, 6)

    for one, other in zip(desk.stories, [*desk.stories[1:], desk.stories[0]], strict=True):
        shuffled = ((rng.sample(words, len(words)), space) for words, space in map(words_of, one))
        yield "the same words otherwise", [space.join(words) for words, space in shuffled]
        told, quoted = unlike(other), "\n".join(rng.sample(one, max(1, len(one) // 4)))
        yield "the same quotes and background", [*told, quoted[: sum(map(len, told)) // 2]]
        yield "the same boilerplate", [site[0], *unlike(other), *site[1:]]
        yield "brief, as much boilerplate", [site[0], "\n".join(unlike(other))[:length], *site[1:]]


def compose(rng: Random, language: str, sentences: list[str]) -> Desk:
    """Compose stories of sentences, none in two stories; a fifth is left for edits."""
    rng.shuffle(sentences)
    reserve, left = sentences[: len(sentences) // 5], sentences[len(sentences) // 5 :]
    stories = []
    while len(left) >= SENTENCES[1]:
        count = rng.randint(*SENTENCES)
        taken, left = left[:count], left[count:]
        story = []
        while taken:
            size = rng.randint(1, 3)
            story.append(" ".join(taken[:size]))
            taken = taken[size:]
        stories.append(story)
    return Desk(language, [story for story in stories if len(story) >= FEWEST_PARAGRAPHS], reserve)


def gather(rng: Random, language: str, stories: list[Story]) -> Desk:
    """Take whole stories; every fifth is left for edits."""
    rng.shuffle(stories)
    reserve = stories[::5]
    return Desk(
        language, [story for place, story in enumerate(stories) if place % 5], [line for story in reserve for line in story]
    )


def read_lines(path: Path) -> list[str]:
    """Read a text file's lines, gzipped or not, without empty ones."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line.strip()]


def read_stories(paths: list[Path]) -> dict[str, list[Story]]:
    """Read texts, JSON lines with the key `text` and the language as an article tells it, or a gold page's country."""
    told = defaultdict(list)
    for line in (line for path in paths for line in read_lines(path)):
        page = json.loads(line)
        language = page.get("language")
        code = language["code"] if isinstance(language, dict) else language or _LANGUAGE_OF.get(page.get("country", ""), "en")
        story = [page.get("title") or "–", *filter(str.strip, page["text"].split("\n"))]
        if len(story) >= FEWEST_PARAGRAPHS:
            told[code].append(story)
    return told


def desks(rng: Random, shared: Path, texts: list[Path]) -> list[Desk]:
    """Read all stories: `texts` alone where named, else the gold pages and the sentences under `shared`."""
    told = read_stories(texts or [shared / "data/extraction-dev/fundus-dev.gold.jsonl.gz"])
    whole = [gather(rng, f"{language}, printed", told[language]) for language in sorted(told) if len(told[language]) >= 5]
    if texts:
        return whole
    return whole + [compose(rng, code, read_lines(shared / f"data/langid/{code}.txt.gz")) for code in COMPOSED]
