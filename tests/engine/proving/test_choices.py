"""Rules that choose a ship-from by stock or province: where they find none the next one answers, and proofs know it."""

from support import rulesets

from engine import loading
from engine.proving import proofs, reporting
from engine.proving.findings import Code

DEFAULT = "{name: last, then: [assign_warehouse: {default: true}]}"


def prove(*rules: str, on: str = "[order.new, order.unassigned]") -> proofs.Proof:
    """Load rules in flow style and prove them."""
    loaded = loading.load_text(f"on: {on}\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules))
    assert loaded.rules is not None, loaded.problems
    return proofs.prove(loaded.rules, rulesets.NOW)


def told(proof: proofs.Proof) -> list[tuple[Code, str]]:
    """Give sorts and first rules of what is found, kinds without any rule aside."""
    assert proof.undecided == ()
    return [(each.code, each.rules[0]) for each in proof.findings if each.rules]


def test_a_chain_of_choices_down_to_the_default_is_meant() -> None:
    """Each answers where the one above finds none; nothing is hidden, and nothing left open."""
    chain = (
        "{name: south, then: [assign_warehouse: {by_province: {US-TX: a, LA: b}}]}",
        "{name: near, then: [assign_warehouse: {first_with_stock: [a, b]}]}",
        "{name: any, then: [assign_warehouse: {most_stock: true}]}",
    )

    assert told(prove(*chain, DEFAULT)) == []


def test_a_choice_that_may_find_none_leaves_a_gap_with_an_order_that_shows_it() -> None:
    """The order is one that none of them has all of, and the answer says so."""
    proof = prove("{name: near, then: [assign_warehouse: {first_with_stock: [a, b]}]}", on="order.new")

    assert told(proof) == [(Code.GAP, "near")]
    said = reporting.as_text(proof)
    assert "`near` finds no warehouse by assign_warehouse: {first_with_stock: [a, b]}" in said


def test_a_rule_that_stops_the_list_keeps_the_next_one_from_answering() -> None:
    """So its orders without stock are left open, and the default is never reached."""
    proof = prove("{name: near, stop: true, then: [assign_warehouse: {most_stock: true}]}", DEFAULT, on="order.new")

    assert sorted(told(proof)) == [(Code.GAP, "last"), (Code.SHADOWED, "last")]


def test_a_hold_below_a_choice_answers_for_what_has_no_stock() -> None:
    """It is neither hidden nor a disagreement."""
    assert told(prove("{name: any, then: [assign_warehouse: {most_stock: true}]}", "{name: out, then: [hold]}")) == []


def test_a_rule_without_a_word_about_the_ship_from_hands_nothing_to_and_fro() -> None:
    """However many warehouses may be chosen."""
    ways = [f"{{name: r{at}, when: {{order.tags: t{at}}}, then: [assign_warehouse: w{at}]}}" for at in range(12)]
    proof = prove(*ways, "{name: rest, then: [assign_warehouse: {most_stock: true}]}", on="order.spans_locations")

    assert not any(each.code is Code.ASSIGNMENT_UNDONE for each in proof.findings)
    assert not any("circle" in each.question for each in proof.undecided)
