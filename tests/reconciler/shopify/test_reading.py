"""Reading what a shop is, where it keeps goods, and what it sells."""

import pytest
from support.simulated_shops import Story, silent

from reconciler import actual
from reconciler.shopify import errors, paging, reading


async def test_the_shop_says_who_it_is(shop: Story):
    """The cheapest proof that domain, token and version are right."""
    info = await reading.shop_info(shop.client)

    assert info.name
    assert info.currency_code == "USD"


async def test_a_token_with_all_scopes_passes(shop: Story):
    """Nothing is missing, nothing is said."""
    await reading.check_access(shop.client)


async def test_missing_scopes_are_named_with_the_way_to_add_them(shop: Story):
    """Missing ones would hide fulfillment orders without an error."""
    await shop.control("POST", "token", token="poor", scopes=["read_orders", "write_inventory"])

    async with shop.connect("poor") as poor:
        with pytest.raises(errors.AccessError, match="install the app anew") as caught:
            await reading.check_access(poor)

    assert "read_merchant_managed_fulfillment_orders" in caught.value.missing
    assert "read_orders" not in caught.value.missing
    assert "read_inventory" not in caught.value.missing, "a write scope brings its read scope"


async def test_a_wrong_token_is_an_access_error(shop: Story):
    """With Shopify's own text."""
    async with shop.connect("wrong") as stranger:
        with pytest.raises(errors.AccessError, match="401"):
            await reading.shop_info(stranger)


async def test_inactive_locations_and_those_of_fulfillment_services_are_read_too(shop: Story):
    """A mapping to one of them must be shown as wrong, not as unknown."""
    await shop.add_location("3PL", fulfillment_service=True)
    await shop.add_location("Dallas")
    await shop.control("POST", "locations/Dallas/deactivate")

    found = {one.name: one for one in await reading.locations(shop.client)}

    assert found["3PL"].is_fulfillment_service
    assert not found["Dallas"].is_active
    assert found["Lake Jackson"] == actual.Location(id=shop.lake_jackson, name="Lake Jackson")


async def test_each_variant_of_a_product_is_an_item_with_a_title_of_its_own(shop: Story):
    """Sizes share a product, and nothing else."""
    sizes = [{"title": title, "sku": f"TEE-{title}", "stock": {"Lake Jackson": 3}} for title in ("S", "L")]
    made = await shop.control("POST", "products", title="Tee", variants=sizes)

    found = {item.id: (item.sku, item.title) for item in await reading.items(shop.client, None, silent)}

    assert [found[each["inventory_item_id"]] for each in made["variants"]] == [
        ("TEE-S", "Tee - S"),
        ("TEE-L", "Tee - L"),
    ]


async def test_the_catalogue_is_read_page_by_page_with_progress(shop: Story):
    """More items than fit on one page."""
    for number in range(paging.LARGEST + 10):
        await shop.add_product(f"S{number}", {"Lake Jackson": 1})
    steps: list[tuple[int, int | None]] = []

    found = await reading.items(shop.client, None, lambda done, total: steps.append((done, total)))

    assert len(found) == len({item.id for item in found}) == paging.LARGEST + 11
    assert steps == [(250, None), (261, None)]


async def test_items_of_given_skus_are_exactly_those_and_all_of_those(shop: Story):
    """Two products may share a SKU; another's SKU may begin alike or differ in case."""
    twins = {await shop.add_product("TEA", {"Lake Jackson": 1}), await shop.add_product("TEA", {"Lake Jackson": 2})}
    await shop.add_product("TEA-2", {"Lake Jackson": 1})
    await shop.add_product("tea", {"Lake Jackson": 1})

    found = await reading.items(shop.client, {"TEA", "MUG", "NO-SUCH"}, silent)

    assert {item.id for item in found} == {*twins, shop.item}


@pytest.mark.parametrize("sku", ['6" pipe', "a\\b", "x OR y:z", "(1)", " padded", "x*"])
async def test_a_sku_that_means_something_in_a_search_is_found_all_the_same(shop: Story, sku: str):
    """SKUs are free text."""
    item = await shop.add_product(sku, {"Lake Jackson": 1})

    assert [one.id for one in await reading.items(shop.client, {sku}, silent)] == [item]


async def test_untracked_items_bundles_and_missing_skus_are_told_apart(shop: Story):
    """Their stock can't be written, each for its own reason."""
    untracked = await shop.add_product("GIFT", {"Lake Jackson": 0}, tracked=False)
    nameless = await shop.add_product(None, {"Lake Jackson": 0})
    bundle = await shop.add_product("SET", {"Lake Jackson": 0}, bundle=True)

    found = {item.id: item for item in await reading.items(shop.client, None, silent)}

    assert not found[untracked].tracked
    assert found[nameless].sku is None
    assert [item.id for item in found.values() if item.is_bundle] == [bundle]
    assert found[shop.item].title == "Product MUG"


async def test_levels_hold_what_the_shop_has_and_skip_what_was_never_stocked(shop: Story):
    """One level for each pair that Shopify knows."""
    other = await shop.add_product("TEA", {"Austin Office": 7})
    await shop.place(("MUG", 1))

    found = await reading.levels(shop.client, [shop.item, other], [shop.lake_jackson, shop.austin], silent)

    assert set(found) == {
        actual.Level(item_id=shop.item, location_id=shop.lake_jackson, available=49, committed=1, on_hand=50),
        actual.Level(item_id=shop.item, location_id=shop.austin, available=48, committed=0, on_hand=48),
        actual.Level(item_id=other, location_id=shop.austin, available=7, committed=0, on_hand=7),
    }


async def test_an_item_that_is_no_longer_stocked_has_an_inactive_level(shop: Story):
    """Unstocked is told from never stocked."""
    await shop.control("POST", "unstock", sku="MUG", location="Austin Office")

    found = await reading.levels(shop.client, [shop.item], [shop.austin], silent)

    assert [level.is_active for level in found] == [False]


async def test_levels_of_many_items_take_one_request_for_250_of_them(shop: Story):
    """All locations in the same request."""
    items = [await shop.add_product(f"S{number}", {"Lake Jackson": number}) for number in range(300)]
    await shop.control("DELETE", "requests")
    steps: list[tuple[int, int | None]] = []

    found = await reading.levels(
        shop.client, items, [shop.lake_jackson, shop.austin], lambda done, total: steps.append((done, total))
    )

    assert [level.available for level in found] == list(range(300))
    assert [item["operation"] for item in (await shop.control("GET", "requests"))["requests"]] == ["Levels"] * 2
    assert steps[-1] == (600, 600)


async def test_an_item_that_was_deleted_has_no_levels(shop: Story):
    """Between two readings the catalogue may change."""
    gone = "gid://shopify/InventoryItem/999999"

    assert await reading.levels(shop.client, [gone], [shop.austin], silent) == ()
