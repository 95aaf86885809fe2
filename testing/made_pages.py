"""Pages made of a seed, for measurements that need many: plain text, each unlike the others."""

import json
import random

_PARTS = [
    "council|mayor|school board|harbour master|ferry company|museum|court|library|hospital|fire brigade|choir|bakery",
    "Norrholm|Westerhaven|Tidewater|Inekari|Sarrow|Oldbrook|Kestrel Bay|Millford|Ashdown|Lindenau|Porto Vell|Hayling",
    "decided on|announced|denied|confirmed|demanded|promised|refused|postponed|reported|proposed|rejected|welcomed",
    "a new bridge|the old timetable|higher fees|a second vote|more staff|a longer season|the sale of the mill|a lower speed limit",
    "on Monday|last week|after a long debate|in the morning|before the weekend|despite protests|in a letter|at a meeting",
]
_WORDS = [part.split("|") for part in _PARTS]
_SYLLABLES = "ba ke li mo nu ra se ti vo zu dra fle gri plo stu wen cha sho".split()
_SENTENCE = 11  # words


def made_words(rng: random.Random, count: int) -> list[str]:
    """Make so many words of no language: texts of them are like no others."""
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(count)]


def sentences_of(words: list[str]) -> list[str]:
    """Make sentences of words, in their order."""
    starts = range(0, len(words), _SENTENCE)
    return [" ".join(words[start : start + _SENTENCE]).capitalize() + "." for start in starts]


def made_page(number: int, seed: int = 1) -> bytes:
    """Make the raw-page.v1 event of an article, some 2 KB, as a JSON line."""
    chosen = random.Random(f"{seed} {number}")  # no secret depends on it
    paragraphs = [" ".join(_sentence(chosen) for _ in range(4)) for _ in range(5)]
    _, place, verb, thing, _ = (chosen.choice(words) for words in _WORDS)
    body = "\n\n".join([f"{place} {verb} {thing}", *paragraphs])
    url = f"https://paper.example/news/{number}"
    page = {"url": url, "fetched_at": "2026-03-02T08:00:00Z", "content_type": "text/plain", "body": body}
    return json.dumps(page).encode() + b"\n"


def made_paragraphs(number: int, length: int) -> list[str]:
    """Make paragraphs of so many characters in all, or some more."""
    chosen = random.Random(number)  # no secret depends on it
    paragraphs: list[str] = []
    while length > 0:
        paragraphs.append(" ".join(_sentence(chosen) for _ in range(4)))
        length -= len(paragraphs[-1])
    return paragraphs


def _sentence(chosen: random.Random) -> str:
    who, place, verb, thing, when = (chosen.choice(words) for words in _WORDS)
    return f"The {who} of {place} {verb} {thing} {when}, and {chosen.randrange(100, 100_000)} people heard of it."
