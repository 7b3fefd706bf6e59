"""The JSON Schema and the load agree: what an editor underlines is refused, and what it leaves alone is not.

Where they may differ is said here: a schema sees values, and neither how a number or a word is spelt nor other files.
"""

from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from engine import loading, vocabulary
from engine.ir import Operator
from engine.schemas import rule_files

SCHEMA = jsonschema_rs.validator_for(rule_files.json_schema())

WRITTEN = (
    *("5", "-5", "0", "1.5", "'5'", "true", "false", "yes", "NO", "''", "'   '", "US", "null", "~", "paid", "on_hold"),
    *("[A, B]", "[]", "[1]", "[5, 7]", "[true]", "[[A]]", "[a, a]", "[2026-11-30, 2026-12-01]", "{}", "{a: b}"),
    *("999999999999999", "1000000000000000", "101", "80%", "180%"),
    *("2h", "2H", "1.5h", "5m", "90 min", "1 day 12 h", "1d12h", "two days", "'2h'"),
    *("2026-11-30", "'2026-11-30'", "20261130", "2026-13-01", "2026-11-30T08:00Z", "2026-11-30T08:00+02:00"),
    *("2026-11-30T08:00", "2026-11-30T25:00Z"),
)

UNSEEN = ("012", "1e3", "0x1F", ".5", "5.", "+5", "1_000", "0.12345678", "True", "TRUE", "-0")
"""Spellings that a schema cannot see: an editor has read them as a number or a flag before it asks the schema."""

OPERATORS = (*Operator, "not", "ignoring_case", "more", "NOT")


