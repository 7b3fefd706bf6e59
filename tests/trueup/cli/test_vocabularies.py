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


def test_what_a_field_of_each_type_takes_is_listed(trueup: Run):
    """Of the types that the kind has, closed lists apart."""
    shown = trueup("rules", "fields", "order.new").out

    takes = [" ".join(line.split()) for line in shown.splitlines()]
    assert "age exists, older_than, younger_than, not" in takes
    assert "text of a closed list is, in, exists, in_list, ignoring_case, not" in takes


def test_the_words_of_reasons_are_listed_where_a_kind_has_one(trueup: Run):
    """Nobody can guess them."""
    assert "fulfillment_service_location" in trueup("rules", "fields", "placement.blocked").out
    assert "fulfillment_service_location" not in trueup("rules", "fields", "order.new").out


def test_all_about_one_field_is_told(trueup: Run):
    """Its type and unit, a whole line of a rule, what it takes, its values, and who knows it."""
    assert trueup("rules", "fields", "order.age").out.splitlines() == [
        "order.age (age): the time since the customer ordered",
        "  example  order.age: {older_than: 2h}",
        "  takes    exists, older_than, younger_than, not",
        f"  known of {', '.join(kind.name for kind in vocabulary.KINDS.values() if kind.has_lines)}",
    ]
    assert "values   authorized, expired, paid" in trueup("rules", "fields", "order.financial_status").out
    assert "GB" in trueup("rules", "fields", "order.ship_to.country").out
    assert "known of a line, inside `any line`" in trueup("rules", "fields", "vendor").out


def test_an_unknown_field_is_refused_with_the_nearest(trueup: Run):
    """As in a rule file."""
    refused = trueup("rules", "fields", "country")

    assert (refused.code, refused.out) == (1, "")
    assert "did you mean `order.ship_to.country`?" in refused.err
