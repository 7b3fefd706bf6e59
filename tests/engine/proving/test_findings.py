"""What a proof tells of small rule sets, and what it leaves alone because it is meant so."""

import pytest
from support import rulesets

from engine import loading
from engine.proving import proofs
from engine.proving.findings import Code


def prove(text: str) -> proofs.Proof:
    """Load rules and prove them."""
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    return proofs.prove(loaded.rules, rulesets.NOW)


def told(text: str) -> list[tuple[Code, str]]:
    """Give sorts and first rules of what is found, kinds without any rule aside."""
    proof = prove(text)
    assert proof.undecided == ()
    return [(each.code, each.rules[0]) for each in proof.findings if each.rules]


def rules(*lines: str, on: str = "order.new") -> str:
    """Write a rule file of rules in flow style."""
    return f"on: {on}\nrules:\n" + "".join(f"  - {line}\n" for line in lines)


LAST = "{name: last, then: [assign_warehouse: {default: true}]}"


def test_a_special_case_above_the_general_rule_is_meant():
    """It is what rules are for."""
    assert told(rules("{name: far, when: {order.ship_to.country: NZ}, then: [assign_warehouse: far]}", LAST)) == []


def test_rules_that_exclude_each_other_do_not_disagree():
    """Whether by size, by a list, by a tag, or by lines."""
    for one, other in (
        ("order.total: {at_least: 100}", "order.total: {less_than: 100}"),
        ("order.ship_to.country: [US, CA]", "order.ship_to.country: {starts_with: N}"),
        ("order.tags: vip", "order.tags: {not: {contains: vi}}"),
        ("any line: {sku: A}", "no line: {sku: {matches: '[A-C]'}}"),
    ):
        first = f"{{name: one, when: {{{one}}}, then: [assign_warehouse: a]}}"
        second = f"{{name: other, when: {{{other}}}, then: [assign_warehouse: b]}}"
        assert told(rules(first, second, LAST)) == []


def test_rules_that_want_the_same_do_not_disagree():
    """However they meet."""
    first = "{name: one, when: {order.tags: a}, then: [assign_warehouse: x]}"
    second = "{name: other, when: {order.total: {more_than: 5}}, then: [assign_warehouse: x]}"

    assert told(rules(first, second, LAST)) == []


SAME = (
    ("tracking.missing", "write_tracking", "write_tracking: {notify_customer: false}"),
    ("availability.differs", "set_inventory: {reserve: 0}", "set_inventory: {percent: 100}"),
    ("availability.differs", "set_inventory: {max: 0}", "set_inventory: {percent: 0}"),
    ("order.edited", "hold: for the buyer", "hold: for the warehouse"),
    ("order.new", "assign_warehouse: {first_with_stock: [a]}", "assign_warehouse: a"),
    ("order.new", "assign_warehouse: {by_province: {TX: a, LA: a}}", "assign_warehouse: a"),
    (
        "order.new",
        "assign_warehouse: {by_province: {TX: a, LA: b}}",
        "assign_warehouse: {by_province: {TX: a, US-TX: a, ME: c}}",
    ),
)


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_what_is_the_same_in_other_words_is_no_disagreement(kind: str, one: str, other: str):
    """Defaults said or left out, and choices and shapes that come to the same wherever both answer."""
    meeting = {"availability.differs": ("product.sku: {starts_with: F}", "location.name: Austin")}
    here, there = meeting.get(kind, ("order.total: {more_than: 5}", "order.tags: a"))
    first = f"{{name: one, when: {{{here}}}, then: [{one}]}}"
    second = f"{{name: other, when: {{{there}}}, then: [{other}]}}"

    found = told(rules(first, second, "{name: last, then: [hold]}", on=kind))
    assert [code for code, named in found if named == "other" or code is Code.DISAGREEMENT] == []


