"""The command `newsmill`: arguments, errors, exit codes."""

import asyncio
import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import msgspec

from workers import __version__
from workers.cli.progress import Progress
from workers.cli.shutdown import Interrupt
from workers.embedded.claim_store import LocalStore
from workers.embedded.clean import Accounting, clean
from workers.embedded.outputs import STANDARD_OUTPUT, Outputs
from workers.errors import NewsmillError, SettingsError
from workers.inputs import Inputs, read_inputs
from workers.kafka.audit.audit import audit
from workers.kafka.audit.ledger import report
from workers.kafka.client.connection import quiet, run_on_kafka
from workers.kafka.client.roles import Role, kafka_topic
from workers.kafka.client.topics import create_topics, require_partitions
from workers.kafka.dead_letters.read import Selection
from workers.kafka.dead_letters.replay import replay
from workers.kafka.dead_letters.show import newest, show
from workers.kafka.feed.feed import FeedAccounting, Feeder, paced
from workers.kafka.lag.service import serve_lag
from workers.pool.pool import Pool, prepare_all
from workers.records import DeadLetter, DeadLetterReason
from workers.relay.relay import WINDOW
from workers.settings import describe, read_settings

DEAD_LETTERS_SHOWN = 10
"""Dead letters named on standard error where no file keeps them."""

NOTHING_TO_READ = "nothing to read: name files or folders, or - for JSON lines on standard input"

_REASON = click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="R",
    type=click.Choice([reason.value for reason in DeadLetterReason]),
    help="Only of this reason.",
)
_SINCE = click.option(
    "--since",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%z"]),
    help="Only what was written since then, as 2026-03-02 or 2026-03-02T08:15:00Z; without an offset it is UTC.",
)

_OUTPUT_FILE = click.Path(dir_okay=False, allow_dash=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newsmill", message="%(prog)s %(version)s")
def newsmill() -> None:
    """Turn raw crawled pages into clean article events."""


@newsmill.command("clean")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option(
    "--articles", metavar="FILE", default=STANDARD_OUTPUT, type=_OUTPUT_FILE, help="Articles  [default: standard output]"
)
@click.option("--duplicates", metavar="FILE", type=_OUTPUT_FILE, help="Recrawls and copies of articles.")
@click.option("--rejected", metavar="FILE", type=_OUTPUT_FILE, help="Pages that are no article, each with its reason.")
@click.option("--dead-letters", metavar="FILE", type=_OUTPUT_FILE, help="Pages that could not be processed, with their bytes.")
@click.option(
    "--state",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep what was published between runs: a page is not published twice, and output files are added to.",
)
@click.option("--processes", metavar="N", type=click.IntRange(1, 256), help="Pages worked on side by side  [default: the cores]")
def clean_command(inputs: tuple[str, ...], state: Path | None, processes: int | None, **outputs: str | None) -> int:
    """Read raw pages and write article events, as JSON lines.

    INPUT is raw-page JSON lines (.jsonl), a WARC, WET or ARC file, a .html or .txt page (each also .gz or .zst), a folder
    of those, or - for JSON lines on standard input.
    """
    if not inputs:
        raise click.UsageError(NOTHING_TO_READ)
    _require_distinct(inputs, outputs)
    accounting = Accounting()
    with contextlib.ExitStack() as stack:
        source = read_inputs(inputs)
        interrupt = stack.enter_context(Interrupt())
        folder = state or Path(stack.enter_context(TemporaryDirectory(prefix="newsmill-")))
        store = stack.enter_context(contextlib.closing(LocalStore(folder, WINDOW)))
        files = stack.enter_context(contextlib.closing(Outputs(outputs, store if state else None)))
        progress = stack.enter_context(Progress(source, accounting))
        pool = stack.enter_context(Pool(processes or os.cpu_count() or 1))
        prepared = prepare_all(interrupt.until(source), pool)
        unkept = 0
        for outcome in clean(prepared, store, files, accounting, WINDOW):
            progress.update()
            if isinstance(outcome, DeadLetter) and outputs["dead_letters"] is None:
                unkept += 1
                if unkept <= DEAD_LETTERS_SHOWN:
                    _say(f"dead letter: {_place(outcome)}: {outcome.step}, {outcome.reason}: {outcome.message}")
    if unkept > DEAD_LETTERS_SHOWN:
        _say(f"and {unkept - DEAD_LETTERS_SHOWN} more dead letters; --dead-letters FILE keeps them with their bytes")
    _tell_passed_over(source)
    _say(f"{accounting}{' (stopped early)' if interrupt.signal else ''}")
    return 128 + interrupt.signal if interrupt.signal else int(not accounting.closes)


@newsmill.command("settings")
def settings_command() -> int:
    """Show the settings of the commands that speak to Kafka: NEWSMILL_* variables, with their meaning, default and value.

    What it prints can be kept as a file of variables, for a shell or Docker.
    """
    click.echo(describe(read_settings(os.environ)), nl=False)
    return 0


@newsmill.command("feed")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1)
@click.option("--rate", metavar="N", type=click.FloatRange(0, min_open=True), help="Most pages to send in a second.")
def feed_command(inputs: tuple[str, ...], rate: float | None) -> int:
    """Send raw pages to Kafka, for workers to make article events of.

    INPUT is what newsmill clean reads. What cannot be read is named and sent too, to be a dead letter; a page that is too large for
    Kafka is named, and the exit code is 1.
    """
    settings = read_settings(os.environ)
    if not inputs:
        raise click.UsageError(NOTHING_TO_READ)
    accounting = FeedAccounting()
    source = read_inputs(inputs)
    with Interrupt() as interrupt, Feeder(settings, accounting, _say) as feeder:
        try:
            with Progress(source, accounting) as progress:
                for item in interrupt.until(paced(source, rate)):
                    feeder.send(item)
                    progress.update()
                feeder.drain()
        finally:
            _tell_passed_over(source)
            _say(f"{accounting}{' (stopped early)' if interrupt.signal else ''}")
    return 128 + interrupt.signal if interrupt.signal else int(not accounting.complete)


