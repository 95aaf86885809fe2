"""What is killed: it stands apart, so that a process which begins with it loads no test."""

from collections.abc import Sequence
from pathlib import Path

from workers.embedded.claim_store import LocalStore
from workers.embedded.clean import Accounting, clean
from workers.embedded.outputs import Outputs
from workers.records import Candidate
from workers.relay.relay import WINDOW


def run(folder: Path, pages: Sequence[Candidate]) -> None:
    """Do with prepared pages what `newsmill clean --state` does."""
    store = LocalStore(folder / "state", WINDOW)
    outputs = Outputs({"articles": str(folder / "articles"), "duplicates": str(folder / "duplicates")}, store)
    for _ in clean(pages, store, outputs, Accounting(), WINDOW):
        pass
    outputs.close()
    store.close()
