"""The server that forks the pool's processes: they have loaded by then what they work with, and where that fails it is one line."""

import os
import subprocess
import sys
from pathlib import Path
from typing import cast

from testing.newsmill import NEWSMILL, ROOT
from workers.dead_letter import dead_letter
from workers.limits import Limits
from workers.pool.pool import Pool
from workers.pool.process import Prepare
from workers.records import DeadLetter, DeadLetterReason, Source, Step
from workers.steps.read.message import RawMessage
from workers.trace import PageReport

SAMPLE = ROOT / "samples" / "pages" / "en-island-school.html"


def load_and_tell(_: Limits) -> Prepare:
    """Answer with what the process had, before it loaded anything itself."""
    load = sys.modules.get("workers.models.load")
    loaded = [getattr(load, name).cache_info().currsize for name in ("load_language_model", "load_topic_model")] if load else []
    told = f"{'workers.pipeline' in sys.modules}, {loaded}"
    return lambda message, source: (dead_letter(message, source, Step.DECODE, DeadLetterReason.STEP_FAILED, told), PageReport({}))


def tell_what_a_process_has() -> None:
    """Print that, of the first pool of a Python: later ones have the server that is there, whoever started it."""
    with Pool(1, load=load_and_tell) as pool:
        letter = cast(DeadLetter, pool.submit(RawMessage(b""), Source(file="a", record=1)).result(60))
    sys.stdout.write(f"{letter.message}\n")


def test_a_process_has_steps_and_models_when_it_is_forked() -> None:
    call = "from tests.pool.test_fork_server import tell_what_a_process_has; tell_what_a_process_has()"
    run = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=False, timeout=90, cwd=ROOT)
    assert (run.stdout, run.stderr) == ("True, [1, 1]\n", "")


def test_models_that_cannot_be_loaded_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "py3langid.py").write_text("raise OSError('the model is gone')", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        [NEWSMILL, "clean", SAMPLE], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env=environment
    )
    told = "newsmill: a process of the pool cannot be started: OSError: the model is gone\n"
    assert (run.returncode, run.stdout, run.stderr) == (1, "", told)
