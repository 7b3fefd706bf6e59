"""Points and time for reading levels and the catalogue, against the floor that Shopify's limits set.

Run it with `make bench`, or `PYTHONPATH=tests python bench/reading.py [--levels N ...] [--plans standard ...]`. The
floor is the points charged by the rate at which the plan gives them back, from an empty bucket; `taken` is in virtual
time, the network's latency included; the ratio is what can be compared between machines, and says nothing where the
floor is shorter than one answer takes. Levels are asked for concurrently; pages of a catalogue come one after the
other, each with the cursor of the one before, and a very large one comes in bulk where that is sooner done: then few
points are spent, and the ratio is that of Shopify's own pace.
"""

from shared import figures

from reconciler.shopify import reading


def silent(_done: int, _total: int | None) -> None:
    """Show no progress: the table is what counts."""


def main() -> None:
    """Print the tables."""
    asked = figures.options("Points and time for reading, against the floor.")
    print(figures.machine())
    figures.heading(f"levels at {asked.locations} locations, {asked.latency} s latency")
    for plan in asked.plans:
        for levels in asked.levels:
            shop, locations, items = figures.open_shop(levels, asked, plan)
            figures.row(plan, levels, figures.measure(shop, reading.levels(shop.client, items, locations, silent)))
    figures.heading(f"the catalogue of as many items, {asked.latency} s latency")
    for plan in asked.plans:
        for levels in asked.levels:
            shop, _, _ = figures.open_shop(levels * asked.locations, asked, plan)
            figures.row(plan, levels, figures.measure(shop, reading.items(shop.client, None, silent)))


if __name__ == "__main__":
    main()
