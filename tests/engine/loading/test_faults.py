"""What a rule author is told: every fault with its place, what is wrong, and what was meant."""

import pytest
from support import rule_texts

from engine import ir, loading, problems


@pytest.mark.parametrize(
    ("when", "summary", "hint"),
    [
        ("{order.shipto.country: US}", "not a field of order.new", "did you mean `order.ship_to.country`?"),
        ("{country: US}", "not a field of order.new", "did you mean `order.ship_to.country`?"),
        ("{reason: on_hold}", "not known of order.new", "only `placement.blocked`"),
        ("{sku: X}", "a field of a line", "write `any line: {sku: …}`"),
        ("{any_line: {sku: X}}", "not a field", "did you mean `any line`?"),
        ("{any line: {sku: X, any line: {sku: Y}}}", "within a line already", "name the line's fields here"),
        ("{order.total: {greater_than: 5}}", "not an operator", "did you mean `more_than`?"),
        ("{order.total: {starts_with: 5}}", "does not suit", "takes `is`, `in`, `at_least`"),
        ("{order.channel: {more_than: 5}}", "is a text", "takes `is`, `in`, `starts_with`"),
        ("{order.financial_status: Paid}", "is never `Paid`", "did you mean `paid`?"),
        ("{order.ship_to.country: us}", "is never `us`", "did you mean `US`?"),
        ("{order.ship_to.country: UK}", "is never `UK`", "did you mean `GB`?"),
        ("{order.ship_to.country: {not: [Germany]}}", "is never `Germany`", "did you mean `DE`?"),
        ("{order.ship_to.country: {is: XQ}}", "is never `XQ`", "write a code such as [US, CA]"),
        ("{order.currency: Euro}", "is never `Euro`", "did you mean `EUR`?"),
        ("{order.ship_to.province: tx}", "a code in capital letters, and `tx` is none", "did you mean `TX`?"),
        ("{order.ship_to.province: [Texas]}", "a code in capital letters", "write the code, such as [TX, LA, OK]"),
        ("{order.financial_status: {starts_with: pa}}", "a word of a closed list", "takes `is`, `in`, `exists`"),
        ("{order.total: much}", "is a number", "write digits alone, such as 12 or 12.50, counted in order.currency"),
        ("{order.total: 99999999999999999}", "is a number", "at most 15 digits before the point"),
        ("{order.total: 0.1234567}", "is a number", "and 6 behind it"),
        ("{order.total: $100}", "is a number", "write 100 alone, counted in order.currency"),
        ("{order.total: 99.90 EUR}", "is a number", "write 99.90 alone, counted in order.currency"),
        ("{order.weight: {more_than: 20 kg}}", "is a number", "write 20000 alone, counted in grams"),
        ("{order.weight: {more_than: 2 lb}}", "is a number", "write 907.18474 alone, counted in grams"),
        ("{order.item_count: 3 items}", "is a number", "write 3 alone, counted in items"),
        ("{order.total: 012}", "is a number", "write 12: a leading 0"),
        ("{order.total: 1e3}", "is a number", "write the digits out, without an exponent"),
        ('{order.total: "100"}', "is a number", "write 100 without quotes"),
        ("{order.total: {at_least: 1_000}}", "is a number", "write 1000, without marks between the digits"),
        ("{order.total: .5}", "is a number", "write digits alone"),
        ("{order.total: .inf}", "is a number", "write digits alone"),
        ("{order.total: 0x1F}", "is a number", "write digits alone"),
        ("{order.ship_to.po_box: yes}", "is true or false", "write true, in small letters and without quotes"),
        ("{order.age: 2h}", "is an age, which `is` does not suit", "{older_than: 2h}"),
        ("{order.age: {older_than: 3 moons}}", "`3 moons` is not an age", "90 min, 2h or 3 days"),
        ("{order.age: {older_than: 5}}", "`5` is not an age", "5 min, 5 h or 5 days"),
        ("{order.age: {older_than: 9999 weeks}}", "more than ten years", "shorter"),
        ("{order.created_at: {at_least: 23/11/2026}}", "is not a date", "write 2026-11-23: year, month, day"),
        ("{order.created_at: {at_least: 2026-11-23T08:00}}", "does not say its time zone", "add Z for UTC"),
        ("{order.total: {between: [5, 1]}}", "the larger one", "swap the two"),
        ("{order.total: {between: [5, [6]]}}", "takes two plain values", "between: [low, high]"),
        ("{order.total: {between: [5]}}", "takes two values", "between: [low, high]"),
        ("{order.total: {exists: maybe}}", "is true or false", "write true or false"),
        ("{order.total: {is: 5, ignoring_case: true}}", "has no case", "leave `ignoring_case` out"),
        ("{order.channel: {ignoring_case: true}}", "nothing is asked", "write a value"),
        ("{order.channel: []}", "empty or missing", "write [A, B]"),
        ("{order.channel: [[A]]}", "holds plain values", "write [A, B]"),
        ("{order.channel: }", "nothing is written for `order.channel`", "leave the line out"),
        ('{order.channel: ""}', "an empty text", "use {exists: false}"),
        ("{all: {order.channel: A}}", "takes a list of conditions", "begin each with a dash"),
        ("{any: []}", "takes a list of conditions", "begin each with a dash"),
        ("[order.channel]", "a condition is a map", "`field: value`"),
        ("{}", "this condition is empty", "leave `when:` out"),
        ("", "`when:` is empty", "leave `when:` out"),
        ("{meets: frozen}", "no condition is named `frozen`", "under `define:` stand: none"),
        ("{order.channel: {in_list: skus.csv}}", "not the name of a file in the folder", "beside the rule file"),
        ('{order.channel: {matches: "(a"}}', "is not a regular expression", "single quotes"),
        ('{order.channel: {matches: "(a+)+b"}}', "can run for ever", "repeat plain groups only"),
        ('{order.channel: {matches: "(a|a)*b"}}', "can run for ever", "repeat plain groups only"),
        ('{order.channel: {matches: "(?=a)b"}}', "looks around or back", "plain groups"),
        ('{order.channel: {matches: ".*.*.*.*x"}}', "repeats more than 3 times", "contains"),
    ],
)
def test_a_fault_in_a_condition_is_named_with_its_cure(when: str, summary: str, hint: str) -> None:
    """Each fault is one problem that says what is wrong and what was meant."""
    loaded = rule_texts.with_condition(when)
    assert summary in rule_texts.summary_of(loaded)
    assert hint in rule_texts.hint_of(loaded)


