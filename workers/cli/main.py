"""The command `newsmill`: its table of commands, errors, exit codes."""

import os
import sys
from importlib import import_module

import click

from workers import __version__
from workers.cli.common import say
from workers.errors import CALLED_WRONGLY, NewsmillError

SUMMARIES = {
    "audit": "Prove that each raw page in Kafka ended in exactly one outcome.",
    "clean": "Read raw pages and write article events, as JSON lines.",
    "dead-letters": "Show the pages that could not be processed, oldest first: when, why, at which step, and what was seen.",
    "explain": "Tell how a page was read: its blocks, with what mattered for each, its fields with what they were offered, its claims.",
    "feed": "Send raw pages to Kafka, for workers to make article events of.",
    "lag": "Serve how far the workers are behind, as Kafka tells it, for Prometheus: it is known when no worker runs.",
    "replay": "Send the raw pages of dead letters back to the workers, each dead letter's once.",
    "rewind": "Say where the workers go on, where offsets no longer mean what they did.",
    "settings": (
        "Show the settings of the commands that speak to Kafka: NEWSMILL_* variables, with their meaning, default and value."
    ),
    "topics": "Look after the Kafka topics.",
    "worker": "Turn the raw pages on Kafka into article events, until it is told to end.",
}
"""The commands, each in a module of its name that has it as `command`, and the first line of its help."""


class Commands(click.Group):
    """A group that imports the command that is called and no other, and writes its help from their summaries."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's signature
        """Name the commands."""
        return sorted(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 # click's signature
        """Import a command."""
        if cmd_name not in SUMMARIES:
            return None
        command: click.Command = import_module(f"workers.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        named = {name: click.Command(name, help=summary) for name, summary in SUMMARIES.items()}
        click.Group(commands=named).format_commands(ctx, formatter)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newsmill", message="%(prog)s %(version)s")
def newsmill() -> None:
    """Turn raw crawled pages into clean article events."""


def main() -> None:
    """Run the command: exit code 0, 1 where something failed, 2 where it was called wrongly, each with one line that says why."""
    try:
        status = newsmill.main(prog_name="newsmill", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = CALLED_WRONGLY
    except click.ClickException as error:
        say(f"{error.format_message().rstrip('.')} (newsmill --help tells more)")
        status = CALLED_WRONGLY
    except NewsmillError as error:
        say(str(error))
        status = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: what is buffered has no place to go
        status = 1
    sys.exit(status)
