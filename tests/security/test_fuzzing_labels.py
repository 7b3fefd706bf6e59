"""What people type for parcels and orders: whatever it is, it is kept as typed, or refused by one of our errors."""

import contextlib
import random

import pytest
from hypothesis import given
from sqlmodel import Session
from support import fuzzing, seeds

from store import databases, errors, labels, orders, parts

# The command line refuses what is no Unicode: see test_refusals.
NUMBERS = ["1001", "#1001", "gid://shopify/Order/1001"]
UNITS = [1, 1, 2, 0, -1, 2**31, 2**63, 10**30]


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_nothing_typed_for_a_parcel_breaks_the_store(
    throws: fuzzing.Throws, planted: databases.Database, meter: fuzzing.Meter
):
    """Labelled, found by its number, and its order sent from elsewhere."""
    with Session(planted.engine) as session:
        for dice in throws:
            number = dice.choice(NUMBERS) if dice.random() < 0.8 else fuzzing.type_text(dice)
            warehouse = "warehouse-b" if dice.random() < 0.5 else fuzzing.type_text(dice)
            parcel = _parcel(dice)
            with meter.each(number, parcel, warehouse):
                with contextlib.suppress(errors.StoreError):
                    made = labels.create(session, seeds.SHOP, number, parcel, now=seeds.NOW)
                    order = orders.find(session, seeds.SHOP, number)
                    assert labels.find(session, order, parcel.tracking_number).id == made.id
                    meter.taken += 1
                with contextlib.suppress(errors.StoreError):
                    parts.ship_from(session, seeds.SHOP, number, warehouse, now=seeds.NOW)
                session.rollback()


def _parcel(dice: random.Random) -> labels.Parcel:
    lines = {dice.choice(["LAMP", "SHADE", fuzzing.type_text(dice)]): dice.choice(UNITS) for _ in range(2)}
    return labels.Parcel(
        carrier=fuzzing.type_text(dice),
        tracking_number=dice.choice(["1Z1", fuzzing.type_text(dice)]),
        tracking_url=dice.choice([None, fuzzing.type_text(dice)]),
        part=dice.choice([None, None, *UNITS]),
        lines=dice.choice([None, None, lines]),
    )


@pytest.fixture
def planted(sqlite_database: databases.Database) -> databases.Database:
    """A shop with an order of two lamps and a shade that ships from warehouse A."""
    with sqlite_database.session() as session:
        seeds.plant(session)
        order = seeds.place(session, LAMP=2, SHADE=1)
        parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")
    return sqlite_database