@pytest.mark.parametrize(
    ("then", "on", "summary", "hint"),
    [
        ("[asign_warehouse: a]", "order.new", "not an action", "did you mean `assign_warehouse`?"),
        ("[move]", "placement.elsewhere", "not an action", "did you mean `relocate`?"),
        ("[tag: x, tag: x]", "order.new", "`tag: x` stands here twice", "keep one"),
        ("[hold, notify, notify]", "order.new", "`notify` stands here twice", "keep one"),
        ("[untag: x, note: x, tag: x]", "order.new", "`tag: x` takes back the `untag` before it", "keep one"),
        ("[hold, stop: true]", "order.new", "`stop` is not an action", "beside `then:`, not under it"),
        ("[xyz]", "placement.elsewhere", "not an action", "here fit `relocate`"),
        ("[relocate]", "order.new", "makes no sense for `order.new`", "it answers `placement.elsewhere`"),
        ("[tag: x, hold]", "location.unmapped", "makes no sense for `location.unmapped`", "and others"),
        ("[hold, ignore]", "order.new", "exclude each other", "keep one of them"),
        ("[tag]", "order.new", "lacks what it is about", "write `tag: rush`"),
        ("[tag: ]", "order.new", "lacks what it is about", "write `tag: rush`"),
        ('[tag: "  "]', "order.new", "is empty", "write a text"),
        ("[tag: " + "x" * 41 + "]", "order.new", "more than 40 characters", "write less"),
        ("[split: by_weight]", "order.spans_locations", "`by_weight` is not known", "by_location"),
        ("[relocate: now]", "placement.elsewhere", "does not take this", "write `relocate`"),
        ("[assign_warehouse: {name: a, default: true}]", "order.new", "not both", "keep one"),
        ("[assign_warehouse: {default: false}]", "order.new", "names no warehouse", "the warehouse's key"),
        ("[assign_warehouse: {nam: a}]", "order.new", "not an argument", "did you mean `name`?"),
        ("[assign_warehouse: {first_with_stock: a}]", "order.new", "is a list", "first_with_stock: [one, two]"),
        ("[assign_warehouse: {first_with_stock: [a, a]}]", "order.new", "stands in this list twice", "keep one"),
        ("[assign_warehouse: {most_stock: false}]", "order.new", "is a list", "most_stock: true for all"),
        ("[assign_warehouse: {by_province: [TX]}]", "order.new", "is a map", "by_province: {TX: warehouse-b}"),
        ("[assign_warehouse: {by_province: {TX: }}]", "order.new", "needs a text", "the key of a warehouse"),
        ("[assign_warehouse: {by_province: {Texas: a}}]", "order.new", "a code in capital letters", "write the code"),
        ("[assign_warehouse: {by_province: {UK-ENG: a}}]", "order.new", "is never `UK`", "did you mean `GB`?"),
        ("[assign_warehouse: {by_province: {US-tx: a}}]", "order.new", "and `tx` is none", "did you mean `TX`?"),
        ("[assign_warehouse: {most_stok: true}]", "order.new", "not an argument", "did you mean `most_stock`?"),
        ("[set_inventory: {warehouses: b}]", "availability.differs", "is a map", "{warehouse-b: {reserve: 5}}"),
        ("[set_inventory: {warehouses: {b: 5}}]", "availability.differs", "kept back or offered", "{reserve: 5}"),
        ("[set_inventory: {warehouses: {b: {reserv: 5}}}]", "availability.differs", "does not shape", "`reserve`?"),
        ("[set_inventory: {warehouses: {b: {min: 5, max: 4}}}]", "availability.differs", "is larger than", "swap"),
        ("[set_inventory: {max: 4, warehouses: {b: {min: 5}}}]", "availability.differs", "is larger than", "swap"),
        ("[set_inventory: {reserve: 1.5}]", "availability.differs", "a whole number", "digits alone"),
        ("[set_inventory: {reserve: -1}]", "availability.differs", "a whole number", "digits alone"),
        ("[set_inventory: {percent: 101}]", "availability.differs", "from 0 to 100", "80"),
        ("[set_inventory: {percent: 12.5}]", "availability.differs", "from 0 to 100", "80"),
        ("[set_inventory: {min: 5, max: 4}]", "availability.differs", "is larger than", "swap"),
        ("[write_tracking: {notify_customer: si}]", "tracking.missing", "true or false", "without quotes"),
        ("hold", "order.new", "takes a list of actions", "- hold"),
        ("[]", "order.new", "takes a list of actions", "- hold"),
        ("[{tag: a, note: b}]", "order.new", "a second action after one dash", "`- tag: …`, `- note: …`"),
    ],
)
def test_a_fault_in_an_action_is_named_with_its_cure(then: str, on: str, summary: str, hint: str) -> None:
    """Each fault is one problem that says what is wrong and what fits."""
    loaded = rule_texts.with_actions(then, on)
    assert summary in rule_texts.summary_of(loaded)
    assert hint in rule_texts.hint_of(loaded)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("- a", "a rule file is a map"),
        ("just words", "a rule file is a map"),
        ("on: order.new", "`rules:` with a list of rules is missing"),
        ("on: order.new\nrules: {name: a, then: [hold]}", "`rules:` takes a list, and this is a map"),
        ("on: order.nwe\nrules: []", "`order.nwe` is not a kind of difference"),
        ("on: [order.new, order.new]\nrules: []", "stands in this list twice"),
        ("on: order.new\nrules: [hold]", "a rule is a map"),
        ("on: order.new\nrules:\n - then: [hold]", "this rule has no `name`"),
        ("on: order.new\nrules:\n - name: a", "does not say what to do"),
        ("rules:\n - name: a\n   then: [hold]", "does not say which kind of difference"),
        ("on: order.nwe\nrules:\n - name: a\n   then: [hold]", "`order.nwe` is not a kind of difference"),
        ("on: []\nrules:\n - name: a\n   then: [hold]", "`on` names no kind of difference"),
        ("on: order.new\nrules:\n - name: a\n   on: []\n   then: [hold]", "`on` names no kind of difference"),
        ("on: order.new\nrules:\n - name: a\n   then: [hold]\n   enabled: off", "`enabled` is true or false"),
        ("on: order.new\nrules:\n - name: a\n   if: {order.total: 5}\n   then: [hold]", "`if` is not a part of a rule"),
        ("on: order.new\nruels: []\nrules: []", "`ruels` is not a part of a rule file"),
    ],
)
def test_a_fault_in_the_frame_of_a_file_is_named(text: str, summary: str) -> None:
    """The parts around conditions and actions are checked as well."""
    assert summary in rule_texts.summary_of(loading.load_text(text))


