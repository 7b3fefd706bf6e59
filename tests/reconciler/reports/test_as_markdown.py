"""The report as Markdown."""

# ruff: noqa: E501 - the lines of a snapshot are as long as those of the report

import pytest
from inline_snapshot import snapshot
from support import story_plans

from reconciler.reports import as_markdown, building


def test_the_story_as_markdown():
    """Ready to be pasted into a ticket."""
    assert as_markdown.render(building.build(story_plans.story())) == snapshot("""\
# lamps.myshopify.com

**1 order to move, 1 tracking to write, 1 tag to add, 1 note to write, 3 levels to set, 1 notice; 1 held, 1 ignored.**

Plan of 2026-11-23 10:32 UTC; 12 orders, 40 levels looked at.

## Notices

- warehouse-c: warehouse-c has stock and no location

## Order 1001

|  | change | because | rule |
| --- | --- | --- | --- |
| → move | Lake Jackson → Austin Office<br>Lake Jackson 49 → 50 of LAMP-1 (Shopify does this)<br>Austin Office 48 → 47 of LAMP-1 (Shopify does this) | It ships from warehouse-a, Shopify has it at Lake Jackson | follow-the-label (rules/20-placement.yaml:4): Shopify's history should show where the parcel left from |
| \\+ write tracking | UPS 1Z999AA10123456784 | The label of part 1 is not in Shopify | write-tracking-back (rules/30-tracking.yaml:3): the customer wants to know where the parcel is |

## Order 1002

|  | change | because | rule |
| --- | --- | --- | --- |
| \\+ tag | Failed Shipment Notification | Order 1002 can't be shipped in Shopify: warehouse-c is not mapped | flag-failures (rules/40-failures.yaml:5): somebody has to look at it |
| \\+ note | warehouse-c is mapped to no location | Order 1002 can't be shipped in Shopify: warehouse-c is not mapped | flag-failures (rules/40-failures.yaml:5): somebody has to look at it |

## Austin Office

| SKU | product | available | change | because |
| --- | --- | --- | --- | --- |
| LAMP-1 | Desk lamp | 48 → 47 | -1 | LAMP-1 at Austin Office: available on hand is 47. |
| LAMP-2 | Floor lamp with a shade of linen and a very long name | 5 → 0 | -5 | LAMP-2 at Austin Office: available on hand is 0. |

rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what lies in our warehouses


## Lake Jackson

| SKU | product | available | change | because |
| --- | --- | --- | --- | --- |
| LAMP-10 | Bulb | 1200 → 1230 | +30 | LAMP-10 at Lake Jackson: available on hand is 1230. |

rule offer-what-we-have (rules/60-stock.yaml:4): the shop should offer what lies in our warehouses


## Held: nothing is done about these

- order 1002, part 1, warehouse-c: It ships from warehouse-c, which is mapped to no location (can't be done now: nobody knows where it should move to) **Fix:** trueup map warehouse-c "NAME OF THE LOCATION"

1 ignored by rule leave-the-pop-up-alone (rules/70-mappings.yaml:2).
""")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a|b", r"a\|b"),
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("<b>", "&lt;b&gt;"),
        ("[x](https://evil.example)", r"\[x\](https:&#47;&#47;evil.example)"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("@everybody", "&#64;everybody"),
        ("two\nlines", "two lines"),
        ("LAMP-1", "LAMP-1"),
    ],
)
def test_names_from_the_shop_stay_plain_text(text: str, plain: str):
    """Nothing that a product is called makes markup, a link or a mention."""
    assert as_markdown.escape(text) == plain


def test_ten_thousand_levels_fit_into_a_comment():
    """GitHub refuses comments above 65,536 characters."""
    levels = [story_plans.level(f"A-{number}", "Austin Office", 0, number + 1) for number in range(10_000)]
    text = as_markdown.render(building.build(story_plans.plan(*levels)))

    assert len(text) < 65_536
    assert "… and 9,950 more" in text
    assert "| A-9999 |" in text