def test_the_example_of_a_disagreement_is_one_for_which_it_comes_to_something_else():
    """Both warehouses have the order, or there is more stock than either keeps."""
    near = "{name: near, when: {order.tags: a}, then: [assign_warehouse: {first_with_stock: [a, b]}]}"
    far = "{name: far, when: {order.total: {more_than: 5}}, then: [assign_warehouse: {first_with_stock: [b, a]}]}"
    (found,) = (each for each in prove(rules(near, far, LAST)).findings if each.code is Code.DISAGREEMENT)
    having = found.steps[0].fact.values["warehouse.can_fulfil_all"]
    assert isinstance(having, tuple)
    assert set(having) >= {"a", "b"}

    few = "{name: few, when: {product.sku: {starts_with: F}}, then: [set_inventory: {max: 50}]}"
    many = "{name: many, when: {location.name: Austin}, then: [set_inventory: {max: 100}]}"
    last = "{name: last, then: [set_inventory]}"
    shaped = prove(rules(few, many, last, on="availability.differs")).findings
    (found,) = (each for each in shaped if each.code is Code.DISAGREEMENT)
    assert int(str(found.steps[0].fact.values["level.target"])) > 50
    assert "level.target" in found.shown


def test_a_rule_for_a_sale_that_is_over_can_never_match_any_more():
    """An order of last November is not young again; one for the next sale still can match."""
    for year, codes in (("2025", [Code.NEVER_MATCHES]), ("2027", [])):
        sale = f"order.created_at: {{between: [{year}-11-20, {year}-11-30]}}, order.age: {{younger_than: 2 days}}"
        rule = f"{{name: sale, when: {{{sale}}}, then: [assign_warehouse: far]}}"
        assert [code for code, _ in told(rules(rule, LAST))] == codes


def test_an_exception_is_remarked_upon_and_no_alarm():
    """A hold above a rule that acts; the same the other way round is an alarm."""
    hold = "{name: hold-it, when: {order.tags: wait}, then: [hold]}"
    act = "{name: far, when: {order.ship_to.country: NZ}, then: [assign_warehouse: far]}"

    assert told(rules(hold, act, LAST)) == [(Code.BY_ORDER, "far")]
    assert told(rules(act, hold, LAST)) == [(Code.DISAGREEMENT, "hold-it")]


def test_a_rule_that_adds_a_tag_may_repeat_what_an_earlier_one_does():
    """Its tag stands, and its action would have been done anyway."""
    first = "{name: one, when: {order.total: {more_than: 5}}, then: [hold]}"
    second = "{name: other, when: {order.total: {more_than: 50}}, then: [hold, tag: dear]}"

    assert told(rules(first, second, LAST)) == []


def test_a_tag_added_on_import_and_taken_off_once_labelled_is_a_workflow():
    """The order moves on in between, by what people do."""
    mark = "{name: mark, then: [assign_warehouse: {default: true}, tag: to-pack]}"
    done = "{name: done, on: tracking.missing, then: [write_tracking, untag: to-pack]}"

    assert told(rules(mark, done)) == []


def test_a_tag_that_is_handed_on_until_all_is_done_is_a_workflow():
    """New becomes seen, and seen becomes done: nothing comes back."""
    seen = "{name: see, when: {order.tags: new}, then: [tag: seen, untag: new]}"
    done = "{name: finish, when: {order.tags: seen}, then: [tag: done, untag: seen]}"
    again = "{name: reopen, when: {order.tags: done}, then: [tag: new, untag: done]}"
    last = "{name: last, then: [hold]}"

    assert told(rules(seen, done, last, on="placement.blocked")) == []
    codes = [code for code, _ in told(rules(seen, done, again, last, on="placement.blocked"))]
    assert set(codes) == {Code.TAGS_UNDONE}


def test_rules_that_change_more_tags_in_circles_than_are_tried_are_said_to():
    """What is not searched is not passed over."""
    tags = [f"t{number}" for number in range(9)]
    on = ", ".join(f"tag: {tag}" for tag in tags)
    off = ", ".join(f"untag: {tag}" for tag in tags)
    one = f"{{name: one, when: {{order.tags: {{not: t0}}, order.total: {{at_least: 5}}}}, then: [{on}]}}"
    other = f"{{name: other, when: {{order.tags: t0, order.total: {{less_than: 5}}}}, then: [{off}]}}"
    proof = prove(rules(one, other, "{name: last, then: [hold]}", on="placement.blocked"))

    assert [each.why for each in proof.undecided] == ["2 rules add and take off 9 tags: more than are tried"]


