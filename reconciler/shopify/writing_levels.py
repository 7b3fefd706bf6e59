"""Writing levels: setting available in batches, each compared with what we read before.

In: rows. Out: which rows Shopify refused. A batch is all or nothing at Shopify, so one refused row means that none was
set: the caller takes it out and sends the rest. Called by applying through `writing`.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from reconciler.shopify import documents, errors, paging
from reconciler.shopify.client import ShopClient

STALE = "CHANGE_FROM_QUANTITY_STALE"
"""The level is no longer what `change_from` says: read it again. Source: InventorySetQuantitiesUserErrorCode."""

REASON = "correction"
"""Why a quantity changes, as Shopify's history shows it. Source: accepted reasons of inventorySetQuantities."""


class SetRow(msgspec.Struct, frozen=True, kw_only=True):
    """Set available to `quantity`, provided that it is `change_from` now; None sets it whatever it is."""

    item_id: str
    location_id: str
    quantity: int
    change_from: int | None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row was refused. `row` is its place in the batch; None when Shopify did not say which one it was."""

    row: int | None
    code: str | None
    message: str


class SetResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch: everything was set, or, when anything was refused, nothing."""

    refused: tuple[Refused, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether the batch was carried out."""
        return not self.refused


class _Payload(msgspec.Struct, frozen=True, rename="camel"):
    user_errors: tuple[errors.UserError, ...]


async def set_available(client: ShopClient, rows: Sequence[SetRow], reference: str, key: str) -> SetResult:
    """Set up to 250 levels in one request of 13 points.

    `reference` is a URI that Shopify keeps with the change, `key` the idempotency key (a UUID). The key is not trusted:
    prove a write by reading back. Raises UserErrors when it was refused and no row was named (see `is_of_request`),
    ValueError for too many rows or none. At a location that never stocked the item Shopify changes nothing, without an
    error.
    """
    if not 0 < len(rows) <= paging.LARGEST:
        raise ValueError(f"a batch has 1 to {paging.LARGEST} rows, not {len(rows)}")
    variables = {
        "key": key,
        "input": {
            "name": "available",
            "reason": REASON,
            "referenceDocumentUri": reference,
            "quantities": [_row(row) for row in rows],
        },
    }
    data: Any = await client.ask(documents.load("set_quantities"), variables, dict[str, _Payload | None])
    payload = data["inventorySetQuantities"]
    if payload is None:
        raise errors.UnknownOutcomeError("Shopify gave no answer to set_quantities")
    refused = tuple(_refused(error, len(rows)) for error in payload.user_errors)
    if refused and all(one.row is None for one in refused) and any(one.code != STALE for one in refused):
        raise errors.UserErrors("set quantities", payload.user_errors)
    return SetResult(refused=refused)


def is_of_request(refusal: errors.UserErrors) -> bool:
    """Whether it is about what the request says beside its rows: sending fewer rows would not help."""
    fields = [set(one.field or ()) - {"input"} for one in refusal.errors]
    return any(field and "quantities" not in field for field in fields)


def _row(row: SetRow) -> dict[str, object]:
    """The key changeFromQuantity must be there even when it is null."""
    return {
        "inventoryItemId": row.item_id,
        "locationId": row.location_id,
        "quantity": row.quantity,
        "changeFromQuantity": row.change_from,
    }


def _refused(error: errors.UserError, rows: int) -> Refused:
    """Find the row by `field` = input, quantities, <row>, …; live shops leave it out for a stale row."""
    index = next((int(part) for part in error.field or () if part.isdecimal()), None)
    if index is not None and index >= rows:
        index = None
    if index is None and rows == 1 and error.code == STALE:
        index = 0
    return Refused(row=index, code=error.code, message=error.message)
