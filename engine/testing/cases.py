"""Test files as cases: what is given and what is expected, in the vocabulary of the rules.

A case gives a fact: its kind, values of fields, and lines. It expects the actions that stand, as `then` writes them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from engine import facts, ir, suggesting, vocabulary
from engine.facts import Fact, Value
from engine.loading import actions, nodes, scalars, sources
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.vocabulary import Field, FieldType

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The moment at which cases are judged. Ages are counted back from it."""

_CASE_KEYS = ("case", "enable", "given", "expect")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case: the fact it gives, the actions it expects, and rules that are switched on for it."""

    name: str
    place: ir.Place
    given: Fact
    expect: tuple[ir.Action, ...]
    enable: tuple[str, ...] = ()


def read(source: sources.Source, ruleset: ir.RuleSet, findings: Findings) -> list[Case]:
    """Read the cases of one test file; what cannot be read is noted and left out."""
    tree = nodes.parse(source, findings)
    if tree is None:
        return []
    if not isinstance(tree, Listing):
        findings.error(tree.place, "a test file is a list of cases", "begin each with `- case: …`")
        return []
    rules = tuple(rule.name for rule in ruleset.rules)
    cases = (_case(node, rules, findings) for node in tree.items)
    return [case for case in cases if case is not None]


def _case(node: Node, rules: tuple[str, ...], findings: Findings) -> Case | None:
    if not isinstance(node, Table):
        findings.error(node.place, "a case is a map", "begin it with `- case: …`")
        return None
    for key, _ in node.pairs:
        if key.text not in _CASE_KEYS:
            hint = suggesting.did_you_mean(key.text, _CASE_KEYS, f"a case has {suggesting.listed(_CASE_KEYS)}")
            findings.error(key.place, f"`{key.text}` is not a part of a case", hint)
    name, given, expect = node.get("case"), node.get("given"), node.get("expect")
    if not isinstance(name, Scalar) or not name.text or not isinstance(given, Table) or expect is None:
        findings.error(node.place, "a case needs `case`, `given` and `expect`", "see the test files in rules/")
        return None
    fact = _fact(given, str(node.place), findings)
    if fact is None:
        return None
    empty = isinstance(expect, Listing) and not expect.items
    return Case(
        name=name.text,
        place=node.place,
        given=fact,
        expect=() if empty else actions.compile_actions(expect, (fact.kind,), findings),
        enable=_enabled(node.get("enable"), rules, findings),
    )


def _enabled(node: Node | None, rules: tuple[str, ...], findings: Findings) -> tuple[str, ...]:
    names = () if node is None else node.items if isinstance(node, Listing) else (node,)
    enabled = []
    for name in names:
        if not isinstance(name, Scalar) or name.text not in rules:
            word = name.text if isinstance(name, Scalar) else ""
            findings.error(
                name.place, f"there is no rule `{word}`", suggesting.did_you_mean(word, rules, "name a rule")
            )
        else:
            enabled.append(name.text)
    return tuple(enabled)


def _fact(given: Table, key: str, findings: Findings) -> Fact | None:
    kind = given.get("kind")
    if not isinstance(kind, Scalar) or kind.text not in vocabulary.KINDS:
        word = kind.text if isinstance(kind, Scalar) else ""
        hint = suggesting.did_you_mean(word, vocabulary.KINDS, "write kind: order.new, for example")
        place = given.place if kind is None else kind.place
        findings.error(place, "`given` needs the `kind` of the difference", hint)
        return None
    pairs = tuple((name, node) for name, node in given.pairs if name.text not in ("kind", "lines"))
    values = _values(pairs, vocabulary.fields(kind.text), kind.text, findings)
    lines = given.get("lines")
    if lines is not None and not vocabulary.KINDS[kind.text].has_lines:
        findings.error(lines.place, f"{kind.text} has no lines", "leave `lines` out")
    return Fact(kind=kind.text, key=key, values=values, lines=_lines(lines, findings))


def _lines(node: Node | None, findings: Findings) -> tuple[Mapping[str, Value], ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing) or not all(isinstance(item, Table) for item in node.items):
        findings.error(node.place, "`lines` is a list of maps", "write - {sku: MUG-01, quantity: 1}")
        return ()
    return tuple(
        _values(item.pairs, vocabulary.LINE_FIELDS, "a line", findings)
        for item in node.items
        if isinstance(item, Table)
    )


def _values(
    pairs: tuple[tuple[Scalar, Node], ...], fields: Mapping[str, Field], of: str, findings: Findings
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, node in pairs:
        field = fields.get(key.text)
        if field is None:
            hint = suggesting.did_you_mean(key.text, fields, "the rule guide lists all fields")
            findings.error(key.place, f"`{key.text}` is not a field of {of}", hint)
            continue
        value = _value(node, field, findings)
        if value is not None:
            values[field.stored_as or field.name] = value
    return values


def _value(node: Node, field: Field, findings: Findings) -> Value | None:
    if field.type is FieldType.TEXTS:
        return _texts(node, field, findings)
    if not isinstance(node, Scalar):
        findings.error(node.place, f"`{field.name}` has one value", "write it after the colon")
        return None
    if field.type is FieldType.AGE:
        seconds = scalars.read_age(node, findings)
        return None if seconds is None else NOW - timedelta(seconds=seconds)
    return scalars.read(node, field, findings)


def _texts(node: Node, field: Field, findings: Findings) -> tuple[str, ...]:
    items = node.items if isinstance(node, Listing) else (node,)
    texts: list[facts.Scalar] = []
    for item in items:
        if not isinstance(item, Scalar):
            findings.error(item.place, f"`{field.name}` is a list of texts", "write [one, two]")
            continue
        text = scalars.read(item, field, findings)
        if text is not None:
            texts.append(text)
    return tuple(str(text) for text in texts)
