"""The command `newsmill`, called in the tests' own process: where it is not its process that is tested, two seconds less a call."""

import contextlib
import os
import sys
from collections.abc import Mapping
from subprocess import CompletedProcess
from tempfile import TemporaryFile
from unittest.mock import patch

from workers.cli.main import main

NOW = "2026-12-01T00:00:00Z"
"""When `clean` reads its pages, unless it is told: what becomes of them must not depend on the day that a test runs on."""


def newsmill(*arguments: object, environ: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """Run the command, with these variables alone where they are given; returns what it said, and its exit code."""
    clock = ["--now", NOW] if arguments[:1] == ("clean",) and "--now" not in arguments else []
    command = ["newsmill", *map(str, arguments), *clock]
    with contextlib.ExitStack() as stack:
        out, err = (stack.enter_context(TemporaryFile("w+", encoding="utf-8")) for _ in range(2))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(patch.object(sys, "argv", command))
        stack.enter_context(patch.dict(os.environ, environ or {}, clear=environ is not None))
        try:
            main()
        except SystemExit as end:
            for file in (out, err):
                file.seek(0)
            return CompletedProcess(command, int(end.code or 0), out.read(), err.read())
    raise AssertionError("the command did not end with an exit code")
