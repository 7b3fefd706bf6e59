"""The report as a person reads it in a terminal."""

import io
import re

from inline_snapshot import snapshot
from rich.console import Console
from support import story_plans

from reconciler import guards, plans
from reconciler.reports import as_text, building


def test_the_story_at_80_columns():
    """What `trueup diff` prints into a pipe."""
    assert as_text.render(building.build(story_plans.story())) == snapshot("""\
lamps.myshopify.com · plan of 2026-11-23 10:32 UTC
12 orders, 40 levels looked at

Notices
  ! warehouse-c: warehouse-c has stock and no location
    Stock of warehouse-c can't be offered
    rule say-it (rules/60-stock.yaml:20)

Order 1001
  → move               Lake Jackson → Austin Office
                       Lake Jackson 49 → 50 of LAMP-1 (Shopify does this)
                       Austin Office 48 → 47 of LAMP-1 (Shopify does this)
    It ships from warehouse-a, Shopify has it at Lake Jackson
    rule follow-the-label (rules/20-placement.yaml:4): Shopify's history should
    show where the parcel left from
  + write tracking     UPS 1Z999AA10123456784
    The label of part 1 is not in Shopify
    rule write-tracking-back (rules/30-tracking.yaml:3): the customer wants to
    know where the parcel is

Order 1002
  + tag                Failed Shipment Notification
  + note               warehouse-c is mapped to no location
    Order 1002 can't be shipped in Shopify: warehouse-c is not mapped
    rule flag-failures (rules/40-failures.yaml:5): somebody has to look at it
    in place of quiet-failures

Austin Office
     SKU     product                                   available  change
  ~  LAMP-1  Desk lamp                                   48 → 47      -1
  ~  LAMP-2  Floor lamp with a shade of linen and a …      5 → 0      -5
    LAMP-1 at Austin Office: available on hand is 47.
    LAMP-2 at Austin Office: available on hand is 0.
    rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what
    lies in our warehouses

Lake Jackson
     SKU      product    available  change
  ~  LAMP-10  Bulb     1200 → 1230     +30
    LAMP-10 at Lake Jackson: available on hand is 1230.
    rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what
    lies in our warehouses

Held: nothing is done about these
  ! order 1002, part 1, warehouse-c: It ships from warehouse-c, which is mapped
    to no location
    can't be done now: nobody knows where it should move to
    fix: trueup map warehouse-c "NAME OF THE LOCATION"

1 ignored by rule leave-the-pop-up-alone (rules/70-mappings.yaml:2): it sells
from its own shelf

1 order to move, 1 tracking to write, 1 tag to add, 1 note to write, 3 levels to
set, 1 notice; 1 held, 1 ignored.
""")


def test_nothing_to_do_says_what_was_looked_at():
    """Silence could also mean that nothing was read."""
    assert as_text.render(building.build(story_plans.plan())) == snapshot("""\
lamps.myshopify.com · plan of 2026-11-23 10:32 UTC

Nothing to do: 12 orders, 40 levels looked at.
""")


def test_a_plan_held_by_a_guard_says_so_first_and_last():
    """Which limit, what value, and how to allow it once."""
    plan = story_plans.plan(story_plans.level("A", "Austin Office", 5000, 0))
    breaches = guards.check(plan, guards.Limits())
    text = as_text.render(building.build(story_plans.plan(*plan.changes, breaches=breaches)))

    assert text == snapshot("""\
lamps.myshopify.com · plan of 2026-11-23 10:32 UTC
12 orders, 40 levels looked at

A guard holds this plan: nothing of it is applied
  ! This plan would change A at Austin Office by 5,000 units, from 5,000 to 0;
    the limit for one round is 1,000.
    allow it once: --allow largest_change=5000

Austin Office
     SKU  available  change
  ~  A     5000 → 0   -5000
    A at Austin Office: available on hand is 0.
    rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what
    lies in our warehouses

A guard holds the whole plan, nothing is applied: 1 level to set.
""")


