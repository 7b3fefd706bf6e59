"""Replaying: what other rules would have done in past rounds, after a proof that the past is understood.

Recorded facts are decided again by the rules that were recorded with them, and ship-froms and quantities are chosen
again from what they were chosen from. Only where that gives, word for word, what was decided then, the new rules are
asked. `trueup replay` shows what comes out.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from engine import ir, loading, mentions
from engine.decisions import Decision
from engine.facts import Fact
from reconciler import deeds, doubts, guards, limiting, playing, recording, ruling
from reconciler.planning.outcomes import Outcome
from store import decided, rounds
from store.databases import Database


class Decides(Protocol):
    """What replaying needs of a decider."""

    def decide_at(self, facts: list[Fact], now: datetime) -> list[Decision]:
        """Decide about facts at a moment."""


OpenDecider = Callable[[ir.RuleSet], AbstractContextManager[Decides]]


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """One difference about which the new rules say something else: in how many looks, the first round and the last.

    `was` and `would` are what is done in the end, with the warehouse or the quantity that was chosen; `why` says how
    the new rules come to theirs. `held`: in how many of these looks a limit held the whole plan, so that `was` was
    wanted and not done.
    """

    kind: str
    key: str
    was: tuple[str, ...]
    would: tuple[str, ...]
    looks: int
    first_round: int
    last_round: int
    last_at: datetime
    why: str = ""
    held: int = 0


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay came to. With `refused`, the past could not be reproduced, and nothing is said about new rules.

    `over` are rounds in which the new rules would have gone beyond a limit, so that a person would have been asked.
    `cautions` say what the record can't tell. `sound_from` is the moment from which nothing is refused any more; None
    where the last look is.
    """

    looks: int
    decisions: int
    refused: tuple[str, ...] = ()
    sound_from: datetime | None = None
    differing: tuple[Differing, ...] = ()
    over: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class _Answer(NamedTuple):
    """What one content of a look came to: its words' digest or why there is a doubt, and what both rules do of each."""

    words: str
    asked: int
    doubt: str | None = None
    other: tuple[tuple[Fact, deeds.Deed, deeds.Deed], ...] = ()
    over: tuple[str, ...] = ()
    is_bare: bool = False


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
    doubted: list[tuple[str, decided.Look]] = []
    count = done = 0
    cautions: dict[str, None] = {}
    over: list[tuple[str, decided.Look]] = []
    bare: list[decided.Look] = []
    gaps: list[decided.Look] = []
    found: dict[object, Differing] = {}
    with decider(new) as newly:
        for digest, packed in origins.items():
            mine = [one for one in looks if one.rules_digest == digest]
            old, doubt = _rules(packed, digest)
            if old is None:
                doubted += [(doubt, one) for one in mine]
                continue
            cautions |= dict.fromkeys(_cautions(old, new))
            aged = _ages(old) or _ages(new)
            with decider(old) as then:
                known: dict[str, _Answer] = {}
                for one in mine:
                    done += 1
                    progress(done, len(looks))
                    if aged or one.content_digest not in known:
                        known[one.content_digest] = _read_and_answer(database, shop, one, (then, newly), limits)
                    answer = known[one.content_digest]
                    count += answer.asked
                    is_gap = one.proof == decided.FORGOTTEN
                    if answer.doubt is not None or not (is_gap or recording.is_proved(one, answer.words)):
                        doubted.append((answer.doubt or doubts.IN_OTHER_WORDS, one))
                        continue
                    if is_gap:
                        gaps.append(one)
                    if answer.is_bare:
                        bare.append(one)
                    over += [(said, one) for said in answer.over]
                    for difference in answer.other:
                        _note(found, one, difference, is_held=one.round_id in stopped)
    if doubted:
        sound = doubts.sound_from(looks, doubted)
        return Replay(
            looks=len(looks),
            decisions=count,
            refused=doubts.told(doubted),
            sound_from=None if sound is None else sound.decided_at,
        )
    ordered = sorted(found.values(), key=lambda one: (one.kind, -one.last_round, one.key))
    told = [*cautions, *_of_bare(bare), *_of_gaps(gaps), *_follow_ups(ordered)]
    return Replay(
        looks=len(looks), decisions=count, differing=tuple(ordered), over=doubts.told(over), cautions=tuple(told)
    )


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


