"""The fields of a page's article: what each was offered by the steps, and why it chose."""

from collections.abc import Iterable, Iterator
from itertools import islice

from workers.explain.explanation import Field, Offer
from workers.page import Document, Extracted, Format, Found, Metadata
from workers.records import Language, Origin
from workers.steps.extract.html.tree import parse_html
from workers.steps.extract.labels import sections_of
from workers.steps.extract.metadata import author_offers, language_offers, read_metadata, titles_of
from workers.steps.extract.plain.words import LineWords
from workers.steps.extract.sources import Page, read_sources
from workers.steps.extract.strings import folded
from workers.steps.extract.times import believed, modified_offers, published_offers
from workers.steps.extract.titles import title_votes
from workers.steps.language import LEAST_CONFIDENCE, SAMPLE_CHARACTERS, LanguageModel

_OFFERS = 12
_LANGUAGES = 3

TITLE_RULE = "the writing with most votes, without the site's name"
AUTHORS_RULE = "the first source that names somebody else than the site"
TIME_RULE = "the first that can be read and believed, most trusted first"
LANGUAGE_RULE = f"the model's, by the text's first {SAMPLE_CHARACTERS} characters; what the page declares stands beside it"


def page_of(document: Document, said: LineWords) -> Page | None:
    """Read a page's sources once more, as the step does; None of plain text."""
    tree = parse_html(document.text) if document.format is Format.HTML else None
    return None if tree is None else read_sources(tree, document, said)


def fields_of(page: Page | None, extracted: Extracted | None) -> list[Field]:
    """Tell how each field of the metadata came by its value; of a page that is no article, what it would be."""
    found = extracted.metadata if extracted else Metadata() if page is None else read_metadata(page)
    return [
        Field(name="title", value=_value(found.title), why=TITLE_RULE, offers=_offered(_titles(page, found))),
        Field(name="authors", value=", ".join(found.authors), why=AUTHORS_RULE, offers=_offered(_authors(page, found))),
        Field(
            name="published_at",
            value=_value(found.published_at),
            why=TIME_RULE,
            offers=_offered(() if page is None else _times(page, published_offers(page, _value(found.title)))),
        ),
        Field(
            name="modified_at",
            value=_value(found.modified_at),
            why=TIME_RULE,
            offers=_offered(() if page is None else _times(page, modified_offers(page))),
        ),
        *(Field(name=name, value=value) for name, value in _plain(found)),
    ]


def language_field(model: LanguageModel, text: str, declared: Found | None, told: Language, page: Page | None) -> Field:
    """Tell how the language was chosen: the model's best guesses, and what the page declares."""
    offers = [
        Offer(source=Origin.MODEL, value=code, note=f"likely to {confidence:.4f}", taken=code == told.code)
        for code, confidence in _guesses(model, text)
    ]
    for found in () if page is None else language_offers(page):
        is_taken = declared is not None and found.origin is declared.origin
        offers.append(Offer(source=found.origin, value=found.value, note="declared" if is_taken else ""))
    value = f"{told.code} ({told.confidence:.4f})" if told.confidence >= LEAST_CONFIDENCE else f"{told.code}: nothing it knows"
    return Field(name="language", value=value, why=LANGUAGE_RULE, offers=_offered(offers))


def _guesses(model: LanguageModel, text: str) -> list[tuple[str, float]]:
    """Ask a model for its best guesses where it tells them, else for the best one."""
    rank = getattr(model, "rank", None)
    sample = text[:SAMPLE_CHARACTERS]
    return list(rank(sample)[:_LANGUAGES]) if rank else [model.classify(sample)]


def _value(found: Found | None) -> str:
    return found.value if found else ""


def _offered(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    return tuple(offer for offer in islice(offers, _OFFERS) if offer.value)


def _titles(page: Page | None, found: Metadata) -> Iterator[Offer]:
    """Give the votes; a source whose title only names the site has none."""
    if page is None:
        yield from _itself(found.title)
        return
    chosen = folded(_value(found.title))
    for vote in title_votes(titles_of(page), page.sites, {folded(section) for section in sections_of(page)}):
        written = f", written “{vote.writing}”" if vote.writing != vote.title else ""
        note = f"{vote.weight:+d} vote{'s' * (abs(vote.weight) != 1)}{written}"
        yield Offer(source=vote.origin, value=vote.title, note=note, taken=folded(vote.writing) == chosen)


def _authors(page: Page | None, found: Metadata) -> Iterator[Offer]:
    if page is None:
        yield from _itself(Found(", ".join(found.authors), Origin.TEXT))
        return
    is_open = True
    for origin, names in author_offers(page):
        is_taken = is_open and bool(names) and tuple(names) == found.authors and origin is found.authors_origin
        is_open = is_open and not is_taken
        yield Offer(source=origin, value=", ".join(names), taken=is_taken)


def _times(page: Page, offers: Iterable[Found]) -> Iterator[Offer]:
    is_open = True
    for found in offers:
        value = believed(page, found)
        note = "cannot be read or believed" if value is None else "" if value == found.value else f"read as {value}"
        yield Offer(source=found.origin, value=found.value, note=note, taken=is_open and value is not None)
        is_open = is_open and value is None


def _itself(found: Found | None) -> Iterator[Offer]:
    """Give the only offer that is known where the choice was made among lines."""
    if found:
        yield Offer(source=found.origin, value=found.value, taken=True)


def _plain(found: Metadata) -> Iterator[tuple[str, str]]:
    """Name the values that one source gives."""
    yield "description", found.description or ""
    yield "image", found.image or ""
    yield "canonical_url", found.canonical_url or ""
    yield "site_name", found.site_name or ""
    yield "sections", ", ".join(found.sections)
    yield "tags", ", ".join(found.keywords)