NEVER = (
    ("tracking.missing", "part.labelled: false"),
    ("order.spans_locations", "part.labelled: true"),
    ("order.spans_locations", "part.decided_by: person"),
    ("placement.elsewhere", "part.ship_from: {exists: false}"),
    ("placement.elsewhere", "location.current: Austin, location.wanted: Austin"),
    ("order.spans_locations", "part.ship_from: a, part.in_stock: true, warehouse.can_fulfil_all: {not: a}"),
    ("order.spans_locations", "part.ship_from: {exists: false}, part.in_stock: false"),
    ("failure.cleared", "failure.reasons: {exists: false}"),
)


@pytest.mark.parametrize(("kind", "when"), NEVER)
def test_what_no_difference_of_the_kind_can_be_never_matches(kind: str, when: str):
    """A missing tracking number is that of a label; an undecided part has none; stock is where the part ships from."""
    dead = f"{{name: dead, when: {{{when}}}, then: [hold]}}"

    assert (Code.NEVER_MATCHES, "dead") in told(rules(dead, "{name: last, then: [hold]}", on=kind))


def test_a_part_that_is_sent_on_because_its_warehouse_has_not_all_goes_to_and_fro():
    """Out of stock it goes where the stock is, and there another rule sends it back."""
    stock = "{name: stock, when: {part.in_stock: false}, then: [assign_warehouse: a]}"
    back = "{name: back, when: {part.in_stock: true, order.tags: vip}, then: [assign_warehouse: b]}"
    last = "{name: last, then: [split: by_location]}"

    assert told(rules(stock, back, last, on="order.spans_locations")) == [(Code.ASSIGNMENT_UNDONE, "back")]


@pytest.mark.parametrize("size", [4, 7])
def test_a_circle_of_many_warehouses_is_found(size: int):
    """However long it is; without its last step it is none."""
    steps = [
        f"{{name: r{at}, when: {{part.ship_from: w{at}}}, then: [assign_warehouse: w{(at + 1) % size}]}}"
        for at in range(size)
    ]
    last = "{name: last, then: [split: by_location]}"

    assert told(rules(*steps, last, on="order.spans_locations")) == [(Code.ASSIGNMENT_UNDONE, f"r{size - 1}")]
    assert told(rules(*steps[:-1], last, on="order.spans_locations")) == []


def test_reasons_answered_one_by_one_leave_no_gap():
    """The list of reasons is closed."""
    every = ["on_hold", "scheduled", "closed", "cancelled"]
    some = f"{{name: some, when: {{reason: [{', '.join(every)}]}}, then: [ignore]}}"
    rest = f"{{name: rest, when: {{reason: {{not: [{', '.join(every)}]}}}}, then: [hold]}}"

    assert told(rules(some, rest, on="placement.blocked")) == []


def test_a_missing_value_can_be_the_gap():
    """Neither a weight up to a limit nor one above it covers an order whose weight nobody knows."""
    light = "{name: light, when: {order.weight: {at_most: 500}}, then: [assign_warehouse: a]}"
    heavy = "{name: heavy, when: {order.weight: {more_than: 500}}, then: [assign_warehouse: b]}"

    assert told(rules(light, heavy)) == [(Code.GAP, "heavy")]
    (gap,) = (each for each in prove(rules(light, heavy)).findings if each.rules)
    assert "order.weight" not in gap.steps[0].fact.values


def test_amounts_are_whole_cents_and_are_always_known_to_be_ordered():
    """What lies between 99.99 and 100 is no gap."""
    small = "{name: small, when: {order.total: {at_most: 99.99}}, then: [assign_warehouse: a]}"
    large = "{name: large, when: {order.total: {at_least: 100}}, then: [assign_warehouse: b]}"
    free = "{name: free, when: {order.total: {exists: false}}, then: [hold]}"

    assert told(rules(small, large, free)) == []


