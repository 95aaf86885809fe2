"""What the pool's processes alone import: steps and tools, and what prepares a page with them."""

import time

from workers.enums import ReaderName
from workers.limits import Limits
from workers.models.load import load_tools
from workers.pipeline import prepare
from workers.pool.process import Prepare
from workers.records import Prepared, Source
from workers.steps.read.message import RawMessage
from workers.trace import PageReport, StepTrace


def load_prepare(limits: Limits, reader: ReaderName = ReaderName.TRAFILATURA) -> Prepare:
    """Load the models, and give the function that prepares a page with them."""
    tools = load_tools(limits, reader)

    def timed(message: RawMessage, source: Source) -> tuple[Prepared, PageReport]:
        trace = StepTrace(time.perf_counter)
        return prepare(message, source, tools, trace), trace.report

    return timed
