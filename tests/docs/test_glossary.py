"""The glossary defines each word once, and says where in the code it lives."""

import re

from tests.docs.markdown import ROOT

_ENTRY = re.compile(r"^- \*\*.*?(?=^- |^#|\Z)", re.MULTILINE | re.DOTALL)
_WORD = re.compile(r"(?:^- |\. |\.\n  )\*\*([^*]+)\*\*")

ENTRIES = _ENTRY.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_each_word_is_defined_once() -> None:
    words = [word.lower() for entry in ENTRIES for word in _WORD.findall(entry)]
    assert {"candidate", "claim", "relay", "station", "sketch", "dead letter", "ledger", "audit", "feed", "hop"} <= {*words}
    assert len(words) == len({*words})


def test_each_entry_says_where_its_word_lives_unless_it_is_planned() -> None:
    assert [entry for entry in ENTRIES if "](../workers/" not in entry and "** (planned): " not in entry] == []
