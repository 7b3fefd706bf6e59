"""What people type for parcels and orders: whatever it is, it is kept as typed, or refused by one of our errors."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session
from support import fuzzing, seeds

from store import databases, errors, labels, orders, parts

# The command line refuses what is no Unicode: see test_refusals.
TYPED = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.sampled_from([word.decode("utf-8", "replace") for word in fuzzing.NASTY])
    | st.just("1Z1")
)
NUMBERS = st.sampled_from(["1001", "#1001", "gid://shopify/Order/1001"]) | TYPED
UNITS = st.sampled_from([1, 1, 2, 0, -1, 2**31, 2**63, 10**30])
PARCELS = st.fixed_dictionaries(
    {"carrier": TYPED, "tracking_number": TYPED},
    optional={
        "tracking_url": TYPED,
        "part": UNITS,
        "lines": st.dictionaries(st.sampled_from(["LAMP", "SHADE"]) | TYPED, UNITS, max_size=3),
    },
)


@fuzzing.LOOKING
@given(number=NUMBERS, parcel=PARCELS, warehouse=st.just("warehouse-b") | TYPED)
def test_nothing_typed_for_a_parcel_breaks_the_store(
    number: str, parcel: dict[str, Any], warehouse: str, planted: databases.Database, meter: fuzzing.Meter
):
    """Labelled, found by its number, and its order sent from elsewhere."""
    with meter.each(number, parcel, warehouse), Session(planted.engine) as session:
        with contextlib.suppress(errors.StoreError):
            made = labels.create(session, seeds.SHOP, number, labels.Parcel(**parcel), now=seeds.NOW)
            order = orders.find(session, seeds.SHOP, number)
            assert labels.find(session, order, parcel["tracking_number"]).id == made.id
            meter.taken += 1
        with contextlib.suppress(errors.StoreError):
            parts.ship_from(session, seeds.SHOP, number, warehouse, now=seeds.NOW)
        session.rollback()


@pytest.fixture
def planted(sqlite_database: databases.Database) -> databases.Database:
    """A shop with an order of two lamps and a shade that ships from warehouse A."""
    with sqlite_database.session() as session:
        seeds.plant(session)
        order = seeds.place(session, LAMP=2, SHADE=1)
        parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")
    return sqlite_database
