"""How right what is said of an article beside its text is: title, day and authors."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import trafilatura

from bench.lib.shingles import Shares
from train.reader.pages import Gold
from workers.page import Document, Metadata

_NO_WORD = re.compile(r"[\W_]+")


class Fields(NamedTuple):
    """What is said of an article; the day it was published as YYYY-MM-DD."""

    title: str | None
    published: str | None
    authors: tuple[str, ...]


NONE = Fields(None, None, ())


def fields_of(metadata: Metadata) -> Fields:
    """Give what Newsmill found."""
    title, published = metadata.title, metadata.published_at
    return Fields(title.value if title else None, published.value[:10] if published else None, metadata.authors)


def fields_of_trafilatura(document: Document) -> Fields:
    """Give what trafilatura finds in a decoded page."""
    found = trafilatura.extract_metadata(document.text, default_url=document.final_url)
    return NONE if found is None else Fields(found.title, found.date, tuple(filter(None, (found.author or "").split("; "))))


def measured_fields(gold: Gold, found: Fields) -> dict[str, Shares]:
    """Measure each field that is known of a page: what is right, extra and missing. A wrong value is both of the latter."""
    wanted = Fields(gold.title, (gold.published or "")[:10], tuple(gold.authors or ()))
    values = {
        "title": (_keys([wanted.title]), _keys([found.title])),
        "day": (_keys([wanted.published]), _keys([found.published])),
        "authors": (_keys(wanted.authors), _keys(found.authors)),
    }
    return {name: _shares(of_gold, of_found) for name, (of_gold, of_found) in values.items() if of_gold}


def _keys(values: Iterable[str | None]) -> set[str]:
    """Write values so that case, stops and spaces do not count."""
    keys = (_NO_WORD.sub(" ", unicodedata.normalize("NFKC", value or "").casefold()).strip() for value in values)
    return {key for key in keys if key}


def _shares(gold: set[str], found: set[str]) -> Shares:
    parts = len(gold & found), len(found - gold), len(gold - found)
    right, extra, missing = (part / sum(parts) for part in parts)
    return right, extra, missing
