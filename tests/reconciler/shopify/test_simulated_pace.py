"""The client's pace against a simulated shop's own bucket, on a clock that jumps."""

import httpx
from support import simulated_shops
from support.virtual_time import VirtualTime

from reconciler.shopify import client, costs, documents, paging, reading, reading_levels, tokens
from simulator import worlds
from simulator.app import create_app


def build(time: VirtualTime) -> tuple[worlds.World, client.ShopClient]:
    """A shop and a client that share a clock."""
    world = worlds.World(token=simulated_shops.TOKEN, clock=time.clock)
    shop_client = client.ShopClient(
        "shop.myshopify.com",
        tokens.StaticToken(simulated_shops.TOKEN),
        transport=httpx.ASGITransport(app=create_app(world)),
        base_url=simulated_shops.BASE,
        clock=time.clock,
        sleep=time.sleep,
    )
    return world, shop_client


async def test_hours_of_reading_are_never_throttled_and_waste_under_five_percent():
    """A thousand pages of the catalogue at the standard plan's rate."""
    time = VirtualTime()
    world, shop_client = build(time)

    async with shop_client as shop:
        await time.run(paging.together(reading.items(shop, None, simulated_shops.silent) for _ in range(1000)))

    log = world.requests.all()
    charged = [request.cost for request in log]
    assert len(log) == 1000
    assert None not in charged, "a throttled answer states no cost"
    floor = (sum(cost or 0 for cost in charged) - 2000) / 100
    assert 10 < floor <= time.seconds <= floor / 0.95


async def test_no_document_costs_more_than_it_was_estimated_to(shop: simulated_shops.Story):
    """What the shop charges for our own documents, against our estimate."""
    placed = await shop.place(("MUG", 1))
    await shop.control("DELETE", "requests")
    await reading.shop_info(shop.client)
    await reading.check_access(shop.client)
    await reading.locations(shop.client)
    await reading.items(shop.client, None, simulated_shops.silent)
    await reading.open_order_ids(shop.client)
    await reading.orders(shop.client, [placed["id"]], simulated_shops.silent)
    await reading.levels(shop.client, [shop.item], [shop.austin], simulated_shops.silent)

    sizes = {"first": 250, "lines": 20, "fulfillmentOrders": 5}
    known = [documents.load(name) for name in documents.names()] + [reading_levels.document(1)]
    estimates = {document.operation: costs.estimate(document, sizes) for document in known}
    dearer = [
        (request["operation"], request["cost"], estimates[request["operation"]])
        for request in (await shop.control("GET", "requests"))["requests"]
        if request["cost"] > estimates[request["operation"]]
    ]

    assert dearer == []