def _as_an_editor_reads(text: str) -> object:
    """YAML 1.2, which has no dates."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return yaml.load(text)


def _rule(on: str, when: str = "{round.differences: 5}", then: str = "[hold]") -> str:
    return f"on: {on}\nrules:\n  - name: a\n    when: {when}\n    then: {then}\n"


def _differences(texts: Iterator[tuple[str, str]], *, unseen: bool = False) -> list[str]:
    """Where the two differ; of what is `unseen`, only where the load is the kinder one."""
    found = []
    for label, text in texts:
        loads, valid = loading.load_text(text).rules is not None, SCHEMA.is_valid(_as_an_editor_reads(text))
        if loads != valid and (loads or not unseen):
            found.append(f"{label}: {'loads, and is underlined' if loads else 'is refused, and not underlined'}")
    return found


def _of_each_sort() -> dict[str, tuple[str, str]]:
    """A kind and a field of it, for each type of field and each closed list."""
    sorts: dict[str, tuple[str, str]] = {}
    for kind in vocabulary.KINDS.values():
        for field in kind.fields.values():
            sorts.setdefault(f"{field.type}{' of a closed list' if field.choices else ''}", (kind.name, field.name))
    return sorts


def _asked(kind: str, field: str, written: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    suits = vocabulary.operators_of(vocabulary.fields(kind)[field])
    for position, value in enumerate(written):
        yield f"{field}: {value}", _rule(kind, f"{{{field}: {value}}}")
        for operator in OPERATORS:
            if operator not in suits and operator != "not" and position % 9:
                continue  # refused whatever the value is
            asked = f"{operator}: {value}"
            yield f"{field}: {{{asked}}}", _rule(kind, f"{{{field}: {{{asked}}}}}")
            if position % 9 == 0:
                yield f"{field}: {{not: {{{asked}}}}}", _rule(kind, f"{{{field}: {{not: {{{asked}}}}}}}")


@pytest.mark.parametrize("sort", sorted(_of_each_sort()))
def test_they_agree_about_what_is_asked_of_a_field(sort: str) -> None:
    """Every operator and every form of value, for each type of field."""
    kind, field = _of_each_sort()[sort]
    assert _differences(_asked(kind, field, WRITTEN)) == []
    assert _differences(_asked(kind, field, UNSEEN), unseen=True) == []


def _done(name: str, written: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    spec = vocabulary.ACTIONS[name]
    kind = min(spec.kinds)
    yield name, _rule(kind, then=f"[{name}]")
    for value in written:
        yield f"{name}: {value}", _rule(kind, then=f"[{name}: {value}]")
        for argument in (*spec.arguments, "other"):
            yield f"{name}: {{{argument}: {value}}}", _rule(kind, then=f"[{name}: {{{argument}: {value}}}]")


@pytest.mark.parametrize("name", sorted(vocabulary.ACTIONS))
def test_they_agree_about_the_arguments_of_an_action(name: str) -> None:
    """Every argument and every form of value; whether a percentage stands in quotes is not seen."""
    assert _differences(_done(name, WRITTEN)) == []
    assert _differences(_done(name, (*UNSEEN, "'80%'")), unseen=True) == []


@pytest.mark.parametrize("kind", sorted(vocabulary.KINDS))
def test_they_agree_about_what_a_kind_knows(kind: str) -> None:
    """Its fields, its lines, its actions; some of the fields also within others and where a rule or a list names it."""
    fields = {name: field for each in vocabulary.KINDS.values() for name, field in each.fields.items()}

    def texts() -> Iterator[tuple[str, str]]:
        for position, name in enumerate(fields):
            yield name, _rule(kind, f"{{{name}: {{exists: true}}}}")
            if position % 5 and kind != "placement.blocked":
                continue
            yield f"within {name}", _rule(kind, f"{{any: [not: {{{name}: {{exists: true}}}}]}}")
            own = _rule("order.new", f"{{{name}: {{exists: true}}}}").replace("name: a", f"name: a\n    on: {kind}")
            yield f"own {name}", own
            yield f"several {name}", _rule(f"[order.edited, {kind}]", f"{{{name}: {{exists: true}}}}")
        for quantifier in ("any line", "every line", "no line"):
            yield quantifier, _rule(kind, f"{{{quantifier}: {{sku: A}}}}")
        for spec in vocabulary.ACTIONS.values():
            yield spec.name, _rule(kind, then=f"\n    - {spec.example}")

    wrong = [each for each in _differences(texts()) if kind != "order.edited" or not each.startswith("several")]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "on: order.new\nrules: []",
        "on: order.new",
        "rules: []",
        "define: {a: {order.total: 5}}",
        "define: {a: {order.totl: 5}}",
        "define: {a: {}}",
        "define: [a]",
        "on: []\nrules: []",
        "on: [order.new, order.new]\nrules: []",
        "on: order.nwe\nrules: []",
        "rules: [{name: a, then: [hold]}]",
        "rules: [{name: a, on: order.new, then: [hold]}]",
        "rules: [{name: a, on: order.new, then: [hold]}, {name: b, then: [hold]}]",
        "on: order.new\nrules: [{then: [hold]}]",
        "on: order.new\nrules: [{name: 5, why: true, then: [hold]}]",
        "on: order.new\nrules: [{name: '  ', then: [hold]}]",
        "on: order.new\nrules: [{name: [a], then: [hold]}]",
        "on: order.new\nrules: [{name: " + "a" * 81 + ", then: [hold]}]",
        "on: order.new\nrules: [{name: a, then: []}]",
        "on: order.new\nrules: [{name: a, then: hold}]",
        "on: order.new\nrules: [{name: a, when: {}, then: [hold]}]",
        "on: order.new\nrules: [{name: a, when: [order.total: 5], then: [hold]}]",
        "on: order.new\nrules: [{name: a, stop: yes, then: [hold]}]",
        "on: order.new\nrules: [{name: a, stop: true, enabled: false, then: [hold]}]",
        "on: order.new\nrules: {name: a, then: [hold]}",
        "on: order.new\nrules: [{name: a, if: {}, then: [hold]}]",
        "on: order.new\nother: 5\nrules: []",
        "on: order.new\nrules: [{name: a, when: {any line: {order.total: 5}}, then: [hold]}]",
        "on: order.new\nrules: [{name: a, when: {any line: {any line: {sku: A}}}, then: [hold]}]",
        "on: order.new\nrules: [{name: a, when: {all: []}, then: [hold]}]",
        "on: order.new\nrules: [{name: a, when: {not: {all: [order.total: 5]}}, then: [hold]}]",
        "define: {b: {order.total: 5}}\non: order.new\nrules: [{name: a, when: {meets: b}, then: [hold]}]",
        "define: {b: {order.total: 5}}\non: order.new\nrules: [{name: a, when: {meets: [b]}, then: [hold]}]",
        "on: order.new\nrules: [{name: a, then: [{tag: a, note: b}]}]",
        "on: order.new\nrules: [{name: a, then: [[hold]]}]",
        "on: order.new\nrules: [{name: a, then: [assign_warehouse: {name: a, default: true}]}]",
        "- on: order.new",
        "5",
    ],
)
def test_they_agree_about_the_frame_of_a_file(text: str) -> None:
    """The words around conditions and actions."""
    assert _differences(iter([("it", text)])) == []


def test_every_shipped_rule_file_is_valid() -> None:
    """As an editor reads it."""
    shipped = [path for path in (Path(__file__).parents[2] / "rules").glob("*.yaml") if ".test." not in path.name]
    assert shipped
    for path in shipped:
        SCHEMA.validate(_as_an_editor_reads(path.read_text(encoding="utf-8")))
