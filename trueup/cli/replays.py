"""`trueup replay`: what other rules would have done in past rounds."""

import re
from collections import Counter
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from engine import loading, problems
from reconciler import differing, replaying
from trueup import errors, opening
from trueup.cli import desks, printing, progress, refusals

_SPAN = re.compile(r"([1-9][0-9]{0,4}) ?(min|h|d|w)", re.ASCII)
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_HOUR = 60


class Form(StrEnum):
    """How the answer is shown."""

    TEXT = "text"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command("replay", epilog="Example: trueup replay --rules new/ --since 30d")(replay)


def replay(
    context: typer.Context,
    *,
    rules: Annotated[list[Path], typer.Option(help="The new rule files or folders.")],
    since: Annotated[str, typer.Option(help="How far back, such as 30min, 12h, 30d or 2w.")] = "30d",
    format: Annotated[Form, typer.Option(help="How to show it.")] = Form.TEXT,  # noqa: A002 - the word people use
) -> None:
    """Tell what new rules would have decided in past rounds; first prove that the record of them is exact."""
    loaded = loading.load(rules)
    if loaded.rules is None:
        raise errors.RulesError(f"The new rules can't be used:\n{problems.as_text(loaded.problems)}")
    desk = desks.at(context)
    start = desks.now() - _read_span(since)
    with desk.shop() as at, progress.bars() as bars:
        found = replaying.replay(
            at.database,
            at.domain,
            loaded.rules,
            since=start,
            decider=lambda ruleset: opening.make_decider(desk.project, ruleset),
            limits=opening.make_limits(desk.project),
            progress=lambda done, looks: bars("looks of past rounds", done, looks),
        )
    if format is Form.JSON:
        printing.say(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        _show(found, since, desks.now())
    if found.refused:
        raise typer.Exit(refusals.FAILED)


def _show(found: differing.Replay, since: str, now: datetime) -> None:
    if not found.looks:
        printing.say(
            f"Nothing was recorded within {since}. Rounds record what they decide; see rounds in settings.toml."
        )
        return
    if found.refused:
        _show_refused(found, now)
        return
    printing.say(
        f"{found.looks:,} {'look' if found.looks == 1 else 'looks'} with {found.decisions:,} decisions: all reproduced "
        "exactly by their own rules."
    )
    for line in found.cautions:
        printing.say(line)
    if not found.differing:
        printing.say("The new rules would have done the same.")
        return
    noun = "case" if len(found.differing) == 1 else "cases"
    printing.say(f"The new rules would have done differently in {len(found.differing):,} {noun}:")
    counts = Counter((one.kind, _actions(one.was), _actions(one.would)) for one in found.differing)
    printing.rows(
        ("Cases", "Difference", "Was", "Would be"),
        [(f"{count:,}", *change) for change, count in counts.most_common()],
        nothing="",
    )
    printing.say("Each of them:")
    printing.rows(
        ("Difference", "About", "Was", "Would be", "Because", "Looks", "Rounds"),
        [
            (one.kind, one.key, _was(one), _actions(one.would), one.why, one.looks, _rounds(one))
            for one in found.differing
        ],
        nothing="",
    )
    if found.over:
        printing.say("Limits would have held these plans until a person allowed them:")
        for line in found.over:
            printing.say(f"  {line}")


def _show_refused(found: differing.Replay, now: datetime) -> None:
    printing.say("The record can't be trusted, so nothing is said about the new rules:")
    for line in found.refused:
        printing.say(f"  {line}")
    minutes = 0 if found.sound_from is None else int((now - found.sound_from) / timedelta(minutes=1))
    if minutes:
        span = f"{minutes // 60}h" if minutes >= _HOUR else f"{minutes}min"
        printing.say(f"What was recorded later is reproduced: try --since {span}")


def _rounds(one: differing.Differing) -> str:
    return str(one.last_round) if one.first_round == one.last_round else f"{one.first_round} to {one.last_round}"


def _was(one: differing.Differing) -> str:
    """What was decided; and where a limit held the plan, that it was not done."""
    held = f" (held by a limit in {one.held} of {one.looks} looks)" if one.held else ""
    return _actions(one.was) + held


def _actions(actions: tuple[str, ...]) -> str:
    return "; ".join(actions) or "no rule answers"


def _read_span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("Write a number and min, h, d or w, such as 30d.", param_hint="--since")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
