"""`trueup import`: taking over what was counted, from a file or from the feeds of the settings."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from engine import suggesting
from reconciler.warehouse import errors as feed_errors
from reconciler.warehouse import files, taking
from reconciler.warehouse.values import ALL_KINDS, Feed, Kind, Report, Source, State
from store import errors as store_errors
from store import feeds as known_feeds
from trueup import errors, feeds
from trueup.cli import desks, printing, refusals

app = typer.Typer(
    no_args_is_help=True,
    help="Take figures over from files and feeds.",
    epilog="Example: trueup import stock counts.csv",
)

Accept = Annotated[
    bool, typer.Option("--accept", help="Take it this once, though it looks wrong as a whole: empty, cut short, ...")
]


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="import")


@app.command("stock", epilog="Example: trueup import stock counts.csv --as-of 2026-11-23T06:00:00Z")
def import_stock(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="CSV with warehouse,sku,on_hand[,as_of], or JSON; - reads standard input.")
    ],
    *,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="When it was counted, in ISO 8601 (UTC where no zone is given); else when the file was made."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Take counts that are older than those we have, too.")] = False,
    accept: Accept = False,
) -> None:
    """Take over what was counted. All rows are taken or, with one wrong row, none.

    A file that looks wrong as a whole, compared with the last one at this place and with the counts we have, is
    refused, and says why. A product is only shown as sold out once a second read says zero again.
    """
    moment = None if as_of is None else _moment(as_of)
    if str(file) != "-":
        _insist_readable(file)
    feed = Feed(name=str(file if str(file) == "-" else file.absolute()), source=_source(file))
    accepted = ALL_KINDS if accept else frozenset({Kind.OLDER} if force else ())
    project = desks.at(context).project
    with desks.at(context).database() as database:
        desk = taking.Desk(database, feeds.limits(project), desks.now)
        report = asyncio.run(taking.take(desk, feed, accept=accepted, as_of=moment, anew=True))
    _insist(report, str(file))
    printing.say(f"Took over {report.rows} {'count' if report.rows == 1 else 'counts'} from {file}.")
    _tell_rest(report)


@app.command("feeds", epilog="Example: trueup import feeds main --accept")
def import_feeds(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One feed of the settings; none reads all.")] = None,
    *,
    accept: Accept = False,
) -> None:
    """Read the stock feeds of the settings now, as the daemon does before each round."""
    project = desks.at(context).project
    chosen = [feed for feed in feeds.of(project) if name in {None, feed.name}]
    if not chosen:
        known = [one.name for one in project.settings.warehouse_feeds]
        if name is None or not known:
            raise errors.ProjectError("The settings name no stock feed. Name one in settings.toml: [[warehouse_feeds]]")
        hint = suggesting.did_you_mean(name, known, f"they name {', '.join(known)}")
        raise errors.ProjectError(f"There is no stock feed {name} in the settings: {hint}")
    with desks.at(context).database() as database:
        desk = taking.Desk(database, feeds.limits(project), desks.now)
        accepted = ALL_KINDS if accept else frozenset[Kind]()
        reports = [asyncio.run(taking.take(desk, feed, accept=accepted)) for feed in chosen]
    for report in reports:
        match report.state:
            case State.TAKEN:
                counts = "count" if report.rows == 1 else "counts"
                printing.say(f"{report.feed}: took over {report.rows} {counts}, as of {printing.moment(report.as_of)}.")
            case State.UNCHANGED:
                printing.say(f"{report.feed}: unchanged, as of {printing.moment(report.as_of)}.")
            case _:
                pass
        if report.warning:
            typer.echo(report.warning, err=True)
    if not all(report.is_well for report in reports):
        raise typer.Exit(refusals.FAILED)


@app.command("show", epilog="Example: trueup import show")
def show(context: typer.Context) -> None:
    """Show every feed and file that was read: what was taken last, and what came of the last try."""
    with desks.at(context).database() as database, database.reading() as session:
        lines = [
            (one.name, one.rows, one.as_of, one.taken_at, one.state, one.tried_at, one.warning)
            for one in known_feeds.list_all(session)
        ]
    columns = ("Feed", "Rows", "As of", "Taken", "Last try", "Tried", "Said")
    printing.rows(columns, lines, nothing="No feed was read yet. Name one in settings.toml: [[warehouse_feeds]]")


def _insist_readable(file: Path) -> None:
    """A slip in a name is no failed read of a feed: nothing is kept of it."""
    try:
        file.open("rb").close()
    except OSError as problem:
        raise errors.TrueupError(f"{file} can't be read: {problem.strerror or problem}.") from problem


def _insist(report: Report, place: str) -> None:
    """Raise what kept it from being taken."""
    if report.problems:
        raise store_errors.ImportRefusedError(report.problems)
    if report.state is State.REFUSED:
        raise feed_errors.RefusedError(place, report.anomalies)
    if report.state is State.UNREADABLE:
        raise errors.TrueupError(report.warning)


def _tell_rest(report: Report) -> None:
    if report.warning:
        typer.echo(report.warning, err=True)
        raise typer.Exit(refusals.FAILED)


def _source(file: Path) -> Source:
    return files.TextSource(sys.stdin.read().encode()) if str(file) == "-" else files.FileSource(file)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text} is no moment; write 2026-11-23T06:00:00Z.", param_hint="--as-of") from None
