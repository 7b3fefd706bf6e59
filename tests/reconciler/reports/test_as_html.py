"""The report as one HTML file."""

# ruff: noqa: E501 - the lines of a snapshot are as long as those of the report

import re
import time

from inline_snapshot import snapshot
from support import story_plans

from reconciler import guards
from reconciler.reports import as_html, building


def _visible(page: str) -> list[str]:
    body = page[page.index("<body>") :]
    return [line for line in (" ".join(re.sub("<[^>]+>", " ", row).split()) for row in body.splitlines()) if line]


def test_the_story_as_a_page():
    """What a person sees, top to bottom."""
    assert _visible(as_html.render(building.build(story_plans.story()))) == snapshot(
        [
            "lamps.myshopify.com",
            "1 order to move, 1 tracking to write, 1 tag to add, 1 note to write, 3 levels to set, 1 notice; 1 held, 1 ignored.",
            "Plan of 2026-11-23 10:32 UTC, from what the shop said at 2026-11-23 10:32 UTC; 12 orders, 40 levels looked at; decided by durable_rules, rules 3f2a91c0d4e5.",
            "Notices",
            "warehouse-c : warehouse-c has stock and no location rule say-it in rules/60-stock.yaml:20",
            "Held: nothing is done about these (1)",
            "order 1002, part 1, warehouse-c : It ships from warehouse-c, which is mapped to no location",
            "can&#39;t be done now: nobody knows where it should move to",
            "Fix: trueup map warehouse-c &#34;NAME OF THE LOCATION&#34;",
            "Order 1001",
            "→",
            "move Lake Jackson → Austin Office",
            "Lake Jackson 49 → 50 of LAMP-1 (Shopify does this)",
            "Austin Office 48 → 47 of LAMP-1 (Shopify does this)",
            "It ships from warehouse-a, Shopify has it at Lake Jackson rule follow-the-label in rules/20-placement.yaml:4 : Shopify&#39;s history should show where the parcel left from; it holds that part.labelled is true",
            "+",
            "write tracking UPS 1Z999AA10123456784",
            "The label of part 1 is not in Shopify rule write-tracking-back in rules/30-tracking.yaml:3 : the customer wants to know where the parcel is",
            "Order 1002",
            "+",
            "tag Failed Shipment Notification",
            "Order 1002 can&#39;t be shipped in Shopify: warehouse-c is not mapped rule flag-failures in rules/40-failures.yaml:5 : somebody has to look at it; in place of quiet-failures",
            "+",
            "note warehouse-c is mapped to no location",
            "Order 1002 can&#39;t be shipped in Shopify: warehouse-c is not mapped rule flag-failures in rules/40-failures.yaml:5 : somebody has to look at it; in place of quiet-failures",
            "Austin Office 2 levels",
            "SKU Product Available Change Because",
            "LAMP-1 Desk lamp 48 → 47 -1 LAMP-1 at Austin Office: available on hand is 47.",
            "LAMP-2 Floor lamp with a shade of linen and a very long name 5 → 0 -5 LAMP-2 at Austin Office: available on hand is 0.",
            "rule offer-what-we-have in rules/60-stock.yaml:4 : the shop should offer what lies in our warehouses",
            "Lake Jackson 1 level",
            "SKU Product Available Change Because",
            "LAMP-10 Bulb 1200 → 1230 +30 LAMP-10 at Lake Jackson: available on hand is 1230.",
            "rule offer-what-we-have in rules/60-stock.yaml:4 : the shop should offer what lies in our warehouses",
            "Ignored on purpose",
            "1 by rule leave-the-pop-up-alone (rules/70-mappings.yaml:2): it sells from its own shelf",
            "at Pop-up Store : No warehouse is mapped to Pop-up Store",
            "ignored by a rule; rule leave-the-pop-up-alone in rules/70-mappings.yaml:2",
        ]
    )


def test_a_breach_stands_above_everything_else():
    """Nobody should read a long plan to find that it is not applied."""
    plan = story_plans.plan(story_plans.level("A", "Austin Office", 5000, 0))
    page = as_html.render(building.build(story_plans.plan(*plan.changes, breaches=guards.check(plan, guards.Limits()))))

    assert page.index("--allow largest_change=5000") < page.index("<h2>Austin Office")


def test_the_page_needs_nothing_from_elsewhere():
    """It can be mailed, archived and opened without a network."""
    page = as_html.render(building.build(story_plans.story()))

    assert not re.search(r"https?:|src=|href=|@import|url\(|<script", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_ten_thousand_levels_are_all_there_and_quick():
    """A page has room for everything; long tables are folded."""
    levels = [story_plans.level(f"A-{number}", "Austin Office", 0, 1) for number in range(10_000)]
    started = time.perf_counter()
    page = as_html.render(building.build(story_plans.plan(*levels)))

    assert time.perf_counter() - started < 5
    assert page.count('<td class="sku">') == 10_000
    assert "<details><summary>show 10000 levels</summary>" in page
