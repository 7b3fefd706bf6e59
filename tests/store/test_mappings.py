"""Mappings of warehouses to locations, and locations as the shop names them."""

import pytest
from sqlmodel import Session
from support import seeds

from store import errors, locations, mappings, shops


def _mapped(session: Session) -> dict[str, str]:
    return {one.warehouse_key: one.location_name for one in mappings.list_all(session, seeds.SHOP)}


def test_several_warehouses_may_share_a_location(session: Session):
    """Their stock is added up there."""
    mappings.unmap(session, seeds.SHOP, "warehouse-b")
    mappings.map_warehouse(session, seeds.SHOP, "warehouse-b", "Austin Office")

    assert _mapped(session) == {"warehouse-a": "Austin Office", "warehouse-b": "Austin Office"}


def test_mapping_a_warehouse_to_a_second_location_tells_how_to_move_it(session: Session):
    """One warehouse has one location per shop."""
    with pytest.raises(
        errors.MappedElsewhereError, match=r'"warehouse-a" is mapped to "Austin Office".*--move: trueup map warehouse-a'
    ):
        mappings.map_warehouse(session, seeds.SHOP, "warehouse-a", "Lake Jackson")
    assert _mapped(session)["warehouse-a"] == "Austin Office"

    mappings.map_warehouse(session, seeds.SHOP, "warehouse-a", "Lake Jackson", move=True)
    assert _mapped(session)["warehouse-a"] == "Lake Jackson"


def test_mapping_again_keeps_the_inventory_switch(session: Session):
    """It changes only when somebody says so."""
    mappings.set_writes_inventory(session, seeds.SHOP, "warehouse-a", on=False)
    mappings.map_warehouse(session, seeds.SHOP, "warehouse-a", "Austin Office")
    assert [one.writes_inventory for one in mappings.list_all(session, seeds.SHOP)] == [False, True]

    mappings.map_warehouse(session, seeds.SHOP, "warehouse-a", "Austin Office", writes_inventory=True)
    assert [one.writes_inventory for one in mappings.list_all(session, seeds.SHOP)] == [True, True]


def test_a_warehouse_has_a_location_in_each_shop(session: Session):
    """Shops do not share mappings."""
    shops.ensure(session, "other.myshopify.com")
    locations.remember(session, "other.myshopify.com", [(seeds.AUSTIN, "Elsewhere", True)])
    mappings.map_warehouse(session, "other.myshopify.com", "warehouse-a", "Elsewhere")

    assert _mapped(session)["warehouse-a"] == "Austin Office"


def test_an_unknown_location_is_refused_with_the_nearest(session: Session):
    """Before anything is changed."""
    with pytest.raises(
        errors.UnknownLocationError, match=r'no location "Austin Ofice"\. Did you mean "Austin Office"\?'
    ):
        mappings.map_warehouse(session, seeds.SHOP, "warehouse-a", "Austin Ofice", move=True)


def test_locations_of_a_shop_that_was_never_read_point_to_a_first_look(session: Session):
    """There is no name to suggest."""
    shops.ensure(session, "other.myshopify.com")
    with pytest.raises(errors.UnknownLocationError, match="None of the shop's locations were read yet"):
        locations.find(session, "other.myshopify.com", "Dallas")


def test_a_warehouse_without_mapping_tells_how_to_map_it(session: Session):
    """For the switch and for taking it away."""
    mappings.unmap(session, seeds.SHOP, "warehouse-a")

    with pytest.raises(errors.NotMappedError, match='trueup map warehouse-a "LOCATION"'):
        mappings.unmap(session, seeds.SHOP, "warehouse-a")
    with pytest.raises(errors.NotMappedError):
        mappings.set_writes_inventory(session, seeds.SHOP, "warehouse-a", on=True)


def test_a_location_that_the_shop_no_longer_lists_stays_mapped_but_is_not_active(session: Session):
    """The reconciler says so; the mapping is for people to change."""
    locations.remember(session, seeds.SHOP, [(seeds.LAKE_JACKSON, "Lake Jackson", True)])

    assert {one.location_name: one.location_is_active for one in mappings.list_all(session, seeds.SHOP)} == {
        "Austin Office": False,
        "Lake Jackson": True,
    }


def test_a_renamed_location_keeps_its_mapping(session: Session):
    """Shopify's id is what counts."""
    locations.remember(
        session, seeds.SHOP, [(seeds.LAKE_JACKSON, "Lake Jackson", True), (seeds.AUSTIN, "Austin", True)]
    )

    assert _mapped(session)["warehouse-a"] == "Austin"
    assert locations.find(session, seeds.SHOP, seeds.AUSTIN).name == "Austin"


def test_of_two_locations_with_one_name_the_active_one_is_meant(session: Session):
    """Two active ones need their id."""
    gone = ("gid://shopify/Location/3", "Austin Office", False)
    both = [(seeds.LAKE_JACKSON, "Lake Jackson", True), (seeds.AUSTIN, "Austin Office", True)]
    locations.remember(session, seeds.SHOP, [*both, gone])
    assert locations.find(session, seeds.SHOP, "Austin Office").gid == seeds.AUSTIN

    locations.remember(session, seeds.SHOP, [*both, (*gone[:2], True)])
    with pytest.raises(errors.AmbiguousNameError, match=r"2 locations of .* Use an id: gid"):
        locations.find(session, seeds.SHOP, "Austin Office")
