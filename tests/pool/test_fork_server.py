"""The server that forks the pool's processes: they have loaded by then what they work with, and where that fails it is one line."""

import os
import subprocess
import sys
from pathlib import Path

from testing.newsmill import NEWSMILL
from workers.dead_letter import dead_letter
from workers.limits import Limits
from workers.pool.pool import Pool
from workers.pool.process import Prepare
from workers.records import DeadLetter, DeadLetterReason, Source, Step
from workers.steps.read.message import RawMessage

SAMPLE = Path(__file__).parents[2] / "samples" / "pages" / "en-island-school.html"


def load_and_tell(_: Limits) -> Prepare:
    """Answer with what the process had, before it loaded anything itself."""
    load = sys.modules.get("workers.models.load")
    loaded = [getattr(load, name).cache_info().currsize for name in ("load_language_model", "load_topic_model")] if load else []
    told = f"{'workers.pipeline' in sys.modules}, {loaded}"
    return lambda message, source: (dead_letter(message, source, Step.DECODE, DeadLetterReason.STEP_FAILED, told), {})


def test_a_process_has_steps_and_models_when_it_is_forked() -> None:
    with Pool(1, load=load_and_tell) as pool:
        result = pool.submit(RawMessage(b""), Source(file="a", record=1)).result(60)
    assert isinstance(result, DeadLetter)
    assert result.message == "True, [1, 1]"


def test_models_that_cannot_be_loaded_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "py3langid.py").write_text("raise OSError('the model is gone')", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        [NEWSMILL, "clean", SAMPLE], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env=environment
    )
    told = "newsmill: a process of the pool cannot be started: OSError: the model is gone\n"
    assert (run.returncode, run.stdout, run.stderr) == (1, "", told)
