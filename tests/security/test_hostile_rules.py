"""Rule files that mean harm, one by one: refused with a problem, in a moment, with next to no memory."""

from pathlib import Path

import pytest
from support import fuzzing

from engine import loading, problems

RULE = "on: order.new\nrules:\n  - name: a\n    when: {%s}\n    then: [ignore]\n"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)

CONDITIONS = {
    "a number of 5000 digits": "order.total: " + "0" * 5_000,
    "a number with a large exponent": "order.total: 1e999999999",
    "a moment before the year 1 in UTC": 'order.created_at: {more_than: "0001-01-01T00:00:00+14:00"}',
    "a moment after the year 9999 in UTC": 'order.created_at: {more_than: "9999-12-31T23:59:59-14:00"}',
    "an age of 9000 parts": "order.age: {older_than: " + "9 d " * 9_000 + "}",
    "a list whose name holds a NUL": r'order.ship_to.name: {in_list: "a\0.csv"}',
    "a list outside the folder": "order.ship_to.name: {in_list: ../../etc/passwd}",
    "a list that is a device": "order.ship_to.name: {in_list: /dev/zero}",
    "a pattern that never ends": 'order.ship_to.name: {matches: "(a|aa)*b"}',
    "a pattern that takes half a second": 'order.ship_to.name: {matches: ".*.*.*.*y"}',
    "a pattern that is huge when unrolled": 'order.ship_to.name: {matches: "(a{0,1000}){0,1000}"}',
    "a condition nested 10,000 deep": "not: {" * 10_000 + "order.total: 1" + "}" * 10_000,
}
TEXTS = {
    "lists 100,000 deep": "[" * 100_000,
    "maps 100,000 deep": "{a: " * 100_000,
    "indents 2,000 deep": "".join(f"{' ' * n}a:\n" for n in range(900)),
    "a billion laughs": LAUGHS,
    "a merge of an anchor": "a: &a {b: c}\nd: {<<: *a}\n",
    "a Python object": "!!python/object/apply:os.system ['true']",
    "half a million dashes": "- " * 249_000,
    "nothing but keys": "".join(f"k{n}: 1\n" for n in range(40_000)),
    "larger than a rule file is": "#" * 600_000,
    "control characters": "on: order.new\x00\x1b[2J",
    "nothing": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for rules."""
    return tmp_path


def _refused(folder: Path, text: str, meter: fuzzing.Meter) -> str:
    """What is said about it."""
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    with meter.each(text[:100]):
        loaded = loading.load([folder / "rules.yaml"])
    assert loaded.rules is None or not loaded.rules.rules
    return problems.as_text(loaded.problems)


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_hostile_condition_is_refused(condition: str, folder: Path, meter: fuzzing.Meter):
    """With the line where it stands."""
    assert "rules.yaml:4" in _refused(folder, RULE % condition, meter)


def test_a_rule_file_or_list_that_is_a_device_is_refused(folder: Path, meter: fuzzing.Meter):
    """It would never end."""
    (folder / "devices").mkdir()
    (folder / "devices" / "zero.yaml").symlink_to("/dev/zero")
    (folder / "zero.csv").symlink_to("/dev/zero")

    with meter.each():
        said = problems.as_text(loading.load([folder / "devices" / "zero.yaml"]).problems)

    assert "zero.yaml" in said
    assert "not a file" in _refused(folder, RULE % "order.ship_to.name: {in_list: zero.csv}", meter)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_is_refused(text: str, folder: Path, meter: fuzzing.Meter):
    """Before it can grow."""
    assert "rules.yaml" in _refused(folder, text, meter)
    assert meter.slowest < fuzzing.SECONDS
