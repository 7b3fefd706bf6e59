"""Carrying out level writes: batches with compare-and-set, proved by reading back.

A batch is all or nothing at Shopify: rows that it refuses are taken out and the rest is sent again, so that bad rows
don't stop good ones. A stale row is never written with its old target; the next round reads both sides again.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reconciler import actual, journal, plans
from reconciler.applying.steps import MOVED_ON, Step
from reconciler.shopify import errors, reading, writing, writing_levels

BATCH = 250
"""Rows in one request. Source: Shopify's limit on input arrays."""

AT_ONCE = 32
"""Batches under way at once: enough to keep the points of Plus busy while answers take 0.3 s to write and to prove."""

MOST_ALONE_REFUSED = 25
"""Where Shopify names no row, so many may be refused alone before any is written; then the rest is left to the next
round, which leaves those out. It bounds what a refusal of everything costs."""

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
            await _batch(step, batch, touched=touched, told=told)

    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    ends = await asyncio.gather(*(carry(batch) for batch in batches), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


async def _batch(step: Step, batch: list[Row], *, touched: bool, told: Callable[[list[plans.Outcome]], None]) -> None:
    if touched:
        levels = await _read(step, batch)
        moved_on = [row for row in batch if _available(levels, row) != row[1].expected]
        told([_already_or_stale(step, levels, row) for row in moved_on])
        keys = {change.key for change, _ in moved_on}
        batch = [row for row in batch if row[0].key not in keys]
    await _write(step, batch, told)


async def _write(step: Step, batch: list[Row], told: Callable[[list[plans.Outcome]], None]) -> None:
    """Write a batch; what Shopify refuses without naming a row is halved until the row is found."""
    waiting = [batch] if batch else []
    alone_refused, has_written = 0, False
    ended = ""
    while waiting:
        part = waiting.pop(0)
        if ended or (part is not batch and not step.shop.may_go_on()):
            told([step.outcome(change, "skipped", ended or "stopped before it was sent") for change, _ in part])
            continue
        entry = journal.intend_levels(step.shop, [change for change, _ in part], step.round_id)
        made, rest, refusal = await _try(step, part)
        if refusal is not None:
            if len(part) == 1 or refusal.is_of_request:
                made = [step.outcome(change, "refused", refusal.message) for change, _ in part]
                alone_refused += 1
            elif alone_refused >= MOST_ALONE_REFUSED and not has_written:
                why = f"Shopify refused it together with others and named none: {refusal.message}"
                made = [step.outcome(change, "skipped", why) for change, _ in part]
            else:
                waiting[:0] = [part[: len(part) // 2], part[len(part) // 2 :]]
        elif rest:
            waiting.insert(0, rest)
        has_written = has_written or any(one.result in {"done", "already"} for one in made)
        journal.conclude_levels(step.shop, entry, made)
        told(made)
        if any(one.result == "unknown" for one in made):
            ended = "the shop did not answer for levels that were sent before"


class _Refusal(NamedTuple):
    """Shopify refused a batch and named no row. `is_of_request`: it is not about any row."""

    message: str
    is_of_request: bool


async def _try(step: Step, batch: list[Row]) -> tuple[list[plans.Outcome], list[Row], _Refusal | None]:
    """Send a batch once: outcomes, rows to send again, and a refusal that leaves open which row it is about."""
    try:
        result = await writing.set_available(step.shop.client, _rows(batch), _reference(step), str(uuid.uuid4()))
    except errors.UserErrors as error:
        return [], [], _Refusal(error.message, is_of_request=writing_levels.is_of_request(error))
    except errors.UnknownOutcomeError as error:
        return await _prove(step, batch, lost=str(error)), [], None
    if result.is_set:
        return await _prove(step, batch, lost=""), [], None
    return await _sort_out(step, batch, result)


async def _sort_out(
    step: Step, batch: list[Row], result: writing.SetResult
) -> tuple[list[plans.Outcome], list[Row], _Refusal | None]:
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
            if len(batch) > 1:
                return [], [], _Refusal(result.refused[0].message, is_of_request=False)
            # Called stale, and it is what it was: leave it to the next round.
            return [step.outcome(change, "stale", MOVED_ON) for change, _ in batch], [], None
    else:
        rest = [row for index, row in enumerate(batch) if index not in named]
    for index, one in named.items():
        if one.code == writing_levels.STALE:
            made.append(_already_or_stale(step, levels, batch[index]))
        else:
            made.append(step.outcome(batch[index][0], "refused", one.message))
    return made, rest, None


async def _prove(step: Step, batch: list[Row], *, lost: str) -> list[plans.Outcome]:
    """Read back what was written. `lost` is the sentence about a lost answer, empty when Shopify said yes.

    Where that can't be read either, nobody knows yet: the next round reads the levels anyhow, and compares.
    """
    try:
        levels = await _read(step, batch)
    except errors.ShopError as error:
        sent = lost or "sent, and Shopify said that it was set"
        why = f"{sent}; reading it back failed ({error}), so the next round looks"
        return [step.outcome(change, "unknown", why) for change, _ in batch]
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