@pytest.mark.parametrize(
    ("twice", "hint"),
    [
        ("   then: [hold]\n   then: [ignore]", "several actions stand in one list under `then:`"),
        ("   when: {order.total: 5}\n   when: {order.total: 6}\n   then: [hold]", "under one `when:`"),
        ("   then: [hold]\n   why: a\n   why: b", "keep one of the two"),
        ("   when: {order.total: 5, order.total: 6}\n   then: [hold]", "in a condition, list both under `all:`"),
    ],
)
def test_what_stands_twice_comes_with_what_may_be_meant(twice: str, hint: str) -> None:
    """A list of actions is something else than two conditions."""
    assert hint in rule_texts.hint_of(loading.load_text(f"on: order.new\nrules:\n - name: a\n{twice}\n"))


def test_two_rules_of_one_name_are_refused() -> None:
    """Reports tell rules apart by their names."""
    loaded = loading.load_text("on: order.new\nrules:\n - {name: a, then: [hold]}\n - {name: a, then: [ignore]}\n")
    assert "there is a rule named `a` already, at rules.yaml:3:4" in rule_texts.summary_of(loaded)


def test_a_field_must_be_known_of_all_kinds_of_a_rule() -> None:
    """A rule for two kinds may test only what both know."""
    loaded = rule_texts.with_condition("{part.number: 1}", on="[order.new, order.unassigned]")
    assert "not known of all of order.new, order.unassigned" in rule_texts.summary_of(loaded)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """One run of the check is enough to mend a file."""
    loaded = loading.load_text(
        "on: order.nwe\n"
        "rules:\n"
        "  - name: a\n"
        "    on: order.new\n"
        "    when: {order.totl: 1, order.channel: {like: x}}\n"
        "    then: [hodl]\n"
    )
    assert [problem.place.line for problem in loaded.problems] == [1, 5, 5, 6]


