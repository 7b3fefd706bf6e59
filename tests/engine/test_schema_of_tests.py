"""The JSON Schema of test files and their load agree, and it is on in every test file that comes with Trueup."""

from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from engine import ir
from engine.loading import findings, sources
from engine.schemas import test_files
from engine.testing import cases

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
SHIPPED = sorted(RULES.glob("*.test.yaml"))
SCHEMA = jsonschema_rs.validator_for(test_files.json_schema())


def loads(text: str) -> bool:
    """Tell whether the cases of a file can be read."""
    source = sources.from_text(text, "a.test.yaml")
    assert isinstance(source, sources.Source)
    found = findings.Findings()
    cases.read(source, ir.RuleSet(rules=(), digest=""), found)
    return not found.failed


def case(given: str = "{kind: order.new}", expect: str = "[hold]", more: str = "") -> str:
    """Write a test file of one case."""
    return f"- case: a\n  given: {given}\n  expect: {expect}\n{more}"


def test_the_schema_file_is_current() -> None:
    """`python -m engine.writing` writes it anew."""
    assert (RULES / "test-schema.json").read_text() == test_files.as_text()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_test_file_turns_on_help_in_editors_and_shows_no_underline(path: Path) -> None:
    """By its first line, which the rule guide shows as well."""
    line = path.read_text(encoding="utf-8").splitlines()[0]

    assert line == "# yaml-language-server: $schema=test-schema.json"
    assert f"`{line}`" in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    SCHEMA.validate(YAML(typ="safe").load(path))


@pytest.mark.parametrize(
    "text",
    [
        case(),
        case(expect="[]"),
        case(expect="[hold, tag: x]"),
        case("{kind: order.new, order.total: 5, order.tags: [a, b], order.age: 2h}"),
        case("{kind: order.new, order.tags: a, order.ship_to.country: US}"),
        case("{kind: order.new, lines: [{sku: A, quantity: 2}]}"),
        case("{kind: placement.elsewhere, part.labelled: true}", "[relocate]"),
        case("{kind: availability.differs}", "[set_inventory: {reserve: 2}]"),
        case(expect="[hodl]"),
        case(expect="[relocate]"),
        case(expect="[{relocate: now}]"),
        case(expect="[{assign_warehouse: {}}]"),
        case("{}"),
        case("{kind: order.nw}"),
        case("{kind: order.new, order.totl: 5}"),
        case("{kind: order.new, part.labelled: true}"),
        case("{kind: order.new, order.total: a lot}"),
        case("{kind: order.new, order.total: [5]}"),
        case("{kind: order.new, order.age: a while}"),
        case("{kind: order.new, order.ship_to.country: USA}"),
        case("{kind: order.new, order.delivery_method: pickup}"),
        case("{kind: order.new, lines: {sku: A}}"),
        case("{kind: order.new, lines: [{sk: A}]}"),
        case("{kind: availability.differs, lines: [{sku: A}]}"),
        case(more="  expects: [hold]\n"),
        "- case: a\n  expect: [hold]\n",
        "- case: a\n  given: {kind: order.new}\n",
        "- given: {kind: order.new}\n  expect: [hold]\n",
        "cases: []\n",
        "- a\n",
    ],
)
def test_what_an_editor_underlines_is_what_the_load_refuses(text: str) -> None:
    """And what it leaves alone can be read."""
    assert SCHEMA.is_valid(YAML(typ="safe").load(text)) == loads(text)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (case("{kind: order.new, order.totl: 5}"), "given", "'order.totl' was unexpected"),
        (case("{kind: order.new, order.total: a lot}"), "given/order.total", "a lot"),
        (case("{kind: order.new, lines: [{sk: A}]}"), "given/lines/0", "'sk' was unexpected"),
        (case("{kind: order.new, part.labelled: true}"), "given/part.labelled", ""),
        (case(expect="[{notfy: x}]"), "expect/0", "'notfy' was unexpected"),
        (case(expect="[relocate]"), "expect/0", "relocate"),
    ],
)
def test_an_editor_underlines_the_very_word_that_is_wrong(text: str, path: str, said: str) -> None:
    """One underline for one mistake."""
    (found,) = SCHEMA.iter_errors(YAML(typ="safe").load(text))

    assert "/".join(map(str, found.instance_path)) == f"0/{path}"
    assert said in found.message
