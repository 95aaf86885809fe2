"""What is told of a page: outcome, blocks with their labels, fields with what they were offered."""

from enum import StrEnum

import msgspec

from workers.records import Source, Topic


class Verdict(StrEnum):
    """What became of a block."""

    KEPT = "kept"
    DROPPED = "dropped"


class Reason(msgspec.Struct, frozen=True):
    """What is known of a block, in words, and how many log-odds it moves: above 0 speaks for text of the article."""

    what: str
    weight: float


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the page: where it stands, how likely it belongs to the article (None where no model was asked), and what mattered."""

    number: int
    text: str
    path: str
    verdict: Verdict
    why: str
    likelihood: float | None = None
    evidence: tuple[Reason, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """What spoke most for its verdict."""
        sign = 1 if self.verdict is Verdict.KEPT else -1
        return next((reason for reason in self.evidence if reason.weight * sign >= 0), None)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a source offered for a field: as it stands there, and what came of it."""

    source: str
    value: str
    note: str = ""
    taken: bool = False


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the article: its value ("" where it has none), the rule that chose it, and what it was offered, most trusted first."""

    name: str
    value: str
    why: str = ""
    offers: tuple[Offer, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """How one page was read. `cut` is the likelihood above which blocks are kept, `expected` how like the article their text can be expected to
    be (Jaccard index); None where no model was asked.
    """

    source: Source
    url: str | None
    outcome: str
    detail: str
    reader: str | None = None
    cut: float | None = None
    expected: float | None = None
    blocks: tuple[Block, ...] = ()
    fields: tuple[Field, ...] = ()
    topics: tuple[Topic, ...] = ()
    claims: tuple[str, ...] = ()
    characters: int = 0

    @property
    def title(self) -> str:
        """What the page is called, for people."""
        return next((field.value for field in self.fields if field.name == "title" and field.value), self.url or "a page")

    @property
    def summary(self) -> str:
        """What was done with its blocks, in one line."""
        kept = sum(block.verdict is Verdict.KEPT for block in self.blocks)
        parts = [f"{kept} of {len(self.blocks)} blocks kept"]
        parts += [f"{self.characters:,} characters, reader {self.reader}"] if self.reader else []
        parts += [f"cut at {self.cut:.2f}"] if self.cut is not None else []
        parts += [f"by labels {self.expected:.0%} right"] if self.expected is not None else []
        return ", ".join(parts) if self.blocks else "no blocks were read"
