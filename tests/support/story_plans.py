"""Plans made by hand for the tests of reports, guards and scopes: the seed story, and as many levels as one wants."""

from datetime import UTC, datetime

from reconciler import plans
from reconciler.differences import Address, Kind, Reason, Stage

AT = datetime(2026, 11, 23, 10, 32, tzinfo=UTC)


def level(sku: str, location: str, before: int, after: int, title: str = "") -> plans.Change:
    """A level that is set."""
    item, place = f"gid://shopify/InventoryItem/{sku}", f"gid://shopify/Location/{location}"
    return plans.Change(
        kind=Kind.AVAILABILITY_DIFFERS,
        stage=Stage.AVAILABILITY,
        address=Address(sku=sku, item_id=item, location=location, location_id=place),
        work=plans.SetInventory(item_id=item, location_id=place, quantity=after, expected=before),
        before=str(before),
        after=str(after),
        title=title,
        because=plans.Because(
            difference=f"{sku} at {location}: available on hand is {after}.",
            rule="offer-what-we-have",
            why="the shop should offer what lies in our warehouses",
            place="rules/60-stock.yaml:4",
        ),
    )


def relocation(order: str = "1001", sku: str = "LAMP-1") -> plans.Change:
    """An order that moves from Lake Jackson to Austin Office."""
    return plans.Change(
        kind=Kind.PLACEMENT_ELSEWHERE,
        stage=Stage.PLACEMENT,
        address=Address(order=order, part=1, fulfillment_order_id=f"gid://shopify/FulfillmentOrder/{order}"),
        work=plans.Relocate(to_location_id="gid://shopify/Location/2", lines=(("f1", "l1", 1),), whole=True),
        before="Lake Jackson",
        after="Austin Office",
        because=plans.Because(
            difference="It ships from warehouse-a, Shopify has it at Lake Jackson",
            rule="follow-the-label",
            why="Shopify's history should show where the parcel left from",
            place="rules/20-placement.yaml:4",
            held=("part.labelled is true",),
        ),
        effects=(
            plans.Effect(sku=sku, location="Lake Jackson", before=49, after=50),
            plans.Effect(sku=sku, location="Austin Office", before=48, after=47),
        ),
    )


def tracking(order: str = "1001") -> plans.Change:
    """The parcel of an order, written back."""
    return plans.Change(
        kind=Kind.TRACKING_MISSING,
        stage=Stage.TRACKING,
        address=Address(order=order, part=1, label=7),
        work=plans.WriteTracking(
            location_id="gid://shopify/Location/2",
            carrier="UPS",
            tracking_number="1Z999AA10123456784",
            tracking_url=None,
            lines=(("l1", 1),),
            label=7,
        ),
        before="",
        after="UPS 1Z999AA10123456784",
        because=plans.Because(
            difference="The label of part 1 is not in Shopify",
            rule="write-tracking-back",
            why="the customer wants to know where the parcel is",
            place="rules/30-tracking.yaml:3",
        ),
    )


def failure(order: str = "1002") -> tuple[plans.Change, plans.Change]:
    """The tag and the note of an order whose warehouse has no mapping."""
    because = plans.Because(
        difference="Order 1002 can't be shipped in Shopify: warehouse-c is not mapped",
        rule="flag-failures",
        why="somebody has to look at it",
        place="rules/40-failures.yaml:5",
        overrode=("quiet-failures",),
    )
    reasons = (str(Reason.UNMAPPED_WAREHOUSE),)
    tag = plans.SetTags(tag="Failed Shipment Notification", add=True, reasons=reasons)
    note = plans.AddNote(text="warehouse-c is mapped to no location", reasons=reasons)

    def make(work: plans.SetTags | plans.AddNote, after: str) -> plans.Change:
        return plans.Change(
            kind=Kind.FAILURE_OPEN,
            stage=Stage.FAILURES,
            address=Address(order=order, order_id=f"gid://shopify/Order/{order}"),
            work=work,
            before="",
            after=after,
            because=because,
        )

    return make(tag, tag.tag), make(note, note.text)


HELD = plans.Held(
    kind=Kind.PLACEMENT_BLOCKED,
    stage=Stage.PLACEMENT,
    address=Address(order="1002", part=1, warehouse="warehouse-c"),
    summary="It ships from warehouse-c, which is mapped to no location",
    cause="impossible",
    why="nobody knows where it should move to",
    fix='trueup map warehouse-c "NAME OF THE LOCATION"',
)

IGNORED = plans.Held(
    kind=Kind.LOCATION_UNMAPPED,
    stage=Stage.MAPPINGS,
    address=Address(location="Pop-up Store", location_id="gid://shopify/Location/9"),
    summary="No warehouse is mapped to Pop-up Store",
    cause="ignored",
    why="it sells from its own shelf",
    rule="leave-the-pop-up-alone",
    place="rules/70-mappings.yaml:2",
)

NOTICE = plans.Change(
    kind=Kind.AVAILABILITY_UNMAPPED,
    stage=Stage.AVAILABILITY,
    address=Address(warehouse="warehouse-c"),
    work=plans.Notify(text="warehouse-c has stock and no location"),
    before="",
    after="warehouse-c has stock and no location",
    because=plans.Because(
        difference="Stock of warehouse-c can't be offered", rule="say-it", place="rules/60-stock.yaml:20"
    ),
)


def plan(*changes: plans.Change, held: tuple[plans.Held, ...] = (), **others: object) -> plans.Plan:
    """A plan of these changes."""
    made = plans.Plan(
        shop="lamps.myshopify.com",
        made_at=AT,
        observed_at=AT,
        rules_digest="3f2a91c0d4e5b6a7",
        engine="durable_rules",
        changes=changes,
        held=held,
        counts=plans.Counts(orders=12, levels=40, locations=3, differences=8),
    )
    return plans.msgspec.structs.replace(made, **others)


def story() -> plans.Plan:
    """The seed story in one plan: a move with tracking, a failure, levels, something held and something ignored."""
    return plan(
        relocation(),
        tracking(),
        *failure(),
        level("LAMP-1", "Austin Office", 48, 47, "Desk lamp"),
        level("LAMP-2", "Austin Office", 5, 0, "Floor lamp with a shade of linen and a very long name"),
        level("LAMP-10", "Lake Jackson", 1200, 1230, "Bulb"),
        NOTICE,
        held=(HELD, IGNORED),
    )
