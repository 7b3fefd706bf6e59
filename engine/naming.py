"""Names in rules: the warehouses and locations that rules speak of, held against those that exist.

Loading can't know them, because they stand in a project's database. Checked rules and the known names go in, problems
come out, each at the place of the name. `trueup check` asks here. A rule whose action names a warehouse that does not
exist can't do what it says: an error. A condition that compares with such a name only never holds: a warning, as is
anything in a rule that is switched off. Loading for a round refuses neither, because a warehouse that was taken away
must not stop the daemon: what can't be done then is held and shown.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from engine import ir, problems, suggesting
from engine.loading import findings, sources

KEY_FIELDS = frozenset({"part.ship_from", "warehouse.key", "warehouse.can_fulfil_all", "in_stock_at"})
"""Fields that hold keys of warehouses."""

NAME_FIELDS = frozenset({"warehouse.name", "warehouse.names"})
"""Fields that hold names of warehouses."""

LOCATION_FIELDS = frozenset({"location.name", "location.current", "location.wanted", "stocked_at"})
"""Fields that hold names of locations."""

_ADD = 'A new one is added with: trueup warehouses add KEY "NAME"'
_FARTHEST = 50
"""Lines after the start of an action or a test in which its names are looked for."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What exists: warehouses as names by key, and the shop's locations by name. None at all are not held against."""

    warehouses: Mapping[str, str]
    locations: frozenset[str] = frozenset()
    has_default: bool = True


class Named(NamedTuple):
    """One name in a rule: what sort of name it is (one of those below), and where it is looked for."""

    text: str
    sort: str
    place: ir.Place
    in_action: bool
    ignoring_case: bool = False


KEY, NAME, EITHER, LOCATION, DEFAULT = "key", "name", "key or name", "location", "default"
"""The sorts of names. An `assign_warehouse` takes a key or a name; DEFAULT asks for the default warehouse."""


def names_of(rule: ir.Rule) -> Iterator[Named]:
    """Every name of a warehouse or a location that a rule compares with or acts on."""
    yield from _in_condition(rule.when)
    for action in rule.then:
        if action.name == "assign_warehouse":
            for text, sort in _assigned(action.arguments):
                yield Named(text, sort, action.place, in_action=True)
        elif action.name == "set_inventory":
            for key, _ in _pairs(action.arguments.get("warehouses")):
                yield Named(str(key), KEY, action.place, in_action=True)


def names_any(ruleset: ir.RuleSet) -> bool:
    """Whether there is anything to check: a name, not only the word default."""
    return any(named.sort != DEFAULT for rule in ruleset.rules for named in names_of(rule))


def check(ruleset: ir.RuleSet, known: Known) -> tuple[problems.Problem, ...]:
    """Every name that does not exist, at its place, with the nearest that does."""
    origin = ruleset.origin.files if ruleset.origin else ()
    texts = {file: text.splitlines() for file, text in origin}
    found = findings.Findings()
    with contextlib.suppress(findings.TooMany):
        for rule in ruleset.rules:
            for named in names_of(rule):
                if (problem := _problem(named, known)) is not None:
                    place = _locate(named, texts.get(named.place.file, []))
                    stops = named.in_action and rule.enabled and named.sort != DEFAULT
                    found.unknown_place(place, *problem, stops=stops)
    return found.with_excerpts(sources.Source(file=file, text=text) for file, text in origin)


def _problem(named: Named, known: Known) -> tuple[str, str] | None:
    """What is wrong with a name and what to do; None where it exists, or nothing is known to hold it against."""
    if named.sort == DEFAULT:
        hint = "choose one: trueup warehouses default WAREHOUSE"
        return None if known.has_default or not known.warehouses else ("there is no default warehouse", hint)
    if named.sort == LOCATION:
        if not known.locations or _is_in(named, known.locations):
            return None
        hint = suggesting.did_you_mean(named.text, known.locations, "list them: trueup locations")
        return f"the shop has no location `{named.text}`, so this never holds", hint
    words = {KEY: [*known.warehouses], NAME: [*known.warehouses.values()]}.get(
        named.sort, [*known.warehouses, *known.warehouses.values()]
    )
    if not words or _is_in(named, words):
        return None
    other = next((key for key, name in known.warehouses.items() if named.text in {key, name}), None)
    if other is not None:
        meant = other if named.sort == KEY else known.warehouses[other]
        return f"`{named.text}` is not the {named.sort} of a warehouse", f"write its {named.sort}, `{meant}`"
    summary = f"there is no warehouse `{named.text}`" + ("" if named.in_action else ", so this never holds")
    return summary, f"{suggesting.did_you_mean(named.text, words, 'there are ' + suggesting.listed(words[:8]))} {_ADD}"


def _is_in(named: Named, words: "frozenset[str] | list[str]") -> bool:
    if named.ignoring_case:
        return named.text.casefold() in {word.casefold() for word in words}
    return named.text in words


def _in_condition(condition: ir.Condition) -> Iterator[Named]:
    match condition:
        case ir.AllOf(parts) | ir.AnyOf(parts):
            for part in parts:
                yield from _in_condition(part)
        case ir.Not(part):
            yield from _in_condition(part)
        case ir.Lines():
            yield from _in_condition(condition.condition)
        case ir.Test() if condition.list_file is None and condition.operator in {ir.Operator.IS, ir.Operator.IN}:
            sort = _sort_of(condition.field)
            for operand in condition.operands if sort else ():
                yield Named(str(operand), sort, condition.place, in_action=False, ignoring_case=condition.ignoring_case)


def _sort_of(field: str) -> str:
    if field in KEY_FIELDS:
        return KEY
    if field in NAME_FIELDS:
        return NAME
    return LOCATION if field in LOCATION_FIELDS else ""


def _assigned(arguments: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if arguments.get("default"):
        yield "default", DEFAULT
    if isinstance(name := arguments.get("name"), str):
        yield name, EITHER
    for ways in ("first_with_stock", "most_stock"):
        if isinstance(listed := arguments.get(ways), tuple | list):
            yield from ((str(one), EITHER) for one in listed)
    yield from ((str(name), EITHER) for _, name in _pairs(arguments.get("by_province")))


def _pairs(value: object) -> tuple[tuple[object, object], ...]:
    return tuple((one[0], one[1]) for one in value) if isinstance(value, tuple | list) else ()


def _locate(named: Named, lines: list[str]) -> ir.Place:
    """Where the name itself stands, looked for from the start of what it belongs to; that start where it is not found.

    Places of actions and tests are those of their first words; a list may go on for some lines.
    """
    word = re.compile(rf"(?<![\w.-]){re.escape(named.text)}(?![\w.-])")
    first = named.place.line
    for number, line in enumerate(lines[first - 1 : first - 1 + _FARTHEST], start=first):
        start = named.place.column - 1 if number == first else 0
        if (match := word.search(line, start)) is not None:
            return ir.Place(named.place.file, number, match.start() + 1)
    return named.place
