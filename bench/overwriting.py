"""Points and time for overwriting levels, each batch proved by reading it back, against the floor of Shopify's limits.

Run it with `make bench`, or `PYTHONPATH=tests python bench/overwriting.py [--levels N ...] [--plans standard ...]`.
See reading.py for floor, taken and ratio. A batch is 250 levels of one location, compared and set in one request, then
read again. "In turns" is how a plan is carried out, one batch after the other; "together" is what the client could do.
"""

import uuid
from collections.abc import Sequence

from shared import figures
from support.slow_shops import SlowShop

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


async def in_turns(shop: SlowShop, made: Sequence[Sequence[SetRow]]) -> None:
    """One after the other."""
    for rows in made:
        await overwrite(shop, rows)


async def together(shop: SlowShop, made: Sequence[Sequence[SetRow]]) -> None:
    """As many at once as the client lets through."""
    await paging.together(overwrite(shop, rows) for rows in made)


def main() -> None:
    """Print the tables."""
    asked = figures.options("Points and time for overwriting levels, against the floor.")
    print(figures.machine())
    for name, manner in (("in turns", in_turns), ("together", together)):
        figures.heading(f"levels at {asked.locations} locations, {name}, {asked.latency} s latency")
        for plan in asked.plans:
            for levels in asked.levels:
                shop, locations, items = figures.open_shop(levels, asked, plan)
                figures.row(plan, levels, figures.measure(shop, manner(shop, batches(shop, locations, items))))


if __name__ == "__main__":
    main()
