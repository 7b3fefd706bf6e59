"""Recording: what the rules were asked in a round and what they said, packed for the store and read back.

`round` records each look; `replaying` reads it. Names and places of people, and what changes with every round, are
recorded only where a rule in force tests them; everything else of a fact is, so that other rules can be tried on it.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from engine import explaining, ir, mentions, vocabulary
from engine.decisions import Decision, Words
from engine.facts import Fact, Value
from engine.vocabulary import Field, FieldType
from reconciler.contexts import Shop
from reconciler.planning.offers import Basis
from reconciler.planning.outcomes import Outcome
from store import decided, rounds

CHANGING = frozenset({"round.orders", "round.levels", "on_hand", "available"})
"""Fields that are another with nearly every round, of facts and of lines. Kept only where a rule in force tests them,
so that rounds which ask the same share one copy."""

UNTESTED = vocabulary.PERSONAL | CHANGING
"""What is not kept while no rule tests it."""


class Said(msgspec.Struct, frozen=True, array_like=True):
    """What was decided about one fact, as a rule file writes it: actions with their rules, and who gave way to whom."""

    applied: tuple[tuple[str, str], ...]
    overridden: tuple[tuple[str, str, str], ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """What is done, whichever rule asks for it."""
        return tuple(action for _, action in self.applied)


class Seen(NamedTuple):
    """One look: its moment, and of each difference the fact, what rules said, what that was made from, what came of it.

    See `planning.offers` and `planning.outcomes` for the last two: they are None where the rules alone decide.
    """

    now: datetime
    facts: Sequence[Fact]
    decisions: Sequence[Decision]
    bases: Sequence[Basis | None]
    outcomes: Sequence[Outcome | None]


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """One fact in plain values, with what was decided about it, from what, and what came of it.

    Looks that early versions kept have the first five only.
    """

    kind: str
    key: str
    values: dict[str, Any]
    lines: list[dict[str, Any]]
    said: Said
    basis: Basis | None = None
    outcome: Outcome | None = None


class Kept(NamedTuple):
    """What was kept of one difference, read back."""

    fact: Fact
    said: Said
    basis: Basis | None
    outcome: Outcome | None


def record(shop: Shop, round_id: int, look: int, seen: Seen) -> None:
    """Keep one look of a round, and forget what is older than the shop wants it. Nothing asked, nothing kept."""
    with shop.database.session() as session:
        if seen.facts and shop.keep_decisions and shop.ruleset.origin is not None:
            packed = _pack(seen, tested(shop.ruleset))
            kept = decided.Look(
                round_id=round_id,
                look=look,
                decided_at=seen.now,
                rules_digest=shop.ruleset.digest,
                content_digest=hashlib.sha256(packed).hexdigest(),
                proof="",
            )
            kept = msgspec.structs.replace(kept, proof=seal(proof(seen.decisions, seen.outcomes), kept))
            rules = zlib.compress(msgspec.json.encode(shop.ruleset.origin))
            decided.keep(session, kept, rules=rules, content=zlib.compress(packed))
        decided.forget(session, shop.domain, seen.now - shop.keep_decisions)
        rounds.forget_plans(session, shop.domain, seen.now - shop.keep_decisions)


def tested(ruleset: ir.RuleSet) -> frozenset[str]:
    """All fields of facts and of lines that some rule tests."""
    found = (mentions.mentions(rule.when) for rule in ruleset.rules)
    return frozenset(field for each in found for field in (*each.fields, *each.line_fields))


def proof(decisions: Iterable[Decision], outcomes: Iterable[Outcome | None] = ()) -> str:
    """A digest over every word of decisions: rules, places, actions with arguments, the sentences why, the outcomes."""
    digest = hashlib.sha256()
    for word in (*map(Words.of, decisions), *(outcome for outcome in outcomes if outcome is not None)):
        digest.update(msgspec.json.encode(word))
    return digest.hexdigest()


def said(decision: Decision) -> Said:
    """A decision in short."""
    text = explaining.action_as_text
    return Said(
        tuple((one.rule.name, text(one.action)) for one in decision.outline.standing),
        tuple((one.rule, text(one.action), one.by) for one in decision.overridden),
    )


def seal(words: str, look: decided.Look) -> str:
    """A digest over the words of a look (see `proof`), its moment, its rules and what they were asked."""
    sealed = (words, look.decided_at.astimezone(UTC).isoformat(), look.rules_digest, look.content_digest)
    return _SEALED + hashlib.sha256(" ".join(sealed).encode()).hexdigest()


_SEALED = "2:"
"""Stands before a seal. Looks that early versions kept have the proof of their words alone."""


def is_proved(look: decided.Look, words: str) -> bool:
    """Tell whether what was decided again, by the digest of its words, is what was decided in this look."""
    return look.proof == (seal(words, look) if look.proof.startswith(_SEALED) else words)


class UnreadableError(Exception):
    """What was recorded was changed since or damaged, or is not known to this version; the message says which."""


def read_content(packed: bytes, digest: str, mentioning: str = "") -> list[Kept]:
    """A look as it was recorded; with `mentioning`, empty for one in which this text stands nowhere as a value.

    Raises UnreadableError, also for one that is not what its digest says.
    """
    unpacked = _unpacked(packed)
    if hashlib.sha256(unpacked).hexdigest() != digest:
        raise UnreadableError(_DAMAGED)
    if mentioning and msgspec.json.encode(mentioning) not in unpacked:
        return []
    try:
        return [_kept_of(one) for one in msgspec.json.decode(unpacked, type=list[Asked])]
    except (msgspec.MsgspecError, ArithmeticError, ValueError) as error:
        raise UnreadableError(f"what was recorded is not known to this version of Trueup ({error})") from None


def read_rules(packed: bytes) -> ir.Origin:
    """The rule files as they were recorded. Raises UnreadableError."""
    try:
        return msgspec.json.decode(_unpacked(packed), type=ir.Origin)
    except msgspec.MsgspecError:
        raise UnreadableError(_DAMAGED) from None


_DAMAGED = "what was recorded was changed since, or is damaged"


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        raise UnreadableError(_DAMAGED if packed else "what was recorded is gone") from None


def _kept_of(one: Asked) -> Kept:
    if one.kind not in vocabulary.KINDS:
        raise ValueError(f"differences of kind {one.kind}")
    values = _read(one.values, vocabulary.fields(one.kind))
    lines = tuple(_read(line, vocabulary.LINE_FIELDS) for line in one.lines)
    return Kept(Fact(kind=one.kind, key=one.key, values=values, lines=lines), one.said, one.basis, one.outcome)


def _pack(seen: Seen, wanted: frozenset[str]) -> bytes:
    asked = zip(seen.facts, seen.decisions, seen.bases, seen.outcomes, strict=True)
    return msgspec.json.encode(
        [
            Asked(
                kind=fact.kind,
                key=fact.key,
                values=_kept(fact.values, wanted),
                lines=[_kept(line, wanted) for line in fact.lines],
                said=said(decision),
                basis=basis,
                outcome=outcome,
            )
            for fact, decision, basis, outcome in asked
        ]
    )


def _kept(values: Mapping[str, Value], wanted: frozenset[str]) -> dict[str, object]:
    named = sorted(values.items())
    return {name: _written(value) for name, value in named if name not in UNTESTED or name in wanted}


def _written(value: Value) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


def _read(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Value]:
    return {name: _value(value, fields[name].type) for name, value in values.items() if name in fields}


def _value(value: Any, kind: FieldType) -> Value:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and kind in (FieldType.NUMBER, FieldType.MONEY):
        return Decimal(value)
    if isinstance(value, str) and kind is FieldType.MOMENT:
        return datetime.fromisoformat(value)
    read: Value = value
    return read
