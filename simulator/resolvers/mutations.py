"""Carries out the mutations of fulfillment orders and fulfillments."""

from itertools import zip_longest
from typing import Any

from simulator import errors, fulfilment, gids, holds, moves, splits
from simulator.calls import Answer, Call
from simulator.resolvers import fulfillment_orders
from simulator.state.fulfillments import FulfillmentOrder, Hold, Tracking


def _source(call: Call, gid: str) -> FulfillmentOrder:
    number = gids.number(gid, "FulfillmentOrder")
    found = call.shop.fulfillment_orders.get(number) if number is not None else None
    if found is None or not call.sees(found):
        raise errors.invalid_id(gid)
    return found


def _wanted(entries: list[dict[str, Any]] | None) -> list[tuple[int, int]]:
    return [(gids.number(each["id"], "FulfillmentOrderLineItem") or 0, each["quantity"]) for each in entries or []]


def _move(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source = _source(call, args["id"])
    location_id = gids.number(args["newLocationId"], "Location")
    done = moves.move(call.world, source, location_id, _wanted(args.get("fulfillmentOrderLineItems")) or None)
    return Answer(
        "FulfillmentOrderMovePayload",
        movedFulfillmentOrder=done.moved,
        originalFulfillmentOrder=done.original,
        remainingFulfillmentOrder=done.remaining,
        userErrors=[],
    )


def _split(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    planned = []
    for each in args["fulfillmentOrderSplits"]:
        number = gids.number(each["fulfillmentOrderId"], "FulfillmentOrder")
        source = call.shop.fulfillment_orders.get(number) if number is not None else None
        if source is None or not call.sees(source):
            raise errors.refusal("Fulfillment order does not exist.", None, "FULFILLMENT_ORDER_NOT_FOUND")
        wanted = _wanted(each["fulfillmentOrderLineItems"])
        splits.check(source, wanted)
        planned.append((source, wanted))
    results = []
    for source, wanted in planned:
        new = splits.split(call.world, source, wanted)
        results.append(
            Answer(
                "FulfillmentOrderSplitResult",
                fulfillmentOrder=source,
                remainingFulfillmentOrder=new,
                replacementFulfillmentOrder=None,
            )
        )
    return Answer("FulfillmentOrderSplitPayload", fulfillmentOrderSplits=results, userErrors=[])


def _merge(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    results = []
    for each in args["fulfillmentOrderMergeInputs"]:
        sources = [_source(call, intent["fulfillmentOrderId"]) for intent in each["mergeIntents"]]
        merged = splits.merge(call.world, sources)
        results.append(Answer("FulfillmentOrderMergeResult", fulfillmentOrder=merged))
    return Answer("FulfillmentOrderMergePayload", fulfillmentOrderMerges=results, userErrors=[])


def _hold(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source, given = _source(call, args["id"]), args["fulfillmentHold"]
    new = Hold(
        id=call.shop.new_id("FulfillmentHold"),
        reason=given["reason"],
        reason_notes=given.get("reasonNotes"),
        handle=given.get("handle") or "",
    )
    placed, remaining = holds.hold(call.world, source, new, _wanted(given.get("fulfillmentOrderLineItems")))
    return Answer(
        "FulfillmentOrderHoldPayload",
        fulfillmentHold=fulfillment_orders.hold(placed),
        fulfillmentOrder=source,
        remainingFulfillmentOrder=remaining,
        userErrors=[],
    )


def _release(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source = _source(call, args["id"])
    ids = args.get("holdIds")
    holds.release(call.world, source, None if not ids else [gids.number(each, "FulfillmentHold") or 0 for each in ids])
    return Answer("FulfillmentOrderReleaseHoldPayload", fulfillmentOrder=source, userErrors=[])


def _open(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source = _source(call, args["id"])
    holds.reopen(call.world, source)
    return Answer("FulfillmentOrderOpenPayload", fulfillmentOrder=source, userErrors=[])


def _progress(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source = _source(call, args["id"])
    holds.report_progress(call.world, source)
    return Answer("FulfillmentOrderReportProgressPayload", fulfillmentOrder=source, userErrors=[])


def _cancel_order(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    source = _source(call, args["id"])
    new = splits.replace(call.world, source)
    return Answer(
        "FulfillmentOrderCancelPayload", fulfillmentOrder=source, replacementFulfillmentOrder=new, userErrors=[]
    )


def tracking(given: dict[str, Any] | None) -> list[Tracking]:
    """Return the parcels a tracking input describes; `numbers` and `urls` go together by their places."""
    if not given:
        return []
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    if not numbers and not urls and given.get("company"):
        return [Tracking(company=given["company"])]
    return [
        Tracking(company=given.get("company"), number=number, url=url) for number, url in zip_longest(numbers, urls)
    ]


def _create(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    given = args["fulfillment"]
    entries = []
    for each in given["lineItemsByFulfillmentOrder"]:
        number = gids.number(each["fulfillmentOrderId"], "FulfillmentOrder")
        source = call.shop.fulfillment_orders.get(number or 0)
        if source is not None and not call.sees(source):
            text = "The api_client does not have access to the fulfillment order."
            raise errors.refusal(text, fulfilment.FIELD)
        lines = each.get("fulfillmentOrderLineItems")
        entries.append(fulfilment.Entry(fulfillment_order_id=number or 0, lines=_wanted(lines) if lines else None))
    done = fulfilment.create(call.world, entries, tracking(given.get("trackingInfo")))
    return Answer("FulfillmentCreatePayload", fulfillment=done, userErrors=[])


def _track(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    found = call.shop.fulfillments.get(gids.number(args["fulfillmentId"], "Fulfillment") or 0)
    if found is None:
        raise errors.refusal("Fulfillment does not exist.", ["fulfillmentId"])
    fulfilment.update_tracking(call.world, found, tracking(args["trackingInfoInput"]))
    return Answer("FulfillmentTrackingInfoUpdatePayload", fulfillment=found, userErrors=[])


def _cancel(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    found = call.shop.fulfillments.get(gids.number(args["id"], "Fulfillment") or 0)
    if found is None:
        raise errors.refusal("Fulfillment not found.", ["id"])
    fulfilment.cancel(call.world, found)
    return Answer("FulfillmentCancelPayload", fulfillment=found, userErrors=[])


RESOLVERS: dict[str, dict[str, Any]] = {
    "Mutation": {
        "fulfillmentOrderMove": _move,
        "fulfillmentOrderSplit": _split,
        "fulfillmentOrderMerge": _merge,
        "fulfillmentOrderHold": _hold,
        "fulfillmentOrderReleaseHold": _release,
        "fulfillmentOrderOpen": _open,
        "fulfillmentOrderReportProgress": _progress,
        "fulfillmentOrderCancel": _cancel_order,
        "fulfillmentCreate": _create,
        "fulfillmentTrackingInfoUpdate": _track,
        "fulfillmentCancel": _cancel,
    },
}