def test_a_rule_that_is_switched_off_counts_for_nothing():
    """Neither as an answer nor as a mistake."""
    off = "{name: off, enabled: false, when: {order.total: {at_least: 9, less_than: 5}}, then: [hold]}"
    only_off = "{name: off, enabled: false, then: [hold]}"

    assert told(rules(off, LAST)) == []
    assert "order.new" in {each.kind for each in prove(rules(only_off)).findings}


def test_a_shape_that_settles_does_not_flap():
    """A reserve by product is written once; what is offered then stays."""
    frozen = "{name: frozen, when: {product.sku: {starts_with: FRZ-}}, then: [set_inventory: {reserve: 5}]}"
    many = "{name: many, when: {level.target: {more_than: 50}}, then: [set_inventory: {max: 50}]}"
    last = "{name: last, then: [set_inventory: {reserve: 1}]}"

    found = told(rules(frozen, many, last, on="availability.differs"))
    assert [code for code, _ in found if code is Code.STOCK_FLAPS] == []


def test_goods_are_said_to_move_only_where_a_rule_moves_them_before_the_label():
    """With a label nothing is assigned any more."""
    circle = (
        "on: order.spans_locations\nrules:\n"
        "  - {name: one, when: {part.ship_from: a}, then: [assign_warehouse: b]}\n"
        "  - {name: other, when: {part.ship_from: b}, then: [assign_warehouse: a]}\n"
    )
    moving = "  - {name: mover, on: placement.elsewhere, WHEN then: [relocate]}\n"

    for when, moved in (("", True), ("when: {part.labelled: true},", False)):
        found = prove(circle + moving.replace("WHEN", when)).findings
        (ring,) = (each for each in found if each.code is Code.ASSIGNMENT_UNDONE)
        assert ("`mover`" in ring.summary) is moved


def test_a_contradiction_names_only_the_conditions_that_contradict():
    """The others are innocent."""
    dead = (
        "{name: dead, when: {order.tags: vip, order.total: {at_least: 100}, order.channel: web, all:"
        " [{order.total: {less_than: 50}}]}, then: [hold]}"
    )
    (found,) = (each for each in prove(rules(dead, LAST)).findings if each.code is Code.NEVER_MATCHES)

    assert "`order.total at least 100` and `order.total less than 50` contradict each other" in found.summary
    assert "vip" not in found.summary


def test_an_age_is_named_as_it_was_asked_for():
    """It is kept as the moment from which it counts."""
    dead = "{name: dead, when: {order.age: {older_than: 3h, younger_than: 1h}}, then: [hold]}"
    (found,) = (each for each in prove(rules(dead, LAST)).findings if each.code is Code.NEVER_MATCHES)

    assert "`order.age older than 3 h` and `order.age younger than 1 h` contradict each other" in found.summary


def test_two_hundred_rules_are_proved_within_the_bound():
    """What is left open because it would take longer is said; nothing is passed over in silence."""
    many = [
        f"{{name: r{n}, when: {{order.total: {{at_least: {n % 97}}}, order.tags: t{n % 41},"
        f" any line: {{sku: {{starts_with: A{n % 61}-}}}}}}, then: [assign_warehouse: w{n % 5}]}}"
        for n in range(200)
    ]
    proof = prove(rules(*many, LAST))

    assert {each.code for each in proof.findings} >= {Code.DISAGREEMENT, Code.GAP}
    assert [each.why for each in proof.undecided] == ["40 pairs are told already"]


def test_of_many_more_rules_each_by_itself_is_still_looked_at():
    """What a proof may take grows with the rules: the last is not left open for the sake of the first."""
    many = [
        f"{{name: r{n}, when: {{order.total: {{at_least: {n}}}, order.tags: t{n % 41},"
        f" order.item_count: {n % 7 + 1}}}, then: [assign_warehouse: w{n % 5}]}}"
        for n in range(750)
    ]
    dead = "{name: dead, when: {order.tags: t1, not: {order.tags: t1}}, then: [hold]}"
    proof = prove(rules(*many, dead, LAST))

    assert "dead" in {each.rules[0] for each in proof.findings if each.code is Code.NEVER_MATCHES}
