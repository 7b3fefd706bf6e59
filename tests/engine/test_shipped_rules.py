"""The rule files that come with Trueup: they load, pass their cases, answer every kind, and their examples work."""

from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from ruamel.yaml import YAML

from engine import catalogues, loading, testing, vocabulary
from engine.loading import findings, sources
from engine.schemas import rule_files
from engine.testing import cases, reports

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
GUIDE = ROOT / "docs" / "rules.md"
SHIPPED = sorted(path for path in RULES.glob("*.yaml") if not path.name.endswith(".test.yaml"))


def _examples() -> list[str]:
    """Give the YAML examples of the rule guide."""
    parts = GUIDE.read_text().split("```yaml\n")[1:]
    return [part.split("```")[0] for part in parts]


def test_the_shipped_rules_load_without_a_problem() -> None:
    """No error and no warning."""
    loaded = loading.load([RULES])
    assert loaded.problems == ()
    assert loaded.rules is not None


def test_the_shipped_rules_pass_their_cases_and_each_rule_has_one() -> None:
    """What is shipped is tested in its own language, the rules that are switched off included."""
    report = testing.run([RULES])
    assert report.ok, reports.as_text(report)
    assert [rule.name for rule in report.untested] == []


def test_every_shipped_rule_says_why() -> None:
    """People see the reason in every report."""
    loaded = loading.load([RULES])
    assert loaded.rules is not None
    assert [rule.name for rule in loaded.rules.rules if not rule.why] == []


def test_every_kind_of_difference_has_a_shipped_answer() -> None:
    """Out of the box nothing is left without a rule."""
    loaded = loading.load([RULES])
    assert loaded.rules is not None
    answered = {kind for rule in loaded.rules.rules if rule.enabled for kind in rule.kinds}
    assert set(vocabulary.KINDS) - answered == set()


def test_the_examples_in_the_comments_of_the_ship_from_rules_load() -> None:
    """Taking the # away from an example gives a rule file that loads."""
    text = (RULES / "10-ship-from.yaml").read_text()
    lines = [line.removeprefix("#") for line in text.splitlines() if line.startswith(("#  -", "#    "))]
    loaded = loading.load_text("on: order.new\nrules:\n" + "\n".join(lines))
    assert loaded.problems == ()
    assert loaded.rules is not None
    assert len(loaded.rules.rules) == 7


@pytest.mark.parametrize("number", range(len(_examples())))
def test_every_example_of_the_rule_guide_loads(number: int) -> None:
    """An example that people copy works as it stands, whether rules or cases."""
    example = _examples()[number]
    if example.startswith("- case"):
        rules = loading.load([RULES]).rules
        assert rules is not None
        found = findings.Findings()
        assert cases.read(sources.Source(file="guide", text=example), rules, found)
        assert not found.failed
    else:
        assert loading.load_text(example).problems == ()


def test_the_rule_guide_is_current() -> None:
    """Its tables are generated; `python -m engine.writing` writes them anew."""
    assert catalogues.fill_guide(GUIDE.read_text()) == GUIDE.read_text()


def test_the_schema_file_is_current() -> None:
    """`rules/schema.json` is what the vocabulary makes of it; `python -m engine.writing` writes it anew."""
    assert (RULES / "schema.json").read_text() == rule_files.as_text()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_first_line_turns_on_help_in_editors(path: Path) -> None:
    """The same line that the README and the rule guide show; the schema that it names stands beside the file."""
    line = path.read_text(encoding="utf-8").splitlines()[0]

    assert line == "# yaml-language-server: $schema=schema.json"
    assert (path.parent / line.rpartition("=")[2]).is_file()
    assert all(f"`{line}`" in guide.read_text(encoding="utf-8") for guide in (GUIDE, RULES.parent / "README.md"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_schema_accepts_the_shipped_rules(path: Path) -> None:
    """An editor shows no underline in them."""
    jsonschema_rs.validator_for(rule_files.json_schema()).validate(YAML(typ="safe").load(path))


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "a", "when": {"order.totl": 5}, "then": ["hold"]},
        {"name": "a", "when": {"order.total": {"more": 5}}, "then": ["hold"]},
        {"name": "a", "when": {"order.total": "much"}, "then": ["hold"]},
        {"name": "a", "when": {"order.financial_status": "Paid"}, "then": ["hold"]},
        {"name": "a", "when": {"any line": {"order.total": 5}}, "then": ["hold"]},
        {"name": "a", "then": ["hodl"]},
        {"name": "a", "then": [{"tag": {"txt": "x"}}]},
        {"name": "a", "then": []},
        {"name": "a"},
        {"name": "a", "then": ["hold"], "if": {}},
    ],
)
def test_the_schema_underlines_what_loading_refuses(rule: dict[str, object]) -> None:
    """What an editor shows in red is what the load refuses."""
    file = {"on": "order.new", "rules": [rule]}
    assert not jsonschema_rs.validator_for(rule_files.json_schema()).is_valid(file)
    assert loading.load_text(msgspec.json.encode(file).decode()).rules is None


