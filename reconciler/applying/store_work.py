"""Carrying out what concerns the store alone: imports, ship-from, splits, following the shop, notes."""

from collections.abc import Callable
from typing import Any

from reconciler import plans
from reconciler.applying.steps import MOVED_ON, Step
from store import adoptions, edits, errors, labels, orders, parts, tags, timeline
from store.databases import Session


def carry_out(step: Step, change: plans.Change) -> plans.Outcome:
    """Do it in one transaction."""
    if isinstance(change.work, plans.Notify):
        return step.outcome(change, "done")
    try:
        with step.shop.database.session() as session:
            result, message = _WORK[type(change.work)](step, session, change, change.work)
    except errors.StoreError as error:
        return step.outcome(change, "stale", f"{error} ({MOVED_ON})")
    return step.outcome(change, result, message)


def noted(step: Step, change: plans.Change, work: plans.SetTags) -> None:
    """Keep in the store that a tag was set or taken off in the shop."""
    with step.shop.database.session() as session:
        order = orders.get(session, step.shop.domain, _order_id(change))
        if work.add:
            tags.tag(session, order, work.tag)
        else:
            tags.untag(session, order, work.tag)
        tags.set_failure(session, order, work.reasons)


def _order_id(change: plans.Change) -> str:
    if change.address.order_id is None:
        raise ValueError(f"The change {change.key} names no order.")
    return change.address.order_id


def _incoming(line: tuple[str, str | None, str, int, bool]) -> orders.IncomingLine:
    return orders.IncomingLine(gid=line[0], sku=line[1], title=line[2], quantity=line[3], requires_shipping=line[4])


def _import(step: Step, session: Session, change: plans.Change, work: plans.ImportOrder) -> tuple[str, str]:
    known = orders.known(session, step.shop.domain, [_order_id(change)])
    incoming = orders.Incoming(
        gid=_order_id(change),
        name=work.name,
        number=work.number,
        placed_at=work.placed_at,
        lines=tuple(_incoming(line) for line in work.lines),
    )
    orders.import_order(session, step.shop.domain, incoming, step.shop.clock())
    return ("already", "") if known else ("done", "")


def _assign(step: Step, session: Session, change: plans.Change, work: plans.AssignWarehouse) -> tuple[str, str]:
    order = orders.get(session, step.shop.domain, _order_id(change))
    part = change.address.part or 1
    if work.warehouse is None:
        decided = parts.release(session, order, part)
    else:
        decided = parts.assign(session, order, part, work.warehouse, by="rule", rule=change.because.rule or None)
    if not decided:
        return "already", "a person decided otherwise meanwhile"
    why = f" ({change.because.why})" if change.because.why else ""
    by = f"rule {change.because.rule}{why}" if change.because.rule else change.because.why
    text = f"Ships from {change.after}: {by}."
    timeline.note(session, order, text, kind="ship-from", at=step.shop.clock())
    return "done", ""


def _split(step: Step, session: Session, change: plans.Change, work: plans.SplitPart) -> tuple[str, str]:
    order = orders.get(session, step.shop.domain, _order_id(change))
    shares = [parts.Share(warehouse=key, lines=dict(lines)) for key, lines in work.parts]
    part = change.address.part or 1
    if not parts.split(
        session, order, shares, by="rule", now=step.shop.clock(), rule=change.because.rule or None, part=part
    ):
        return "already", "a person decided otherwise meanwhile"
    text = f"Split into {change.after}: rule {change.because.rule}."
    timeline.note(session, order, text, kind="split", at=step.shop.clock())
    return "done", ""


def _accept(step: Step, session: Session, change: plans.Change, work: plans.AcceptShop) -> tuple[str, str]:
    order = orders.get(session, step.shop.domain, _order_id(change))
    if work.cancelled:
        orders.cancel(session, order, step.shop.clock())
        timeline.note(session, order, "Cancelled in the shop.", kind="shop", at=step.shop.clock())
        return "done", ""
    edits.set_quantities(session, order, [_incoming(line) for line in work.lines], now=step.shop.clock())
    for parcel in work.shipped:
        adoptions.adopt(
            session,
            order,
            adoptions.Adopted(
                fulfillment_gid=parcel.fulfillment_id,
                carrier=parcel.carrier,
                tracking_number=parcel.tracking_number,
                shipped_at=parcel.shipped_at,
                part=parcel.part,
                lines=dict(parcel.lines),
            ),
            now=step.shop.clock(),
        )
    for label in work.returned:
        labels.void(session, label, now=step.shop.clock())
    text = f"Changed in the shop: {change.after}."
    timeline.note(session, order, text, kind="shop", at=step.shop.clock())
    return "done", ""


def _note(step: Step, session: Session, change: plans.Change, work: plans.AddNote) -> tuple[str, str]:
    order = orders.get(session, step.shop.domain, _order_id(change))
    timeline.note(session, order, work.text, kind="note", at=step.shop.clock())
    tags.set_failure(session, order, work.reasons)
    return "done", ""


_WORK: dict[type, Callable[[Step, Session, plans.Change, Any], tuple[str, str]]] = {
    plans.ImportOrder: _import,
    plans.AssignWarehouse: _assign,
    plans.SplitPart: _split,
    plans.AcceptShop: _accept,
    plans.AddNote: _note,
}
