"""Carrying out level writes: batches with compare-and-set, proved by reading back.

A batch is all or nothing at Shopify: rows that it refuses are taken out and the rest is sent again, so that bad rows
don't stop good ones. A stale row is never written with its old target; the next round reads both sides again.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from reconciler import actual, journal, plans
from reconciler.applying.steps import MOVED_ON, Step
from reconciler.shopify import errors, reading, writing, writing_levels

BATCH = 250
"""Rows in one request. Source: Shopify's limit on input arrays."""

AT_ONCE = 8
"""Batches under way at once: enough to keep a bucket of points busy while answers travel."""

REFERENCE = "trueup://round/{}"
"""What Shopify keeps as the reason's document."""

Row = tuple[plans.Change, plans.SetInventory]


async def carry_out(
    step: Step, changes: Sequence[plans.Change], *, touched: bool, told: Callable[[list[plans.Outcome]], None]
) -> None:
    """Write these levels, telling the outcomes batch by batch.

    `touched`: the plan has let Shopify move stock before, so the levels are read again first. Raises ShopError when the
    shop can't be reached; what was told before stands.
    """
    rows = [(change, change.work) for change in changes if isinstance(change.work, plans.SetInventory)]
    # A batch of one location is proved for 3 points, one of ten locations for 21.
    rows.sort(key=lambda row: row[1].location_id)
    turns = asyncio.Semaphore(AT_ONCE)

    async def carry(batch: list[Row]) -> None:
        async with turns:
            if not step.shop.may_go_on():
                told([step.outcome(change, "skipped", "stopped before it was sent") for change, _ in batch])
                return
            told(await _batch(step, batch, touched=touched, told=told))

    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    ends = await asyncio.gather(*(carry(batch) for batch in batches), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


async def _batch(
    step: Step, batch: list[Row], *, touched: bool, told: Callable[[list[plans.Outcome]], None]
) -> list[plans.Outcome]:
    if touched:
        levels = await _read(step, batch)
        moved_on = [row for row in batch if _available(levels, row) != row[1].expected]
        told([_already_or_stale(step, levels, row) for row in moved_on])
        keys = {change.key for change, _ in moved_on}
        batch = [row for row in batch if row[0].key not in keys]
    return await _write(step, batch)


async def _write(step: Step, batch: list[Row]) -> list[plans.Outcome]:
    outcomes: list[plans.Outcome] = []
    while batch:
        entry = journal.intend_levels(step.shop, [change for change, _ in batch], step.round_id)
        try:
            result = await writing.set_available(step.shop.client, _rows(batch), _reference(step), str(uuid.uuid4()))
        except errors.UserErrors as error:
            made, batch = [step.outcome(change, "refused", error.message) for change, _ in batch], []
        except errors.UnknownOutcomeError as error:
            made, batch = await _prove(step, batch, lost=str(error)), []
        else:
            if result.is_set:
                made, batch = await _prove(step, batch, lost=""), []
            else:
                made, batch = await _sort_out(step, batch, result)
        journal.conclude_levels(step.shop, entry, made)
        outcomes += made
    return outcomes


async def _sort_out(step: Step, batch: list[Row], result: writing.SetResult) -> tuple[list[plans.Outcome], list[Row]]:
    """Take the rows out that Shopify refused, and give the rest to be sent again."""
    named = {one.row: one for one in result.refused if one.row is not None}
    made: list[plans.Outcome] = []
    rest: list[Row] = []
    levels: dict[tuple[str, str], actual.Level] = {}
    if not named or any(one.code == writing_levels.STALE for one in result.refused):
        # Live shops don't always say which row is stale: the levels themselves do.
        levels = await _read(step, batch)
        for index, row in enumerate(batch):
            if index not in named and _available(levels, row) != row[1].expected:
                made.append(_already_or_stale(step, levels, row))
            elif index not in named:
                rest.append(row)
        if not made and not named:
            # Refused without a word about which row, and nothing has changed: leave them to the next round.
            return [step.outcome(change, "stale", MOVED_ON) for change, _ in batch], []
    else:
        rest = [row for index, row in enumerate(batch) if index not in named]
    for index, one in named.items():
        if one.code == writing_levels.STALE:
            made.append(_already_or_stale(step, levels, batch[index]))
        else:
            made.append(step.outcome(batch[index][0], "refused", one.message))
    return made, rest


async def _prove(step: Step, batch: list[Row], *, lost: str) -> list[plans.Outcome]:
    """Read back what was written. `lost` is the sentence about a lost answer, empty when Shopify said yes."""
    levels = await _read(step, batch)
    made = []
    for change, work in batch:
        available = _available(levels, (change, work))
        if available == work.quantity:
            made.append(step.outcome(change, "done"))
        elif available is None:
            # Shopify changes nothing there, without an error.
            made.append(step.outcome(change, "stale", f"{MOVED_ON} (the item is not stocked there any more)"))
        elif available == work.expected:
            why = lost or "Shopify accepted the write and did not carry it out"
            made.append(step.outcome(change, "stale" if lost else "refused", why))
        elif lost:
            made.append(step.outcome(change, "stale", lost))
        else:
            made.append(step.outcome(change, "done", f"and changed again since, to {available}"))
    return made


async def _read(step: Step, batch: Sequence[Row]) -> dict[tuple[str, str], actual.Level]:
    items = sorted({work.item_id for _, work in batch})
    locations = sorted({work.location_id for _, work in batch})
    found = await reading.levels(step.shop.client, items, locations, lambda _done, _total: None)
    return {(level.item_id, level.location_id): level for level in found}


def _available(levels: dict[tuple[str, str], actual.Level], row: Row) -> int | None:
    level = levels.get((row[1].item_id, row[1].location_id))
    return level.available if level is not None and level.is_active else None


def _already_or_stale(step: Step, levels: dict[tuple[str, str], actual.Level], row: Row) -> plans.Outcome:
    if _available(levels, row) == row[1].quantity:
        return step.outcome(row[0], "already")
    return step.outcome(row[0], "stale", MOVED_ON)


def _rows(batch: Sequence[Row]) -> list[writing.SetRow]:
    return [
        writing.SetRow(
            item_id=work.item_id, location_id=work.location_id, quantity=work.quantity, change_from=work.expected
        )
        for _, work in batch
    ]


def _reference(step: Step) -> str:
    return REFERENCE.format(step.round_id or "none")


def touched_before(changes: Sequence[plans.Change]) -> bool:
    """Whether the plan lets Shopify move stock before the levels are written."""
    return any(change.effects or isinstance(change.work, plans.WriteTracking) for change in changes)