def _read_and_answer(
    database: Database, shop: str, look: decided.Look, deciders: tuple[Decides, Decides], limits: guards.Limits
) -> _Answer:
    with database.reading() as session:
        packed = decided.content(session, shop, look.content_digest)
    try:
        kept = recording.read_content(packed, look.content_digest)
    except recording.UnreadableError as error:
        return _Answer("", 0, str(error))
    return _answer(kept, look.decided_at, deciders, limits)


def _answer(
    kept: Sequence[recording.Kept], now: datetime, deciders: tuple[Decides, Decides], limits: guards.Limits
) -> _Answer:
    """Decide and choose once more with both rule sets; without the new ones where the record isn't reproduced."""
    then, newly = deciders
    facts = [one.fact for one in kept]
    were = [one.outcome for one in kept]
    again = then.decide_at(facts, now)
    doubt = doubts.of(kept, again, _played(again, kept))
    if doubt is not None:
        return _Answer("", len(facts), doubt)
    decisions = newly.decide_at(facts, now)
    outcomes = playing.play_all([(one.fact, one.basis) for one in kept], decisions, were)
    would = [deeds.of(recording.said(each), outcome) for each, outcome in zip(decisions, outcomes, strict=True)]
    was = [deeds.of(one.said, one.outcome) for one in kept]
    other = tuple((fact, old, new) for fact, old, new in zip(facts, was, would, strict=True) if old.done != new.done)
    return _Answer(
        words=recording.proof(again, were),
        asked=len(facts),
        other=other,
        over=limiting.passed(list(zip(facts, would, strict=True)), limits) if other else (),
        is_bare=any(deeds.is_bare(one.said, one.basis) for one in kept),
    )


def _played(decisions: Iterable[Decision], kept: Sequence[recording.Kept]) -> list[Outcome | None]:
    return [playing.play(each, one.basis) for each, one in zip(decisions, kept, strict=True)]


def _note(
    found: dict[object, Differing],
    look: decided.Look,
    difference: tuple[Fact, deeds.Deed, deeds.Deed],
    *,
    is_held: bool,
) -> None:
    fact, was, would = difference
    key = (fact.kind, fact.key, was.done, would.done)
    earlier = found.get(key)
    found[key] = Differing(
        kind=fact.kind,
        key=fact.key.removeprefix(f"{fact.kind} "),
        was=was.done,
        would=would.done,
        why=would.why,
        looks=1 if earlier is None else earlier.looks + 1,
        held=is_held + (0 if earlier is None else earlier.held),
        first_round=look.round_id if earlier is None else min(earlier.first_round, look.round_id),
        last_round=look.round_id if earlier is None else max(earlier.last_round, look.round_id),
        last_at=look.decided_at if earlier is None else max(earlier.last_at, look.decided_at),
    )


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


def _of_bare(looks: Sequence[decided.Look]) -> list[str]:
    if not looks:
        return []
    what = "which warehouse or quantity came of what their rules said was not recorded, and is not proved"
    return [f"Of {_spans(looks)}, {what}."]


def _of_gaps(looks: Sequence[decided.Look]) -> list[str]:
    """Name the rounds of which a customer was forgotten."""
    if not looks:
        return []
    what = "the rest of them is decided again as it was recorded, and can't be proved word for word"
    return [f"Of {_spans(looks)} a customer was forgotten; {what}."]


def _follow_ups(differing: Iterable[Differing]) -> list[str]:
    """Say that nothing is played on: the next round would have met other differences."""
    if not any(deeds.moves(one.was) or deeds.moves(one.would) for one in differing):
        return []
    what = "where goods lie, what levels differ by, what later rounds find"
    return [f"What follows from another ship-from or another write ({what}) is shown as it was."]


def _is_stopped(summary: object) -> bool:
    return isinstance(summary, dict) and bool(summary.get("breaches"))


def _ages(ruleset: ir.RuleSet) -> bool:
    return any(mentions.mentions(rule.when).ages for rule in ruleset.rules)


def _spans(looks: Iterable[decided.Look]) -> str:
    return doubts.spans(sorted({one.round_id for one in looks}))
