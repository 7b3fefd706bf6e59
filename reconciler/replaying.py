"""Replaying: what other rules would have done in past rounds, after a proof that the past is understood.

Recorded facts are decided again by the rules that were recorded with them. Only where that gives, word for word, what
was decided then, the new rules are asked. `trueup replay` shows what comes out.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import msgspec

from engine import ir, loading, mentions
from engine.decisions import Decision
from engine.facts import Fact
from reconciler import recording, ruling
from store import decided
from store.databases import Database


class Decides(Protocol):
    """What replaying needs of a decider."""

    def decide_at(self, facts: list[Fact], now: datetime) -> list[Decision]:
        """Decide about facts at a moment."""


OpenDecider = Callable[[ir.RuleSet], AbstractContextManager[Decides]]


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """One difference about which the new rules say something else: in how many looks, the first round and the last."""

    kind: str
    key: str
    was: tuple[str, ...]
    would: tuple[str, ...]
    looks: int
    first_round: int
    last_round: int
    last_at: datetime


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay came to. With `refused`, the past could not be reproduced, and nothing is said about new rules."""

    looks: int
    decisions: int
    refused: tuple[str, ...] = ()
    differing: tuple[Differing, ...] = ()
    cautions: tuple[str, ...] = ()


def replay(database: Database, shop: str, new: ir.RuleSet, *, since: datetime, decider: OpenDecider) -> Replay:
    """Prove the record from a moment on, then tell what the new rules would have done differently."""
    with database.reading() as session:
        looks = decided.since(session, shop, since)
        origins = {one.rules_digest: decided.rules(session, shop, one.rules_digest) for one in looks}
    refused: list[str] = []
    count = 0
    cautions: dict[str, None] = {}
    found: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], Differing] = {}
    with decider(new) as newly:
        for digest, packed in origins.items():
            old = loading.load_recorded(recording.read_rules(packed)).rules
            mine = [one for one in looks if one.rules_digest == digest]
            if old is None or old.digest != digest:
                refused.append(f"rounds {_span(mine)}: their rules, as recorded, can't be read any more")
                continue
            cautions |= dict.fromkeys(_cautions(old, new))
            aged = _ages(old) or _ages(new)
            with decider(old) as then:
                known: dict[str, tuple[str, list[tuple[Fact, recording.Said, recording.Said]], int]] = {}
                for one in mine:
                    if aged or one.content_digest not in known:
                        with database.reading() as session:
                            facts, said = recording.read_content(decided.content(session, shop, one.content_digest))
                        again = then.decide_at(facts, one.decided_at)
                        exact = recording.proof(again) if [recording.said(each) for each in again] == said else ""
                        would = [recording.said(each) for each in newly.decide_at(facts, one.decided_at)]
                        other = [
                            (fact, was, now)
                            for fact, was, now in zip(facts, said, would, strict=True)
                            if was.actions != now.actions
                        ]
                        known[one.content_digest] = (exact, other, len(facts))
                    exact, other, asked = known[one.content_digest]
                    count += asked
                    if exact != one.proof:
                        refused.append(f"round {one.round_id}: its rules do not decide again what was recorded")
                        continue
                    for fact, was, now in other:
                        _note(found, one, fact, (was.actions, now.actions))
    if refused:
        return Replay(looks=len(looks), decisions=count, refused=tuple(refused))
    ordered = sorted(found.values(), key=lambda one: (one.kind, -one.last_round, one.key))
    return Replay(looks=len(looks), decisions=count, differing=tuple(ordered), cautions=tuple(cautions))


def _note(
    found: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], Differing],
    look: decided.Look,
    fact: Fact,
    actions: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    key = (fact.kind, fact.key, *actions)
    earlier = found.get(key)
    found[key] = Differing(
        kind=fact.kind,
        key=fact.key.removeprefix(f"{fact.kind} "),
        was=actions[0],
        would=actions[1],
        looks=1 if earlier is None else earlier.looks + 1,
        first_round=look.round_id if earlier is None else min(earlier.first_round, look.round_id),
        last_round=look.round_id if earlier is None else max(earlier.last_round, look.round_id),
        last_at=look.decided_at if earlier is None else max(earlier.last_at, look.decided_at),
    )


def _cautions(old: ir.RuleSet, new: ir.RuleSet) -> list[str]:
    """What the record can't tell of the new rules."""
    found = [
        f"The new rules test {field}, which was not recorded while no rule tested it: it counts as missing."
        for field in sorted((recording.tested(new) - recording.tested(old)) & recording.PERSONAL)
    ]
    if ruling.shapes(new) and not ruling.shapes(old):
        found.append(
            "The new rules shape what is offered, and the old ones did not: levels that were right were not recorded."
        )
    return found


def _ages(ruleset: ir.RuleSet) -> bool:
    return any(mentions.mentions(rule.when).ages for rule in ruleset.rules)


def _span(looks: list[decided.Look]) -> str:
    first, last = looks[0].round_id, looks[-1].round_id
    return str(first) if first == last else f"{first} to {last}"
