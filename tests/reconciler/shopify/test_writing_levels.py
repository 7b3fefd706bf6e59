"""Setting levels in batches, each row compared with what was read."""

import json
import uuid

import pytest
from support import shop_answers
from support.simulated_shops import Story
from support.virtual_time import VirtualTime

from reconciler.shopify import errors, writing


def row(shop: Story, quantity: int, change_from: int | None, location: str | None = None) -> writing.SetRow:
    """The mug at Lake Jackson, or elsewhere."""
    return writing.SetRow(
        item_id=shop.item, location_id=location or shop.lake_jackson, quantity=quantity, change_from=change_from
    )


async def set_levels(shop: Story, *rows: writing.SetRow) -> writing.SetResult:
    """Set them under a key of its own."""
    return await writing.set_available(shop.client, rows, "trueup://test/1", str(uuid.uuid4()))


async def test_a_batch_is_set_in_one_request(shop: Story):
    """Available is set; on hand follows."""
    await shop.control("DELETE", "requests")

    result = await set_levels(shop, row(shop, 7, 50), row(shop, 9, 48, shop.austin))

    assert result.is_set
    assert await shop.levels("MUG") == {"Lake Jackson": (7, 0, 7), "Austin Office": (9, 0, 9)}
    assert (await shop.control("GET", "requests"))["writes"] == 1


async def test_a_stale_row_is_named_and_nothing_of_its_batch_is_set(shop: Story):
    """An order came in between: its quantity must not be written over."""
    await shop.place(("MUG", 1))

    result = await set_levels(shop, row(shop, 9, 48, shop.austin), row(shop, 7, 50))

    assert not result.is_set
    assert [refused.code for refused in result.refused] == ["CHANGE_FROM_QUANTITY_STALE"]
    assert result.refused[0].row in {1, None}
    assert await shop.levels("MUG") == {"Lake Jackson": (49, 1, 50), "Austin Office": (48, 0, 48)}


async def test_every_bad_row_is_named_by_its_place_in_the_batch(shop: Story):
    """So that the rest can be sent again."""
    gone = "gid://shopify/Location/999999"

    result = await set_levels(shop, row(shop, 9, 48, shop.austin), row(shop, -1, 50), row(shop, 1, 0, gone))

    assert {(refused.row, refused.code) for refused in result.refused} >= {(2, "INVALID_LOCATION")}
    assert all(refused.row in {1, 2} for refused in result.refused)
    assert (await shop.levels("MUG"))["Austin Office"] == (48, 0, 48)


async def test_a_row_may_be_set_whatever_it_is_now(shop: Story):
    """None skips the comparison: the key is sent all the same, as Shopify demands."""
    assert (await set_levels(shop, row(shop, 3, None))).is_set

    assert (await shop.levels("MUG"))["Lake Jackson"] == (3, 0, 3)


async def test_a_request_that_is_wrong_as_a_whole_is_an_error(shop: Story):
    """Not a matter of single rows."""
    with pytest.raises(errors.UserErrors, match="set quantities"):
        await writing.set_available(shop.client, [row(shop, 1, 50)], "not a uri", str(uuid.uuid4()))


@pytest.mark.parametrize("count", [0, 251])
async def test_a_batch_that_shopify_would_not_take_is_not_sent(shop: Story, count: int):
    """Splitting is the caller's work."""
    with pytest.raises(ValueError, match="1 to 250"):
        await set_levels(shop, *[row(shop, 1, 50)] * count)


STALE = {
    "code": "CHANGE_FROM_QUANTITY_STALE",
    "field": None,
    "message": "The changeFromQuantity argument no longer matches the persisted quantity.",
}


@pytest.mark.parametrize(("rows", "expected"), [(1, 0), (2, None)])
async def test_a_stale_row_without_a_field_is_known_only_when_it_is_alone(rows: int, expected: int | None):
    """Live shops leave the field out."""
    time = VirtualTime()
    answer = {"inventorySetQuantities": {"inventoryAdjustmentGroup": None, "userErrors": [STALE]}}
    script = shop_answers.Script(shop_answers.ok(shop_answers.SHOP), shop_answers.ok(answer))
    batch = [writing.SetRow(item_id="i", location_id="l", quantity=1, change_from=None)] * rows

    async with shop_answers.shop(script, time) as shop:
        result = await time.run(writing.set_available(shop, batch, "trueup://test/1", "key"))

    assert [refused.row for refused in result.refused] == [expected]
    sent = json.loads(script.requests[1].content)["variables"]["input"]["quantities"][0]
    assert sent["changeFromQuantity"] is None
