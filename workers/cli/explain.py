"""newsmill explain: how one page was read."""

from pathlib import Path

import click

from workers.cli.common import NOTHING_TO_READ


@click.command("explain")
@click.argument("pages", metavar="[PAGE]...", nargs=-1)
@click.option(
    "--kafka",
    "place",
    type=(str, click.IntRange(0), click.IntRange(0)),
    metavar="TOPIC PARTITION OFFSET",
    help="The page of this message: a raw page, a dead letter, or an event, whose source is looked up.",
)
@click.option(
    "--html", "out", metavar="OUT", type=click.Path(dir_okay=False, allow_dash=True), help="Write a page for a browser instead."
)
@click.option("--all", "every", is_flag=True, help="Show every block, and not only those that are kept or near the cut.")
@click.option(
    "--reader", type=click.Choice(["trafilatura", "learned"]), help="What reads pages  [default: as NEWSMILL_READER says]"
)
@click.option(
    "--labels",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write a line for each block of the page, to be corrected; where FILE is there, show the blocks that it labels otherwise.",
)
@click.option("--json", "as_json", is_flag=True, help="Write all that is known as a line of JSON for each page.")
def command(
    pages: tuple[str, ...],
    place: tuple[str, int, int] | None,
    out: str | None,
    labels: str | None,
    reader: str | None,
    *,
    every: bool,
    as_json: bool,
) -> int:
    """Tell how a page was read: its blocks, with what mattered for each, its fields with what they were offered, its claims.

    PAGE is what newsmill clean reads, a file of dead letters, or - for standard input: JSON lines, or one page of HTML. Each page goes
    the way of the pipeline; nothing is published.
    """
    if not pages and not place:
        raise click.UsageError(f"{NOTHING_TO_READ}; or a message, by --kafka TOPIC PARTITION OFFSET")
    if pages and place:
        raise click.UsageError("name files, or a message by --kafka, not both")
    if pages.count("-") > 1:
        raise click.UsageError("- stands for standard input, which is read once")
    if sum(map(bool, (out, labels, every, as_json))) > 1:
        raise click.UsageError("--html, --labels, --all and --json are four ways to be told; choose one")
    from workers.cli.explain_run import Wanted, run  # noqa: PLC0415 # it loads what reads pages, its help does not

    wanted = Wanted(html=out, labels=Path(labels) if labels else None, json=as_json, every=every, reader=reader)
    return run(pages, place, wanted)
