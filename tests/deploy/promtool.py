"""Prometheus' own checker, from Debian's package `prometheus`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run promtool; leave the test out where there is none. In CI that is a failure."""
    if not (path := shutil.which("promtool")):
        reason = "needs promtool: apt-get install prometheus"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return subprocess.run([path, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=200)