@pytest.mark.parametrize(
    ("rule", "path", "said"),
    [
        ({"when": {"order.total": {"at_lest": 5}}, "then": ["hold"]}, "when/order.total", "'at_lest' was unexpected"),
        ({"when": {"order.total": {"not": {"at_lest": 5}}}, "then": ["hold"]}, "when/order.total/not", "'at_lest'"),
        ({"when": {"order.total": {"at_least": "a lot"}}, "then": ["hold"]}, "when/order.total/at_least", "a lot"),
        ({"when": {"order.total": [5, "a lot"]}, "then": ["hold"]}, "when/order.total/1", "a lot"),
        ({"when": {"part.age": {"older_than": "a while"}}, "then": ["hold"]}, "when/part.age/older_than", "a while"),
        ({"when": {"order.delivery_method": "pickup"}, "then": ["hold"]}, "when/order.delivery_method", "pickup"),
        ({"when": {"any line": {"sku": {"start_with": "A"}}}, "then": ["hold"]}, "when/any line/sku", "'start_with'"),
        ({"then": ["hodl"]}, "then/0", "hodl"),
        ({"then": [{"notfy": "hello"}]}, "then/0", "'notfy' was unexpected"),
        ({"then": [{"set_inventory": {"resrve": 2}}]}, "then/0/set_inventory", "'resrve' was unexpected"),
        ({"then": [{"hold": "a", "notify": "b"}]}, "then/0", "more than 1"),
    ],
)
def test_an_editor_underlines_the_very_word_that_is_wrong(rule: dict[str, object], path: str, said: str) -> None:
    """One underline per mistake, where it is, and not a list of everything that might have stood there."""
    written = str(rule)
    on = "order.unassigned" if "part.age" in written else "order.new"
    on = "availability.differs" if "set_inventory" in written else on
    file = {"on": on, "rules": [{"name": "a"} | rule]}

    (found,) = jsonschema_rs.validator_for(rule_files.json_schema()).iter_errors(file)

    assert "/".join(map(str, found.instance_path)) == f"rules/0/{path}"
    assert said in found.message


@pytest.mark.parametrize("field", sorted(vocabulary.fields("tracking.blocked")))
def test_the_example_of_every_field_is_legal(field: str) -> None:
    """The examples that the catalogue prints can be used as they are."""
    example = vocabulary.fields("tracking.blocked")[field].example
    text = f"on: tracking.blocked\nrules:\n- name: a\n  when: {{{field}: {example}}}\n  then: [hold]"
    assert loading.load_text(text).problems == ()


@pytest.mark.parametrize("field", sorted(vocabulary.fields("availability.unmapped") | vocabulary.LINE_FIELDS))
def test_the_example_of_every_level_and_line_field_is_legal(field: str) -> None:
    """The same for the fields that only levels or only lines have."""
    on = "order.new" if field in vocabulary.LINE_FIELDS else "availability.unmapped"
    known = vocabulary.LINE_FIELDS if on == "order.new" else vocabulary.fields(on)
    asked = f"{field}: {known[field].example}"
    when = f"{{any line: {{{asked}}}}}" if on == "order.new" else f"{{{asked}}}"
    text = f"on: {on}\nrules:\n- name: a\n  when: {when}\n  then: [hold]"
    assert loading.load_text(text).problems == ()


@pytest.mark.parametrize("name", sorted(vocabulary.ACTIONS))
def test_the_example_of_every_action_is_legal(name: str) -> None:
    """Also for actions, with each kind that they answer."""
    spec = vocabulary.ACTIONS[name]
    for kind in sorted(spec.kinds):
        text = f"on: {kind}\nrules:\n- name: a\n  then:\n  - {spec.example}"
        assert loading.load_text(text).problems == ()
