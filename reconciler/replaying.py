"""Replaying: what other rules would have done in past rounds, after a proof that the past is understood.

Recorded facts are decided again by the rules that were recorded with them, and ship-froms and quantities are chosen
again from what they were chosen from. Only where that gives, word for word, what was decided then, the new rules are
asked. `trueup replay` shows what comes out.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from engine import ir, loading, mentions
from engine.decisions import Decision
from engine.facts import Fact
from reconciler import deeds, doubts, guards, limiting, playing, recording, ruling
from reconciler.differing import Answer, Findings, Replay
from reconciler.planning.outcomes import Outcome
from store import decided, rounds
from store.databases import Database


class Decides(Protocol):
    """What replaying needs of a decider."""

    def decide_at(self, facts: list[Fact], now: datetime) -> list[Decision]:
        """Decide about facts at a moment."""


OpenDecider = Callable[[ir.RuleSet], AbstractContextManager[Decides]]


Progress = Callable[[int, int], None]
"""Is told how many looks are done, and of how many."""


def replay(  # noqa: PLR0913 - what is replayed, and with what
    database: Database,
    shop: str,
    new: ir.RuleSet,
    *,
    since: datetime,
    decider: OpenDecider,
    limits: guards.Limits = guards.Limits(),  # noqa: B008 - frozen
    progress: Progress = lambda _done, _of: None,
) -> Replay:
    """Prove the record from a moment on, then tell what the new rules would have done differently."""
    with database.reading() as session:
        looks = decided.since(session, shop, since)
        origins = {one.rules_digest: decided.rules(session, shop, one.rules_digest) for one in looks}
        stopped = {number for number, summary in rounds.since(session, shop, since) if _is_stopped(summary)}
    found = Findings(stopped)
    done = 0
    with decider(new) as newly:
        for digest, packed in origins.items():
            mine = [one for one in looks if one.rules_digest == digest]
            old, doubt = _rules(packed, digest)
            if old is None:
                found.doubted += [(doubt, one) for one in mine]
                continue
            found.cautions |= dict.fromkeys(_cautions(old, new))
            aged = _ages(old) or _ages(new)
            with decider(old) as then:
                known: dict[str, Answer] = {}
                read: tuple[str, list[recording.Kept] | str] | None = None
                for one in mine:
                    if aged or one.content_digest not in known:
                        if read is None or read[0] != one.content_digest:  # quiet rounds ask the same in a row
                            read = one.content_digest, _read(database, shop, one)
                        known[one.content_digest] = _answered(read[1], one, (then, newly), limits)
                    found.take(one, known[one.content_digest])
                    done += 1
                    progress(done, len(looks))
    return found.told(looks)


def _rules(packed: bytes, digest: str) -> tuple[ir.RuleSet | None, str]:
    """The rules of then; None and the reason where they are not to be had."""
    try:
        loaded = loading.load_recorded(recording.read_rules(packed))
    except recording.UnreadableError as error:
        return None, f"their rules: {error}"
    if loaded.rules is None:
        first = next(iter(loaded.problems), None)
        at_fault = f" ({first.place}: {first.summary})" if first else ""
        return None, f"their rules, as recorded, are refused by this version of Trueup{at_fault}"
    if loaded.rules.digest != digest:
        return None, "their rules are not those that decided: they were changed since"
    return loaded.rules, ""


def _read(database: Database, shop: str, look: decided.Look) -> list[recording.Kept] | str:
    """What was recorded, or why it can't be read."""
    with database.reading() as session:
        packed = decided.content(session, shop, look.content_digest)
    try:
        return recording.read_content(packed, look.content_digest)
    except recording.UnreadableError as error:
        return str(error)


def _answered(
    read: list[recording.Kept] | str, look: decided.Look, deciders: tuple[Decides, Decides], limits: guards.Limits
) -> Answer:
    if isinstance(read, str):
        return Answer("", 0, read)
    return _answer(read, look.decided_at, deciders, limits)


def _answer(
    kept: Sequence[recording.Kept], now: datetime, deciders: tuple[Decides, Decides], limits: guards.Limits
) -> Answer:
    """Decide and choose once more with both rule sets; without the new ones where the record isn't reproduced."""
    then, newly = deciders
    facts = [one.fact for one in kept]
    were = [one.outcome for one in kept]
    again = then.decide_at(facts, now)
    doubt = doubts.of(kept, again, _played(again, kept))
    if doubt is not None:
        return Answer("", len(facts), doubt)
    decisions = newly.decide_at(facts, now)
    outcomes = playing.play_all([(one.fact, one.basis) for one in kept], decisions, were)
    would = [deeds.of(recording.said(each), outcome) for each, outcome in zip(decisions, outcomes, strict=True)]
    was = [deeds.of(one.said, one.outcome) for one in kept]
    other = tuple((fact, old, new) for fact, old, new in zip(facts, was, would, strict=True) if old.done != new.done)
    return Answer(
        words=recording.proof(again, were),
        asked=len(facts),
        other=other,
        over=limiting.passed(list(zip(facts, would, strict=True)), limits) if other else (),
        is_bare=any(deeds.is_bare(one.said, one.basis) for one in kept),
    )


def _played(decisions: Iterable[Decision], kept: Sequence[recording.Kept]) -> list[Outcome | None]:
    return [playing.play(each, one.basis) for each, one in zip(decisions, kept, strict=True)]


def _cautions(old: ir.RuleSet, new: ir.RuleSet) -> list[str]:
    """What the record can't tell of the new rules."""
    found = [
        f"The new rules test {field}, which was not recorded while no rule tested it: it counts as missing."
        for field in sorted((recording.tested(new) - recording.tested(old)) & recording.UNTESTED)
    ]
    if ruling.shapes(new) and not ruling.shapes(old):
        found.append(
            "The new rules shape what is offered, and the old ones did not: levels that were right were not recorded."
        )
    return found


def _is_stopped(summary: object) -> bool:
    return isinstance(summary, dict) and bool(summary.get("breaches"))


def _ages(ruleset: ir.RuleSet) -> bool:
    return any(mentions.mentions(rule.when).ages for rule in ruleset.rules)
