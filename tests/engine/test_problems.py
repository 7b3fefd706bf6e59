"""Problems for people and for other programs say the same."""

import msgspec
import pytest
from support import rule_texts

from engine import problems, sarif


def test_json_holds_everything_that_the_terminal_shows() -> None:
    """Another program gets each part by its name."""
    found = rule_texts.with_condition("{order.totl: 1}").problems
    (row,) = msgspec.json.decode(problems.as_json(found))
    assert row == {
        "severity": "error",
        "code": "unknown-name",
        "summary": "`order.totl` is not a field of order.new",
        "hint": "did you mean `order.total`?",
        "file": "rules.yaml",
        "line": 4,
        "column": 12,
        "excerpt": "    when: {order.totl: 1}",
    }


@pytest.mark.parametrize(
    ("before", "columns"),
    [("vip", 3), ("日本", 4), ("\U0001f680", 2), ("e\u0301", 1), ("vip,\t", 5)],
)
def test_the_mark_stands_under_the_fault_whatever_stands_before_it(before: str, columns: int) -> None:
    """Wide characters take two columns of a terminal, combining ones none; a tab is shown as one blank."""
    found = rule_texts.with_condition(f'{{order.tags: "{before}", order.totl: 1}}').problems
    assert found[0].place.column == len('    when: {order.tags: "') + len(before) + len('", ') + 1
    _, shown, marked, _ = problems.as_text(found).splitlines()
    assert marked.index("^") == len('    4 |     when: {order.tags: "') + columns + len('", ')
    assert "\t" not in shown


def test_a_long_line_is_shown_around_its_fault() -> None:
    """With the mark under it."""
    found = rule_texts.with_condition(
        "{order.tags: [" + "a, " * 500 + "b], order.totl: 1, order.name: [" + "c, " * 99 + "d]}"
    )
    _, shown, marked, _ = problems.as_text(found.problems).splitlines()
    assert len(shown) < 180
    assert shown[marked.index("^") :].startswith("order.totl: 1")
    assert shown.count("…") == 2


def test_sarif_points_at_the_line() -> None:
    """A code host can show the problem beside the change that made it."""
    found = rule_texts.with_condition("{order.totl: 1}").problems
    (run,) = msgspec.json.decode(sarif.as_text("trueup check", found))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    (result,) = run["results"]
    assert result["level"] == "error"
    assert result["message"]["text"].endswith(". Did you mean `order.total`?")
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "rules.yaml"
    assert where["region"] == {"startLine": 4, "startColumn": 12}
