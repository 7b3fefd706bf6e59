"""Rule files, their test files and lists: whatever stands in them, loading gives rules or problems, soon."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from support import fuzzing

from engine import evaluating, facts, loading, problems, testing, vocabulary
from engine.testing import reports

RULES = Path(__file__).parents[2] / "rules"
SEEDS = [path.read_bytes() for path in sorted(RULES.glob("*.yaml")) if ".test." not in path.name]
CASES = [path.read_bytes() for path in sorted(RULES.glob("*.test.yaml"))]
EVERYTHING = b"""\
define:
  heavy: {order.weight: {more_than: 5000}}
on: [order.new, order.unassigned]
rules:
  - name: a
    why: because
    when:
      all:
        - order.ship_to.postal_code: {matches: "^7[0-9]{4}$"}
        - order.total: {between: [10, 20.50]}
        - order.age: {older_than: 2h}
        - order.created_at: {more_than: 2026-11-30T08:00Z}
        - meets: heavy
        - any line: {sku: {in_list: skus.csv}}
      any: [{order.tags: vip}, {not: {customer.order_count: {at_most: 3}}}]
    then: [{assign_warehouse: {default: true}}, {tag: rush}]
    stop: true
"""
LISTS = [b"sku,b\nMUG,1\nCUP,2\n", b"# comment\nMUG\nCUP\n", b'"a","b\nc"\n']
SMALL = b"""\
on: order.new
rules:
  - name: default-warehouse
    when: {any line: {sku: {in_list: skus.csv}}}
    then: [{assign_warehouse: {default: true}}]
"""
WORDS = [
    *(name.encode() + b": " for kind in vocabulary.KINDS for name in vocabulary.fields(kind)),
    *(name.encode() for name in vocabulary.ACTIONS),
    *(kind.encode() for kind in vocabulary.KINDS),
    *(b"not: ", b"all: ", b"any: ", b"any line: ", b"no line: ", b"{matches: '(a|a)*b'}", b"{in_list: skus.csv}"),
    *(
        b"0" * 5_000,
        b'"0001-01-01T00:00:00+14:00"',
        b"{matches: '.*.*.*.*y'}",
        b"{older_than: " + b"9 d " * 9_000 + b"}",
    ),
    *(b"{in_list: 'x.csv', column: b}", b'{in_list: "a\\0.csv"}', b"{older_than: 99999 weeks}", b"{between: [1]}"),
]
FACTS = [
    facts.Fact(
        kind=kind,
        key=f"{kind} order=1001",
        values={"order.number": "1001", "order.ship_to.postal_code": "7" * 40, "order.ship_to.name": "a" * 255},
        lines=({"sku": "MUG", "title": "a" * 60},),
    )
    for kind in ("order.new", "order.unassigned", "placement.elsewhere")
]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for rules, with a list in it."""
    (tmp_path / "skus.csv").write_text("sku,b\nMUG,1\n", encoding="utf-8")
    return tmp_path


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_rule_file_breaks_loading_or_deciding(throws: fuzzing.Throws, folder: Path, meter: fuzzing.Meter):
    """What loads is also asked about facts: a pattern must not run for ever either."""
    for dice in throws:
        data = fuzzing.spoil(dice, [*SEEDS, EVERYTHING], WORDS)
        (folder / "rules.yaml").write_bytes(data)
        with meter.each(data):
            loaded = loading.load([folder / "rules.yaml"])
            problems.as_text(loaded.problems)
            if loaded.rules is not None:
                meter.taken += 1
                for fact in FACTS:
                    evaluating.matching(loaded.rules, fact, NOW)
            else:
                assert loaded.problems


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_tree_of_values_breaks_loading(throws: fuzzing.Throws, meter: fuzzing.Meter):
    """JSON is YAML, so that any shape can be asked for."""
    for dice in throws:
        tree = fuzzing.grow(dice, [word.decode().removesuffix(": ") for word in WORDS])
        text = json.dumps({"on": "order.new", "rules": [{"name": "a", "when": tree, "then": [tree]}]})
        with meter.each(tree):
            loaded = loading.load_text(text)
            meter.taken += loaded.rules is not None


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_test_file_breaks_testing(throws: fuzzing.Throws, folder: Path, meter: fuzzing.Meter):
    """It is run, or it has problems."""
    for dice in throws:
        if not (folder / "rules.yaml").exists():
            (folder / "rules.yaml").write_bytes(SMALL)
        data = fuzzing.spoil(dice, CASES, WORDS)
        (folder / "rules.test.yaml").write_bytes(data)
        with meter.each(data):
            report = testing.run([folder])
            reports.as_text(report)
            meter.taken += not report.problems


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_list_breaks_loading(throws: fuzzing.Throws, folder: Path, meter: fuzzing.Meter):
    """The file behind `in_list`."""
    for dice in throws:
        if not (folder / "rules.yaml").exists():
            (folder / "rules.yaml").write_bytes(SMALL)
        data = fuzzing.spoil(dice, LISTS)
        (folder / "skus.csv").write_bytes(data)
        with meter.each(data):
            meter.taken += loading.load([folder]).rules is not None
