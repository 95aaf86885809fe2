"""An explanation in the terminal: short, coloured, what was kept and what was nearly so."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from workers.explain.explanation import Block, Explanation, Field, Reason, Verdict
from workers.explain.html import MARKS, is_close
from workers.printable import printable

_PLAIN_WIDTH = 160
"""Columns where the output goes to no terminal."""

_FEW = 3  # blocks in a row that were dropped surely, from which on they are one line
_REASONS, _OFFERS = 3, 4
_SHORT = 24  # characters of each block in such a line
_USUAL = ("above the cut", "below the cut")
_STYLES = {Verdict.KEPT: "blue", Verdict.DROPPED: "dark_orange"}
_OUTCOMES = {"article": "bold blue", "rejected": "bold dark_orange", "dead letter": "bold red"}


class Shown:
    """Shows explanations on standard output."""

    def __init__(self, *, every: bool) -> None:
        self._every = every
        console = Console(highlight=False)
        self._console = console if console.is_terminal else Console(width=_PLAIN_WIDTH, highlight=False)

    def show(self, told: Explanation) -> None:
        """Show one: its outcome, its fields, its claims, its blocks."""
        self._line((told.title, "bold"))
        self._line((told.url or "no URL", "dim"))
        self._line((told.outcome, _OUTCOMES[told.outcome]), (f"  {told.detail}", ""))
        self._line((told.summary, "dim"))
        for field in told.fields:
            self._field(field)
        if told.claims:
            self._line(("claims        ", "bold"), (" → ".join(claim[:24] for claim in told.claims), "dim"))
        self._line(("", ""))
        for blocks in self._runs(told):
            self._blocks(blocks, told.cut)
        self._line(("", ""))

    def _line(self, *parts: tuple[str, str]) -> None:
        """Write a line, cut to the width."""
        line = Text.assemble(*((printable(text), style) for text, style in parts))
        self._console.print(line, no_wrap=True, overflow="ellipsis", crop=True)

    def _field(self, field: Field) -> None:
        self._line((f"{field.name:14}", "bold"), (field.value or "none", "" if field.value else "dim"))
        for offer in field.offers[:_OFFERS]:
            mark, style = ("▸", "blue") if offer.taken else ("·", "dim")
            note = f"  ({offer.note})" if offer.note else ""
            self._line((f"{'':14}{mark} {offer.source}: {offer.value[:100]}", style), (note, "dim"))
        if len(field.offers) > _OFFERS:
            self._line((f"{'':14}… {len(field.offers) - _OFFERS} more", "dim"))

    def _runs(self, told: Explanation) -> Iterator[list[Block]]:
        """Give blocks by themselves, but those in a row that were surely dropped together."""

        def is_plain(block: Block) -> bool:
            return not self._every and block.verdict is Verdict.DROPPED and not is_close(block, told.cut)

        for plain, run in groupby(told.blocks, is_plain):
            blocks = [*run]
            if plain and len(blocks) > _FEW:
                yield blocks
            else:
                yield from ([block] for block in blocks)

    def _blocks(self, blocks: list[Block], cut: float | None) -> None:
        first, style = blocks[0], _STYLES[blocks[0].verdict]
        if len(blocks) > 1:
            scores = [block.likelihood for block in blocks if block.likelihood is not None]
            span = f"{min(scores):.2f}–{max(scores):.2f}" if scores else ""
            beginnings = " · ".join(block.text[:_SHORT] for block in blocks)
            self._line((f"{MARKS[first.verdict]} {span:10} {len(blocks)} blocks: ", style), (beginnings, "dim"))
            return
        self.show_block(first, cut)

    def show_block(self, block: Block, cut: float | None) -> None:
        """Show a block: on one line with what mattered most, and on two where it is worth a look."""
        style = _STYLES[block.verdict]
        score = "" if block.likelihood is None else f"{block.likelihood:.2f}"
        head = f"{MARKS[block.verdict]} {score:5}{block.number:>5} "
        unusual = [] if block.why in _USUAL else [block.why]
        if self._every or is_close(block, cut) or (block.why not in _USUAL and block.likelihood is not None):
            self._line((head, f"bold {style}"), (block.text, ""))
            self._line((f"{'':13}{' · '.join([*unusual, *map(_said, block.evidence[:_REASONS])])}", "dim"))
            return
        beside = f"  {_said(block.reason)}" if block.reason else ""
        room = self._console.width - len(head) - len(beside)
        words = block.text if len(block.text) <= room else f"{block.text[: max(room - 1, 0)]}…"
        self._line((head, style), (words, ""), (beside, "dim"))


def _said(reason: Reason) -> str:
    return f"{reason.weight:+.1f} {reason.what}" if reason.weight else reason.what
