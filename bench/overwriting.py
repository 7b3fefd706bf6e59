"""Points and time for overwriting levels, each batch proved by reading it back, against the floor of Shopify's limits.

Run it with `make bench`, or `PYTHONPATH=tests python bench/overwriting.py [--levels N ...] [--plans standard ...]`.
See reading.py for floors, taken and ratio. A batch is 250 levels of one location, compared and set in one request, then
read again: two answers, one after the other. As many batches are under way at once as when a plan is carried out.
"""

import asyncio
import uuid
from collections.abc import Sequence

from shared import figures
from support.slow_shops import SlowShop

from reconciler.applying import level_work
from reconciler.shopify import paging, reading, writing
from reconciler.shopify.writing_levels import SetRow


def silent(_done: int, _total: int | None) -> None:
    """Show no progress: the table is what counts."""


def batches(shop: SlowShop, locations: Sequence[str], items: Sequence[str]) -> list[list[SetRow]]:
    """Ten more of everything, by location."""
    made = []
    for location in locations:
        number = int(location.rpartition("/")[2])
        for some in paging.chunks(items, paging.LARGEST):
            rows = []
            for item in some:
                level = shop.world.shop.level(int(item.rpartition("/")[2]), number)
                available = level.available if level is not None else 0
                rows.append(SetRow(item_id=item, location_id=location, quantity=available + 10, change_from=available))
            made.append(rows)
    return made


async def overwrite(shop: SlowShop, rows: Sequence[SetRow]) -> None:
    """Set one batch and prove it."""
    done = await writing.set_available(shop.client, rows, "trueup://bench", str(uuid.uuid4()))
    found = await reading.levels(shop.client, [row.item_id for row in rows], [rows[0].location_id], silent)
    if not done.is_set or {level.item_id: level.available for level in found} != {
        row.item_id: row.quantity for row in rows
    }:
        raise SystemExit(f"a batch was not set: {done.refused}")


async def carry_out(shop: SlowShop, made: Sequence[Sequence[SetRow]]) -> None:
    """Every batch, as many at once as a round has under way."""
    turns = asyncio.Semaphore(level_work.AT_ONCE)

    async def carry(rows: Sequence[SetRow]) -> None:
        async with turns:
            await overwrite(shop, rows)

    await paging.together(carry(rows) for rows in made)


def main() -> None:
    """Print the table."""
    asked = figures.options("Points and time for overwriting levels, against the floors.")
    print(figures.machine())
    figures.heading(f"levels at {asked.locations} locations, {asked.latency} s latency")
    for plan in asked.plans:
        for number in asked.levels:
            shop, locations, items = figures.open_shop(number, asked, plan)
            work = carry_out(shop, batches(shop, locations, items))
            figures.row(plan, number, figures.measure(shop, work, answers=2))


if __name__ == "__main__":
    main()