def test_what_stands_under_a_misspelt_kind_is_checked_as_the_kind_that_was_meant() -> None:
    """Mending the kind must not bring up faults that the first run kept to itself."""
    loaded = loading.load_text(
        "on: order.nwe\nrules:\n  - name: a\n    when: {order.totl: 1, order.channel: {like: x}}\n    then: [hodl]\n"
    )
    assert [problem.place.line for problem in loaded.problems] == [1, 4, 4, 5]
    assert loaded.rules is None


def test_a_problem_shows_the_line_and_points_at_the_column() -> None:
    """What the terminal shows is the place, the line, a mark under the fault, and the hint."""
    loaded = rule_texts.with_condition("{order.totl: 1}")
    assert problems.as_text(loaded.problems) == (
        "rules.yaml:4:12: error: `order.totl` is not a field of order.new\n"
        "    4 |     when: {order.totl: 1}\n"
        "      |            ^\n"
        "        hint: did you mean `order.total`?"
    )


def test_a_value_left_out_is_missed_at_its_key() -> None:
    """A blank criterion is refused where it stands, instead of switching rules off in silence."""
    loaded = loading.load_text(
        "on: order.new\nrules:\n  - name: a\n    when:\n      order.tags:\n    then: [hold]\n",
    )
    (problem,) = loaded.problems
    assert problem.place == ir.Place("rules.yaml", 5, 7)


def test_a_definition_is_used_by_name_in_conditions() -> None:
    """What `define` says once holds wherever `meets` names it."""
    loaded = loading.load_text(
        "on: order.new\n"
        "define:\n"
        "  dear: {order.total: {at_least: 500}}\n"
        "  far: {order.ship_to.country: {not: US}}\n"
        "rules: [{name: a, when: {meets: [dear, far]}, then: [hold]}]\n"
    )
    rule = rule_texts.only_rule(loaded)
    assert isinstance(rule.when, ir.AllOf)
    assert len(rule.when.parts) == 2


def test_definitions_in_a_circle_are_refused() -> None:
    """A condition that is defined by itself means nothing."""
    loaded = loading.load_text(
        "on: order.new\ndefine: {a: {meets: b}, b: {meets: a}}\nrules: [{name: a, when: {meets: a}, then: [hold]}]\n"
    )
    assert "defined by itself: a → b → a" in rule_texts.summary_of(loaded)
