"""Desiring: what should be, from the store, as frozen values. It only reads, all of one moment."""

from collections import Counter
from collections.abc import Collection, Iterable

from reconciler import desired
from store import orders as stored_orders
from store import snapshots, states
from store.databases import Database


def desire(database: Database, shop: str, *, reopened: Collection[str] = ()) -> desired.Desired:
    """Load the desired state of one shop. Raises store.errors.UnknownShopError.

    `reopened` are orders (Shopify's ids) that are closed here while the shop waits for something of them again: a
    parcel was taken back there, or a line was added. They are loaded as open ones.
    """
    with database.reading() as session:
        snapshot = snapshots.load(session, shop, also=reopened)
    orders = tuple(_order(order, reopened) for order in snapshot.orders)
    # The store's figures leave out what is closed, also what is open again since.
    closed = {order.gid for order in snapshot.orders if order.closed_at is not None}
    here = _committed(order for order in orders if order.id not in closed)
    return desired.Desired(
        shop=snapshot.shop,
        writes_inventory=snapshot.writes_inventory,
        warehouses=tuple(
            desired.Warehouse(key=one.key, name=one.name, is_default=one.is_default) for one in snapshot.warehouses
        ),
        mappings=tuple(
            desired.Mapping(
                warehouse=one.warehouse_key,
                location_id=one.location_gid,
                location_name=one.location_name,
                writes_inventory=one.writes_inventory,
            )
            for one in snapshot.mappings
        ),
        stock=tuple(
            desired.Stock(
                warehouse=row.warehouse,
                sku=row.sku,
                on_hand=row.on_hand,
                as_of=row.as_of,
                committed_elsewhere=max(0, row.committed - here[row.warehouse, row.sku]),
            )
            for row in snapshot.stock
        ),
        orders=orders,
        refusals=tuple(
            desired.Refusal(
                address=one.address,
                fingerprint=one.fingerprint,
                message=one.message,
                refused_at=one.refused_at,
                times=one.times,
            )
            for one in snapshot.refusals
        ),
    )


def closed_among(database: Database, shop: str, wanted: desired.Desired, ids: Collection[str]) -> frozenset[str]:
    """Which of these orders were imported once and are no longer among the wanted ones."""
    missing = set(ids) - {order.id for order in wanted.orders}
    if not missing:
        return frozenset()
    with database.reading() as session:
        return stored_orders.known(session, shop, missing)


def _committed(orders: Iterable[desired.Order]) -> Counter[tuple[str, str]]:
    """What the open orders of this shop still need, by warehouse and SKU."""
    found: Counter[tuple[str, str]] = Counter()
    for order in orders:
        if order.is_cancelled:
            continue
        skus = {line.id: line.sku for line in order.lines}
        for part in order.parts:
            for line, quantity in part.outstanding().items():
                if part.ship_from is not None:
                    found[part.ship_from, skus.get(line) or ""] += quantity
    return found


def _order(order: states.Order, reopened: Collection[str]) -> desired.Order:
    closed = order.closed_at is not None and order.gid not in reopened
    return desired.Order(
        id=order.gid,
        name=order.name,
        number=order.number,
        lines=tuple(
            desired.Line(
                id=line.gid,
                sku=line.sku,
                title=line.title,
                quantity=line.quantity,
                requires_shipping=line.requires_shipping,
            )
            for line in order.lines
        ),
        parts=tuple(_part(part, closed=closed) for part in order.parts),
        is_cancelled=order.cancelled_at is not None,
        tags=order.tags,
        failure=order.failure,
    )


def _part(part: states.Part, *, closed: bool) -> desired.Part:
    made = desired.Part(
        number=part.number,
        ship_from=part.warehouse,
        lines=part.lines,
        labels=tuple(
            desired.Label(
                id=label.id,
                carrier=label.carrier,
                tracking_number=label.tracking_number,
                tracking_url=label.tracking_url,
                lines=label.lines,
                created_at=label.created_at,
                voided_at=label.voided_at,
                fulfillment_id=label.fulfillment_gid,
                adopted=label.adopted,
            )
            for label in part.labels
        ),
        decided_by=part.decided_by,
        rule=part.rule,
        created_at=part.created_at,
    )
    # Nothing of a closed order is to be packed any more, whatever was left of it.
    return desired.with_lines(made, made.labelled()) if closed else made