@newsmill.command("worker")
@click.option("--log", "level", type=click.Choice(["debug", "info", "warn", "error"]), default="warn", help="What is logged.")
def worker_command(level: str) -> None:
    """Turn the raw pages on Kafka into article events, until it is told to end.

    Any number of workers share the work; each needs a data folder (NEWSMILL_DATA_DIR) and a port (NEWSMILL_WEB_PORT) of its own.
    """
    settings = read_settings(os.environ)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"NEWSMILL_DATA_DIR={str(settings.data_dir)!r}: cannot be made: {error.strerror}") from error
    run_on_kafka(settings, require_partitions(settings))
    from faust.cli.faust import cli as faust  # noqa: PLC0415 # other commands need not wait for it

    faust.main(["-A", "workers.app", "worker", "-l", level])


@newsmill.command("lag")
def lag_command() -> int:
    """Serve how far the workers are behind, as Kafka tells it, for Prometheus: it is known when no worker runs.

    http://localhost:6067/metrics and /health/live, /health/ready; NEWSMILL_LAG_PORT is another port.
    """
    settings = read_settings(os.environ)
    quiet()
    asyncio.run(serve_lag(settings, _say))
    return 0


@newsmill.command("audit")
@click.option("--json", "as_json", is_flag=True, help="Write the result as one JSON object.")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(0),
    default=0,
    help="Look again, so long, until every page has its outcome  [default: 0]",
)
def audit_command(*, as_json: bool, wait: float) -> int:
    """Prove that each raw page in Kafka ended in exactly one outcome.

    What is missing or double is listed, and the exit code is 1. Pages that workers have not finished yet are missing: see --wait.
    """
    settings = read_settings(os.environ)
    verdict = run_on_kafka(settings, audit(settings, wait))
    if as_json:
        click.echo(msgspec.json.encode(verdict))
    else:
        click.echo("\n".join(report(verdict, kafka_topic(settings, Role.RAW))))
    return int(not verdict.closes)


