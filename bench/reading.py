"""Points and time for reading levels, the catalogue and open orders, against the floors that a shop sets.

Run it with `make bench`, or `PYTHONPATH=tests python bench/reading.py [--levels N ...] [--plans standard ...]`. The
points floor is the points charged by the rate at which the plan gives them back, from an empty bucket; the latency
floor is what answers alone take: those that must be awaited one after the other, or all of them, as many at a time as
the client lets through. `taken` is in virtual time; the ratio to the higher floor is what can be compared between
machines. Levels are asked for by ids that are known. The catalogue and the open orders are lists, read from several
places at once: a first page, the last id, places to begin at, the pages, and what belongs to their ids. A request for
orders asks for more points than it costs: the bucket must hold them before it leaves, a second on the standard plan.
"""

from shared import figures
from support.slow_shops import SlowShop

from reconciler.shopify import reading


def silent(_done: int, _total: int | None) -> None:
    """Show no progress: the table is what counts."""


async def orders(shop: SlowShop) -> None:
    """Find the open orders, and read each whole."""
    ids = await reading.open_order_ids(shop.client)
    await reading.orders(shop.client, ids, silent)


def main() -> None:
    """Print the tables."""
    asked = figures.options("Points and time for reading, against the floors.")
    print(figures.machine())
    figures.heading(f"levels at {asked.locations} locations, {asked.latency} s latency")
    for plan in asked.plans:
        for number in asked.levels:
            shop, locations, items = figures.open_shop(number, asked, plan)
            figures.row(plan, number, figures.measure(shop, reading.levels(shop.client, items, locations, silent)))
    figures.heading(f"the catalogue of as many variants, {asked.latency} s latency")
    for plan in asked.plans:
        for number in asked.levels:
            shop, _, _ = figures.open_shop(number * asked.locations, asked, plan)
            figures.row(plan, number, figures.measure(shop, reading.items(shop.client, None, silent), answers=5))
    figures.heading(f"the open orders, a tenth as many, and each of them whole, {asked.latency} s latency")
    for plan in asked.plans:
        for number in asked.levels:
            shop, _, _ = figures.open_shop(100 * asked.locations, asked, plan)
            shop.order(number // 10)
            figures.row(plan, number // 10, figures.measure(shop, orders(shop), answers=3))


if __name__ == "__main__":
    main()
