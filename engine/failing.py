"""What of a condition failed, in words: the comparisons, with the values met and the values asked for.

A condition that is false for a fact goes in, sentences and their places in the rule file come out. Used by `reasoning`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from engine import evaluating, ir, wording
from engine.facts import Fact, Value

_MOST_ALTERNATIVES = 3


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that failed: in words, and where it stands (None where nothing is named)."""

    sentence: str
    place: ir.Place | None


def failures(condition: ir.Condition, fact: Fact, now: datetime, *, wanted: bool = True) -> Iterator[Failed]:
    """Say what keeps the condition from holding, one failure for each part that has to come out otherwise.

    At least one. Only for a condition that does not hold; unless `wanted`, for one that holds and should not.
    """
    match condition:
        case ir.Test():
            yield Failed(sentence=_comparison(condition, fact.values, now, wanted=wanted), place=condition.place)
        case ir.Not(part):
            yield from failures(part, fact, now, wanted=not wanted)
        case ir.Lines():
            yield _lines(condition, fact, now, wanted=wanted)
        case ir.AllOf(parts) | ir.AnyOf(parts):
            wrong = [part for part in parts if evaluating.holds(part, fact, now) is not wanted]
            if not wrong:
                yield Failed(sentence="it asks for nothing that could be met", place=None)
            elif isinstance(condition, ir.AllOf) is wanted:
                for part in wrong:
                    yield from failures(part, fact, now, wanted=wanted)
            elif len(wrong) == 1:
                yield from failures(wrong[0], fact, now, wanted=wanted)
            else:
                yield _alternatives(wrong, fact, now, wanted=wanted)


def _alternatives(wrong: list[ir.Condition], fact: Fact, now: datetime, *, wanted: bool) -> Failed:
    alternatives = [list(failures(part, fact, now, wanted=wanted)) for part in wrong[:_MOST_ALTERNATIVES]]
    said = "; or ".join(", and ".join(failure.sentence for failure in each) for each in alternatives)
    more = f"; or {len(wrong) - _MOST_ALTERNATIVES} more" if len(wrong) > _MOST_ALTERNATIVES else ""
    return Failed(sentence=f"no alternative is met: {said}{more}", place=alternatives[0][0].place)


class _Asking(NamedTuple):
    """How a demand is said of one value, and of a field of several texts."""

    wanted: str
    unwanted: str


ASKED = "it would have to"
"""Stands before what is asked of a value."""

_ONE = _Asking(ASKED, "it must not")
_SEVERAL = _Asking("one would have to", "none may")
_VERBS: Mapping[ir.Operator, str] = {
    ir.Operator.STARTS_WITH: "start with",
    ir.Operator.ENDS_WITH: "end with",
    ir.Operator.CONTAINS: "contain",
    ir.Operator.MATCHES: "match",
}


def _comparison(test: ir.Test, values: Mapping[str, Value], now: datetime, *, wanted: bool) -> str:
    actual = values.get(test.field)
    asking = _SEVERAL if isinstance(actual, tuple) and actual and test.operator is not ir.Operator.EXISTS else _ONE
    asked = f"{asking.wanted if wanted else asking.unwanted} {_demand(test)}"
    return (
        f"{wording.asked_field(test)} is {_shown(test, actual, now)}; {asked}{_nearly(test, actual) if wanted else ''}"
    )


def _shown(test: ir.Test, actual: Value | None, now: datetime) -> str:
    if test.operator is ir.Operator.EXISTS:
        return "missing" if actual in (None, ()) else "present"
    if actual is None:
        return "missing"
    if test.operator in wording.AGES and isinstance(actual, datetime):
        return wording.shown_age(now - actual)
    return wording.shown_value(actual)


def _demand(test: ir.Test) -> str:
    verb = _VERBS.get(test.operator)
    if verb is None:
        return f"be {wording.demand(test)}"
    case = " (ignoring case)" if test.ignoring_case else ""
    return f"{verb} {wording.shown_value(test.operands[0])}{case}"


def _nearly(test: ir.Test, actual: Value | None) -> str:
    """Say what people do not see: that two texts differ in case, in blanks, or in how their letters are written."""
    if test.operator not in (ir.Operator.IS, ir.Operator.IN):
        return ""
    texts = [actual] if isinstance(actual, str) else [*actual] if isinstance(actual, tuple) else []
    for text in texts:
        for operand in test.operands:
            if isinstance(operand, str):
                if text.casefold() == operand.casefold():
                    return f" ({text} differs in case only: `ignoring_case: true` would take it)"
                if "".join(text.split()) == "".join(operand.split()):
                    return f" ({text!r} and {operand!r} differ in blanks only)"
                if _letters(text) == _letters(operand):
                    return f" ({text!a} and {operand!a} only look alike)"
    return ""


def _letters(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _lines(condition: ir.Lines, fact: Fact, now: datetime, *, wanted: bool) -> Failed:
    quantifier = condition.quantifier
    if not fact.lines:
        return Failed(sentence=f"{quantifier}: there are no lines", place=condition.place)
    asked_of_lines = quantifier is not ir.Quantifier.NO
    one_line_is_enough = wanted is (quantifier is ir.Quantifier.ANY)
    found: list[tuple[int, list[Failed]]] = []
    for number, line in enumerate(fact.lines, start=1):
        alone = Fact(kind=fact.kind, key=fact.key, values=line)
        if evaluating.holds_for_line(condition.condition, line, now) is not (asked_of_lines is wanted):
            inner = failures(condition.condition, alone, now, wanted=asked_of_lines is wanted)
            found.append((number, list(inner)))
    if not found:
        raise AssertionError(f"{condition.place}: asked why a condition fails that holds")
    number, inner_failed = min(found, key=lambda each: len(each[1])) if one_line_is_enough else found[0]
    said = ", and ".join(each.sentence for each in inner_failed)
    return Failed(
        sentence=f"{quantifier}: {_which(fact, number, len(found), said, nearest=one_line_is_enough)}: {said}",
        place=inner_failed[0].place or condition.place,
    )


def _which(fact: Fact, number: int, failing: int, said: str, *, nearest: bool) -> str:
    """Name the line that is spoken of, and how many others are like it."""
    sku = fact.lines[number - 1].get("sku")
    named = f"line {number}" + (f" ({wording.shown_value(sku)})" if sku and not said.startswith("sku ") else "")
    if len(fact.lines) == 1:
        return f"of 1, {named}"
    if nearest:
        return f"none of {len(fact.lines)}; the nearest, {named}"
    return f"{failing} of {len(fact.lines)} {'is' if failing == 1 else 'are'} not so, such as {named}"