@newsmill.command("dead-letters")
@_REASON
@_SINCE
@click.option("--last", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="How many: the newest.")
@click.option("--json", "as_json", is_flag=True, help="Write each as a line of JSON, and not as a table.")
@click.option(
    "--save",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write their raw pages' messages to files, as they came, and beside them the bodies.",
)
def dead_letters_command(reasons: tuple[str, ...], since: datetime | None, last: int, *, as_json: bool, save: Path | None) -> int:
    """Show the pages that could not be processed, oldest first: when, why, at which step, and what was seen."""
    settings = read_settings(os.environ)
    letters = run_on_kafka(settings, newest(settings, _selection(reasons, since), last, save))
    show(letters, as_json=as_json)
    if save:
        _say(f"{len(letters)} raw pages are in {save}")
    return 0


@newsmill.command("replay")
@_REASON
@_SINCE
def replay_command(reasons: tuple[str, ...], since: datetime | None) -> int:
    """Send the raw pages of dead letters back to the workers, each dead letter's once.

    A page that fails again is a dead letter of its own, with one attempt more. The exit code is 1 if one could not be sent.
    """
    settings = read_settings(os.environ)
    with Interrupt() as interrupt:
        work = replay(settings, _selection(reasons, since), _say, lambda: interrupt.signal is not None)
        accounting = run_on_kafka(settings, work)
    _say(f"{accounting}{' (stopped early)' if interrupt.signal else ''}")
    return 128 + interrupt.signal if interrupt.signal else int(not accounting.complete)


@newsmill.group("topics")
def topics_group() -> None:
    """Look after the Kafka topics."""


@topics_group.command("create")
def topics_create_command() -> int:
    """Create the Kafka topics that are missing.

    What exists is never changed; where it differs from the settings that is said, and the exit code is 1.
    """
    settings = read_settings(os.environ)
    created = run_on_kafka(settings, create_topics(settings))
    for spec in created.made:
        click.echo(f"created {spec.name} with {spec.partitions} partitions")
    for spec in created.stood:
        click.echo(f"{spec.name} is there")
    for difference in created.differences:
        _say(str(difference))
    return int(bool(created.differences))


def _selection(reasons: tuple[str, ...], since: datetime | None) -> Selection:
    in_utc = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    return Selection([DeadLetterReason(reason) for reason in reasons], in_utc)


def _tell_passed_over(source: Inputs) -> None:
    if source.passed_over:
        _say(f"passed over, of no known kind: {', '.join(source.passed_over)}")


def _place(letter: DeadLetter) -> str:
    place = f"{letter.source.file}, record {letter.source.record}" if letter.source.record else f"{letter.source.file}"
    return f"{place} ({letter.url})" if letter.url else place


def _require_distinct(inputs: tuple[str, ...], outputs: dict[str, str | None]) -> None:
    """Refuse to write two outputs to one file, or over an input."""
    taken = {os.path.realpath(name): f"is an input: {name}" for name in inputs if name != STANDARD_OUTPUT}
    for option, path in outputs.items():
        if path is None:
            continue
        place = path if path == STANDARD_OUTPUT else os.path.realpath(path)
        if place in taken:
            raise click.UsageError(f"--{option.replace('_', '-')} {path} {taken[place]}; name another file")
        taken[place] = f"is --{option.replace('_', '-')} too"


def _say(line: str) -> None:
    print(f"newsmill: {line}", file=sys.stderr)  # noqa: T201 # a command speaks to people on standard error


def main() -> None:
    """Run the command: exit code 0, 1 where something failed, 2 where it was called wrongly, each with one line that says why."""
    try:
        status = newsmill.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 2
    except click.ClickException as error:
        _say(f"{error.format_message().rstrip('.')} (newsmill --help tells more)")
        status = 2
    except NewsmillError as error:
        _say(str(error))
        status = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: what is buffered has no place to go
        status = 1
    sys.exit(status)
