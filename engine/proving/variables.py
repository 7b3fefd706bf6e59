"""Variables: for each field that rules test, the few values between which the tests can tell.

Tests go in; variables come out, each with its values, and for each test which values pass. A field of several texts
becomes one variable for each sort of text, and fields that depend on each other share one. Used by `spaces`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any

import msgspec

from engine import ir
from engine.coding import truths
from engine.facts import Value
from engine.proving import levels, sizes, solving, texts
from engine.proving.domains import COUPLED_LEVELS, Domain
from engine.vocabulary import FieldType

NOW = "now"
"""Stands among the values of moments: the present moment from which they are seen."""

LEVEL, MOMENTS = "level", "moments"
"""Name the variables of fields that depend on each other."""

_MOST_MOMENTS = 20_000

Setting = Mapping[str, Value]
"""What one value of a variable puts into a fact; a field that it leaves out is missing."""


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a fact that can be chosen freely of the rest.

    `settings` are its values; `passing` tells for a test (by its position) the mask of the values that pass.
    `complete`: the tests tell nothing else apart. `member_of` names the field of several texts of which the variable
    says whether one text is among them: setting 0 is no, setting 1 yes.
    """

    name: str
    settings: tuple[Setting, ...]
    passing: Mapping[int, int]
    complete: bool = True
    member_of: str = ""

    @property
    def everything(self) -> int:
        """Give the mask of all values."""
        return (1 << len(self.settings)) - 1


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a proof depends on besides conditions: the moment, whether rules are asked about levels that are right, and
    how much work it may still take.
    """  # noqa: D205 - the first sentence is the summary

    now: datetime
    shapes: bool
    effort: solving.Effort


def variables(
    tests: Sequence[ir.Test], domains: Mapping[str, Domain], surroundings: Surroundings
) -> Iterator[Variable]:
    """Make the variables of all fields that the tests name. `passing` counts the tests in the order given."""
    by_group: dict[str, list[tuple[int, ir.Test]]] = {}
    for position, test in enumerate(tests):
        by_group.setdefault(_group(domains[test.field]), []).append((position, test))
    for group, asked in by_group.items():
        just_tests = [test for _, test in asked]
        match domains[just_tests[0].field].type:
            case FieldType.TEXTS:
                yield from _members(asked, domains[group])
            case FieldType.MOMENT:
                seen = list(islice(_moments(just_tests, domains, surroundings.now), _MOST_MOMENTS))
                yield _distinct(group, asked, seen, complete=len(seen) < _MOST_MOMENTS)
            case _ if group == LEVEL:
                found, complete = levels.telling_apart(just_tests, equal_too=surroundings.shapes)
                yield _distinct(group, asked, found, complete=complete)
            case _:
                settings, complete = _single(just_tests, domains[group])
                yield _distinct(group, asked, settings, complete=complete)


def _group(domain: Domain) -> str:
    if domain.type is FieldType.MOMENT:
        return MOMENTS
    if domain.name in COUPLED_LEVELS and not domain.optional:
        return LEVEL
    return domain.name


def _single(tests: Sequence[ir.Test], domain: Domain) -> tuple[list[Setting], bool]:
    """Give the values of a field with one value, missing last."""
    complete = True
    values: Iterable[Value]
    match domain.type:
        case FieldType.FLAG:
            values = (True, False)
        case FieldType.NUMBER | FieldType.MONEY:
            values = sizes.numbers(tests, domain)
        case _:
            found = texts.telling_apart(domain.name, tests, domain.choices)
            values, complete = found.texts, found.complete
    settings: list[Setting] = [{domain.name: value} for value in values]
    return [*settings, {}] if domain.optional else settings, complete


def _moments(tests: Sequence[ir.Test], domains: Mapping[str, Domain], now: datetime) -> Iterator[Setting]:
    """Give the present together with all moments seen from it; a part is not made before its order."""
    fields = sorted({test.field for test in tests})
    asked = {field: [_judge(test) for test in tests if test.field == field] for field in fields}
    for present in sizes.presents(tests, now):
        columns: list[list[Any]] = []
        edges = sizes.moments(tests, present)  # each field has the edges of all, since one must not lie before another
        for field in fields:
            values: list[Any] = _extremes(edges, present, asked[field])
            columns.append([*values, None] if domains[field].optional else values)
        for row in product(*columns):
            values_of = {field: value for field, value in zip(fields, row, strict=True) if value is not None}
            if not _backwards(values_of):
                yield {**values_of, NOW: present}


def _extremes(moments: Sequence[datetime], present: datetime, judges: Sequence[Any]) -> list[datetime]:
    """Of the moments that all tests answer alike keep the first, the earliest and the latest."""
    alike: dict[tuple[bool, ...], list[datetime]] = {}
    for moment in moments:
        alike.setdefault(tuple([judge(moment, present) for judge in judges]), []).append(moment)
    return list(dict.fromkeys(one for each in alike.values() for one in (each[0], min(each), max(each))))


def _backwards(values: Mapping[str, datetime]) -> bool:
    ordered, made = values.get("order.created_at"), values.get("part.created_at")
    return ordered is not None and made is not None and made < ordered


def _distinct(
    name: str, asked: Sequence[tuple[int, ir.Test]], settings: Iterable[Setting], *, complete: bool = True
) -> Variable:
    """Keep the first value of each combination of answers."""
    judges = [(position, test.field, _judge(test)) for position, test in asked]
    kept: dict[tuple[bool, ...], Setting] = {}
    for setting in settings:
        now = setting.get(NOW)
        kept.setdefault(tuple([judge(setting.get(field), now) for _, field, judge in judges]), setting)
    passing = {
        position: sum(1 << at for at, answers in enumerate(kept) if answers[number])
        for number, (position, _, _) in enumerate(judges)
    }
    return Variable(name=name, settings=tuple(kept.values()), passing=passing, complete=complete)


def _judge(test: ir.Test) -> Any:
    """Compile a test to a function of the field's value and the present moment."""
    if test.operator not in truths.AGES:
        holds = truths.predicate(test)
        return lambda value, _now: holds(value)
    limit = truths.age_limit(test)
    older = test.operator is ir.Operator.OLDER_THAN

    def aged(value: Any, now: Any) -> bool:
        if value is None:
            return False
        age: timedelta = now - value
        return age > limit if older else age < limit

    return aged


def _members(asked: Sequence[tuple[int, ir.Test]], domain: Domain) -> Iterator[Variable]:
    """Make a variable for each sort of text that a field of several texts may have."""
    tests = [(position, test) for position, test in asked if test.operator is not ir.Operator.EXISTS]
    # No tag, name or reason is an empty text.
    found = texts.telling_apart(domain.name, [test for _, test in tests], domain.choices, empty=False)
    sorts = _distinct(domain.name, tests, ({domain.name: text} for text in found.texts), complete=found.complete)
    for at, setting in enumerate(sorts.settings):
        yield Variable(
            name=f"{domain.name}: {setting[domain.name]}",
            settings=({}, setting),
            passing={position: 0b10 for position, mask in sorts.passing.items() if mask >> at & 1},
            complete=found.complete,
            member_of=domain.name,
        )