def test_after_applying_each_change_says_what_became_of_it():
    """Shopify's own words are shown for what it refused."""
    story = story_plans.story()
    results = [
        ("done", ""),
        ("refused", "Fulfillment order is closed"),
        ("skipped", ""),
        ("already", ""),
        ("stale", ""),
    ]
    outcomes = [
        plans.Outcome(change=change, result=result, message=message, at=story_plans.AT)
        for change, (result, message) in zip(story.changes, results, strict=False)
    ]

    assert as_text.render(building.build(story, outcomes)) == snapshot("""\
lamps.myshopify.com · applied, plan of 2026-11-23 10:32 UTC
12 orders, 40 levels looked at

Notices
  ! warehouse-c: warehouse-c has stock and no location
    Stock of warehouse-c can't be offered
    rule say-it (rules/60-stock.yaml:20)
                       not tried

Order 1001
  → move               Lake Jackson → Austin Office
                       Lake Jackson 49 → 50 of LAMP-1 (Shopify does this)
                       Austin Office 48 → 47 of LAMP-1 (Shopify does this)
                       done
    It ships from warehouse-a, Shopify has it at Lake Jackson
    rule follow-the-label (rules/20-placement.yaml:4): Shopify's history should
    show where the parcel left from
  + write tracking     UPS 1Z999AA10123456784
                       refused by Shopify: Fulfillment order is closed
    The label of part 1 is not in Shopify
    rule write-tracking-back (rules/30-tracking.yaml:3): the customer wants to
    know where the parcel is

Order 1002
  + tag                Failed Shipment Notification
                       skipped: something it needs was not done
  + note               warehouse-c is mapped to no location
                       was so already
    Order 1002 can't be shipped in Shopify: warehouse-c is not mapped
    rule flag-failures (rules/40-failures.yaml:5): somebody has to look at it
    in place of quiet-failures

Austin Office
     SKU     product                                   available  change  outcom
  ~  LAMP-1  Desk lamp                                   48 → 47      -1  stale
  ~  LAMP-2  Floor lamp with a shade of linen and a …      5 → 0      -5  not tr
    1 level not done: the shop moved on since it was read
    1 level not tried
    LAMP-1 at Austin Office: available on hand is 47.
    LAMP-2 at Austin Office: available on hand is 0.
    rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what
    lies in our warehouses

Lake Jackson
     SKU      product    available  change  outcome
  ~  LAMP-10  Bulb     1200 → 1230     +30  not tried
    1 level not tried
    LAMP-10 at Lake Jackson: available on hand is 1230.
    rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what
    lies in our warehouses

Held: nothing is done about these
  ! order 1002, part 1, warehouse-c: It ships from warehouse-c, which is mapped
    to no location
    can't be done now: nobody knows where it should move to
    fix: trueup map warehouse-c "NAME OF THE LOCATION"

1 ignored by rule leave-the-pop-up-alone (rules/70-mappings.yaml:2): it sells
from its own shelf

1 order moved; 1 already so, 1 refused, 1 stale, 1 skipped, 3 not tried; 1 held,
1 ignored.
""")


def test_ten_thousand_levels_stay_readable():
    """The largest changes, how many more there are, and how to see them."""
    levels = [story_plans.level(f"A-{number}", "Austin Office", 0, number % 97 + 1) for number in range(10_000)]
    text = as_text.render(building.build(story_plans.plan(*levels)))

    assert len(text.splitlines()) < 40
    assert "… and 9,980 more levels here" in text
    assert "0 → 97" in text
    assert "0 → 1 " not in text
    assert text.endswith("\n10,000 levels to set.\n")


def test_many_orders_and_many_held_are_counted_after_the_first():
    """A thousand orders can't be read in a terminal."""
    plan = story_plans.plan(
        *(story_plans.relocation(str(number)) for number in range(1000, 2000)), held=(story_plans.HELD,) * 100
    )
    text = as_text.render(building.build(plan))

    assert "… and 950 more orders" in text
    assert "… and 70 more. All of them: --format html or csv." in text
    assert "1,000 orders to move; 100 held." in text


def test_a_long_sku_is_wrapped_and_never_cut():
    """People copy it from here."""
    sku = "LAMP-" + "0123456789" * 5
    others = [story_plans.level(f"B-{number}", "Austin Office", 1, 2, "Lamp" * 30) for number in range(6)]
    text = as_text.render(building.build(story_plans.plan(story_plans.level(sku, "Austin Office", 1, 2), *others)))
    start = text.index("LAMP-")
    wrapped = re.match(r"(LAMP-\d+).*\n\s+(\d+)\n", text[start:])

    assert all(len(line) <= 80 for line in text.splitlines())
    assert wrapped is not None
    assert "".join(wrapped.groups()) == sku


def test_terminal_codes_in_names_are_taken_out():
    """A product's title must not recolour or rewrite somebody's terminal."""
    level = story_plans.level("A\x1b[31m", "Austin\r Office", 1, 2, "Lamp \x07\u202e[bold]x[/]")
    text = as_text.render(building.build(story_plans.plan(level)))

    assert not any(sign in text for sign in "\x1b\r\x07\u202e")
    assert "[bold]x[/]" in text


def test_colours_are_only_for_terminals():
    """The same report on a terminal and in a pipe differ by nothing but colour."""
    report = building.build(story_plans.story())
    terminal = io.StringIO()
    as_text.show(report, Console(file=terminal, width=80, force_terminal=True, color_system="standard"))

    assert "\x1b[" in terminal.getvalue()
    assert "\x1b[" not in as_text.render(report)
