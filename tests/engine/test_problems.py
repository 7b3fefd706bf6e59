"""Problems for people and for other programs say the same."""

import msgspec
from support import rule_texts

from engine import problems


def test_json_holds_everything_that_the_terminal_shows() -> None:
    """Another program gets each part by its name."""
    found = rule_texts.with_condition("{order.totl: 1}").problems
    (row,) = msgspec.json.decode(problems.as_json(found))
    assert row == {
        "severity": "error",
        "summary": "`order.totl` is not a field of order.new",
        "hint": "did you mean `order.total`?",
        "file": "rules.yaml",
        "line": 4,
        "column": 12,
        "excerpt": "    when: {order.totl: 1}",
    }


def test_sarif_points_at_the_line() -> None:
    """A code host can show the problem beside the change that made it."""
    found = rule_texts.with_condition("{order.totl: 1}").problems
    (run,) = msgspec.json.decode(problems.as_sarif(found))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    (result,) = run["results"]
    assert result["level"] == "error"
    assert result["message"]["text"].endswith(". Did you mean `order.total`?")
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "rules.yaml"
    assert where["region"] == {"startLine": 4, "startColumn": 12}
