"""What was decided before, in words: by which rules of then, because of what, and what became of it.

The record of a subject goes in, paragraphs come out, one for each memory. Used by `explanations`.
"""

from collections.abc import Iterator

import msgspec

from engine import explaining, ir
from reconciler import doubts, remembering
from reconciler.memories import Memory, gist
from reconciler.planning import outcomes
from store import rounds
from store.databases import Database
from trueup import errors
from trueup.cli import desks, endings, printing
from trueup.cli.subjects import Subject

_MOST = 5
"""How many memories are told at once: those of an order's whole life, mostly."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What is on record about a subject, the oldest first."""

    recalled: remembering.Recalled = remembering.Recalled()

    @property
    def memories(self) -> tuple[Memory, ...]:
        """One for each thing that was decided."""
        return self.recalled.memories

    @property
    def rules(self) -> frozenset[str]:
        """The names of all rules of then."""
        return frozenset(rule.name for one in self.memories if one.ruleset for rule in one.ruleset.rules)

    @property
    def unread(self) -> str:
        """Say which rounds can't be read any more; empty where all can."""
        if not self.recalled.unread:
            return ""
        rounds_of = doubts.spans(self.recalled.unread)
        return f"What {rounds_of} recorded can't be read any more; trueup replay --rules rules tells why."


def of(database: Database, shop: str, subject: Subject, only_round: int | None = None) -> Past:
    """Look a subject up in the record."""
    found = remembering.recall(
        database, shop, mentioning=subject.value, about=subject.is_about, most=_MOST, only_round=only_round
    )
    return Past(recalled=found)


def of_round(desk: desks.Desk, subject: Subject, number: int, rule: str | None) -> list[str]:
    """What one past round decided about a subject, all rules of then with why and why not.

    Raises UnknownRoundError; TrueupError where nothing about it is on record there.
    """
    with desk.shop() as at:
        with at.database.reading() as session:
            rounds.get(session, number)
        past = of(at.database, at.domain, subject, number)
    if past.unread:
        raise errors.TrueupError(past.unread)
    if not past.memories:
        kept = desk.project.settings.rounds.keep_decisions_days
        raise errors.TrueupError(
            f"Round {number} decided nothing about {subject}, or it is not on record any more: decisions are kept for "
            f"{kept} days (rounds.keep_decisions_days). What it did: trueup rounds show {number}"
        )
    if rule is not None and rule not in past.rules:
        raise errors.TrueupError(f"There was no rule {rule} in round {number}.")
    return [_tell(one, rule=rule, whole=True) for one in past.memories if rule is None or _answers(one, rule)] or [
        f"{rule} was for other kinds of difference than round {number} found about {subject}."
    ]


def tell(past: Past, today: ir.RuleSet, rule: str | None = None) -> list[str]:
    """What was decided, with the rules that matched; with `rule`, the latest that this rule was asked about.

    `today` are the rules of today, to tell where those that decided were others then.
    """
    if rule is not None:
        asked = [one for one in past.memories if _answers(one, rule)]
        return [_tell(one, today, rule=rule) for one in asked[-1:]]
    unread = [past.unread] if past.unread else []
    if not past.memories:
        return unread
    more = f" (the last {len(past.memories)}; --round tells of one round)" if past.recalled.is_cut else ""
    return [f"What was decided so far{more}:", *(_tell(one, today) for one in past.memories), *unread]


def _answers(memory: Memory, rule: str) -> bool:
    rules = memory.ruleset.rules if memory.ruleset else ()
    return any(one.name == rule and memory.fact.kind in one.kinds for one in rules)


def _tell(memory: Memory, today: ir.RuleSet | None = None, *, rule: str | None = None, whole: bool = False) -> str:
    lines = [_when(memory, today), *_what(memory, whole=whole, rule=rule)]
    return "\n".join([*lines, *_ended(memory)] if rule is None else lines)


def _when(memory: Memory, today: ir.RuleSet | None) -> str:
    is_other = today is not None and gist(today, memory.said) != gist(memory.ruleset, memory.said)
    by = ", by the rules of then" if is_other else ""
    if memory.first_round == memory.last_round:
        return f"Round {memory.first_round}, {printing.moment(memory.first_at)}{by}:"
    rounds_of = f"Rounds {memory.first_round} to {memory.last_round}"
    return f"{rounds_of}, {printing.moment(memory.first_at)} to {printing.moment(memory.last_at)}{by}:"


def _what(memory: Memory, *, whole: bool, rule: str | None) -> Iterator[str]:
    explained = None
    if memory.ruleset is not None:
        explained = explaining.explain(memory.ruleset, memory.fact, memory.last_at)
    if memory.ruleset is not None and explained is not None and _is_as_recorded(explained, memory):
        explained = explaining.explain(memory.ruleset, memory.fact, memory.last_at, memory.missed)
        yield explaining.as_text(explained, rule, whole=whole)
        return
    yield f"{memory.fact.kind} {memory.fact.key.removeprefix(memory.fact.kind).strip()}"
    for name, action in memory.said.applied:
        yield f"  {name}: does {action}"
    for name, action, by in memory.said.overridden:
        yield f"  {name}: matches, but {by} came first, so not {action}"
    yield "  this is what was recorded; its rules can't be read any more, or say otherwise now, so that it says no why"


def _is_as_recorded(explained: explaining.Explanation, memory: Memory) -> bool:
    said = [(story.rule, action) for story in explained.rules for action in story.done]
    return said == list(memory.said.applied)


def _ended(memory: Memory) -> Iterator[str]:
    yield from endings.addition(memory.fact, memory.basis, str)
    outcome = memory.outcome
    if outcome is not None and outcome.what != outcomes.NOTHING:
        yield f"  in the end: {outcome.what}" + (f", because {outcome.why}" if outcome.why else "")
    for one in memory.held:
        if one.cause not in endings.TOLD:
            yield f"  {endings.obstacle(one.cause, one.why)}"
    if memory.is_stopped:
        yield f"  a limit held the whole plan of round {memory.last_round}"
    for tried in memory.changes:
        yield f"  {tried.action}: {tried.outcome}" + (f", {tried.message}" if tried.message else "")
