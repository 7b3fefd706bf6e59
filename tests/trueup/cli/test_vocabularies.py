"""Looking up at the command line what rules may name."""

import json

from support.command_lines import Run

from engine import vocabulary


def test_the_fields_of_a_kind_are_listed_with_its_actions(trueup: Run):
    """With type and unit, also for lines, and without a project."""
    shown = trueup("rules", "fields", "placement.elsewhere")

    assert shown.code == 0, shown.err
    for words in ("location.wanted", "order.total", "money, order.currency", "any line", "in_stock_at", "relocate"):
        assert words in shown.out
    assert "level.target" not in shown.out


def test_all_kinds_and_all_fields_are_listed_without_a_kind(trueup: Run):
    """Nothing of the vocabulary is left out."""
    shown = trueup("rules", "fields").out

    assert [kind for kind in vocabulary.KINDS if kind not in shown] == []
    names = {name for kind in vocabulary.KINDS for name in vocabulary.fields(kind)} | set(vocabulary.LINE_FIELDS)
    assert [name for name in names if name not in shown] == []


def test_other_programs_get_the_catalogue_as_json(trueup: Run):
    """Each field with its type, unit, meaning, example and operators."""
    (kind,) = json.loads(trueup("rules", "fields", "availability.differs", "--format", "json").out)["kinds"]

    (gap,) = [field for field in kind["fields"] if field["name"] == "level.gap"]
    assert (gap["type"], gap["unit"]) == ("number", "items")
    assert "at_most" in gap["operators"]
    assert gap["meaning"]
    assert gap["example"]


def test_an_unknown_kind_is_refused_with_the_nearest(trueup: Run):
    """Nothing is listed then."""
    refused = trueup("rules", "fields", "placement.elsewere")

    assert (refused.code, refused.out) == (1, "")
    assert "did you mean `placement.elsewhere`?" in refused.err
