"""Remembering: what was decided in past rounds about one order or one item, from the record of what rules were asked.

Rounds in a row that decided the same are one memory, with the values of the last. `trueup explain` shows them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from engine import ir, loading
from engine.facts import Fact
from reconciler import recording
from reconciler.memories import Memory, Obstacle, Tried, gist
from store import decided, rounds
from store.databases import Database
from store.tables import Change, Round

_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_IDLE = frozenset({"hold", "ignore"})
"""Actions by which nothing is done."""


class Recalled(NamedTuple):
    """What is on record; whether there is more from before, and of which rounds it can't be read any more."""

    memories: tuple[Memory, ...] = ()
    is_cut: bool = False
    unread: tuple[int, ...] = ()


def recall(  # noqa: PLR0913 - where to look, for what, and how far
    database: Database,
    shop: str,
    *,
    mentioning: str,
    about: Callable[[Fact], bool],
    most: int,
    only_round: int | None = None,
) -> Recalled:
    """Give the latest memories of what a fact is about, oldest first.

    `mentioning` is a value that each such fact has. With `only_round`, those of that round alone.
    """
    found: list[Memory] = []
    newest: dict[str, int] = {}
    contents: dict[str, list[recording.Kept] | None] = {}
    rulesets: dict[str, ir.RuleSet | None] = {}
    unread: set[int] = set()
    with database.reading() as session:
        looks = [one for one in decided.since(session, shop, _EVER) if only_round in (None, one.round_id)]
        for look, later in zip(reversed(looks), [None, *reversed(looks)], strict=False):
            if look.content_digest not in contents:
                packed = decided.content(session, shop, look.content_digest)
                contents[look.content_digest] = _read(packed, look.content_digest, mentioning, about)
            there = contents[look.content_digest]
            if there is None:
                unread.add(look.round_id)
            if there and look.rules_digest not in rulesets:
                rulesets[look.rules_digest] = _rules(decided.rules(session, shop, look.rules_digest), look.rules_digest)
            for one in reversed(there or ()):
                at = newest.get(one.fact.key)
                if at is not None and _is_same(found[at], _memory(one, look, rulesets[look.rules_digest]), later):
                    earlier = {"first_round": look.round_id, "first_at": look.decided_at}
                    found[at] = msgspec.structs.replace(found[at], **earlier)
                else:
                    newest[one.fact.key] = len(found)
                    found.append(_memory(one, look, rulesets[look.rules_digest]))
            if len(found) > most + 1:
                break
        told = [
            _completed(
                memory,
                rounds.get(session, memory.last_round),
                rounds.changes(session, memory.last_round),
            )
            for memory in found[:most]
        ]
    return Recalled(tuple(told[::-1]), len(found) > most, tuple(sorted(unread)))


def _completed(memory: Memory, row: Round, changes: Sequence[Change]) -> Memory:
    """The memory with what its last round kept beside the decisions."""
    return msgspec.structs.replace(
        memory,
        held=_held(row.plan, memory.fact),
        changes=_changes(changes, memory.fact),
        is_stopped=_is_stopped(row.summary),
    )


def _memory(kept: recording.Kept, look: decided.Look, ruleset: ir.RuleSet | None) -> Memory:
    return Memory(
        fact=kept.fact,
        said=kept.said,
        ruleset=ruleset,
        first_round=look.round_id,
        last_round=look.round_id,
        first_at=look.decided_at,
        last_at=look.decided_at,
        basis=kept.basis,
        outcome=kept.outcome,
    )


def _is_same(later: Memory, earlier: Memory, after: decided.Look | None) -> bool:
    """Whether an earlier look got the same answer by the same rules; `after` is the look that came after it.

    What was done counts once more when it was done again later; what was only held or ignored is one thing, also where
    narrow rounds did not look at it in between.
    """
    if (later.said, later.outcome) != (earlier.said, earlier.outcome):
        return False
    is_idle = all(action.partition(":")[0] in _IDLE for action in earlier.said.actions)
    if not is_idle and (after is None or later.first_round != after.round_id):
        return False
    return later.ruleset is earlier.ruleset or gist(later.ruleset, later.said) == gist(earlier.ruleset, earlier.said)


def _read(packed: bytes, digest: str, mentioning: str, about: Callable[[Fact], bool]) -> list[recording.Kept] | None:
    """What is on record; None where it can't be read: `replaying` says why."""
    try:
        return [one for one in recording.read_content(packed, digest, mentioning) if about(one.fact)]
    except recording.UnreadableError:
        return None


def _rules(packed: bytes, digest: str) -> ir.RuleSet | None:
    try:
        loaded = loading.load_recorded(recording.read_rules(packed)).rules
    except recording.UnreadableError:
        return None
    return loaded if loaded is not None and loaded.digest == digest else None


_SAME = (("order", "order.number"), ("part", "part.number"), ("sku", "product.sku"), ("location", "location.name"))
"""What names the subject of a change in its address, and in the fact that it answers."""


def _changes(changes: Sequence[Change], fact: Fact) -> tuple[Tried, ...]:
    found = []
    for change in changes:
        content = change.content if isinstance(change.content, dict) else {}
        if _is_subject(content, fact):
            found.append(Tried(change.action, change.outcome or "not tried", change.message or ""))
    return tuple(found)


def _held(plan: object, fact: Fact) -> tuple[Obstacle, ...]:
    held = plan.get("held", ()) if isinstance(plan, dict) else ()
    return tuple(msgspec.convert(one, Obstacle) for one in held if _is_subject(one, fact))


def _is_subject(content: Mapping[str, Any], fact: Fact) -> bool:
    """Whether a change or what was held, as plain values, answers the fact."""
    address = content.get("address") or {}
    same = (address.get(name) in (None, fact.values.get(field, address.get(name))) for name, field in _SAME)
    return content.get("kind") == fact.kind and all(same)


def _is_stopped(summary: object) -> bool:
    return isinstance(summary, dict) and bool(summary.get("breaches"))
