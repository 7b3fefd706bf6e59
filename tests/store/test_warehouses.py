"""Warehouses and shops: names, defaults, switches."""

import pytest
from sqlmodel import Session
from support import seeds

from store import databases, errors, shops, warehouses


def test_a_warehouse_is_found_by_key_and_by_name(session: Session):
    """Both are what people say."""
    assert warehouses.find(session, "warehouse-b").id == warehouses.find(session, "Warehouse B").id


def test_an_unknown_warehouse_is_refused_with_the_nearest(session: Session):
    """Letter case counts, but the hint overlooks it."""
    with pytest.raises(
        errors.UnknownWarehouseError, match=r'no warehouse "Warehouse b"\. Did you mean "Warehouse B"\?'
    ) as caught:
        warehouses.find(session, "Warehouse b")

    assert caught.value.nearest == "Warehouse B"


def test_without_any_warehouse_the_error_tells_how_to_add_one(sqlite_database: databases.Database):
    """Nothing near can be named."""
    with (
        pytest.raises(errors.UnknownWarehouseError, match="trueup warehouses add KEY NAME"),
        sqlite_database.session() as session,
    ):
        warehouses.find(session, "anything")


@pytest.mark.parametrize(("key", "name"), [("warehouse-a", "New"), ("new", "Warehouse A"), ("new", "warehouse-b")])
def test_a_key_or_name_in_use_is_refused(session: Session, key: str, name: str):
    """Also a name that is another one's key: nobody could tell them apart."""
    with pytest.raises(errors.TakenNameError, match="already"):
        warehouses.add(session, key, name)


@pytest.mark.parametrize(("key", "name"), [("", "New"), ("two words", "New"), ("-x", "New"), ("new", " ")])
def test_a_key_that_is_no_word_is_refused(session: Session, key: str, name: str):
    """Keys are typed on the command line."""
    with pytest.raises(errors.InvalidNameError):
        warehouses.add(session, key, name)


def test_there_is_one_default_at_most(session: Session):
    """A new default takes the place of the old one."""
    warehouses.set_default(session, "warehouse-b")
    warehouses.add(session, "warehouse-c", "Warehouse C", default=True)

    default = warehouses.get_default(session)

    assert default is not None
    assert default.key == "warehouse-c"
    assert [one.key for one in warehouses.list_all(session) if one.is_default] == ["warehouse-c"]


def test_a_shop_is_registered_once(session: Session):
    """Domains are compared without regard to letter case; the name follows."""
    shop = shops.ensure(session, "SEED.myshopify.com", "Renamed")

    assert [one.domain for one in shops.list_all(session)] == [seeds.SHOP]
    assert shop.name == "Renamed"
    assert shops.ensure(session, seeds.SHOP).name == "Renamed"


def test_write_back_is_off_until_somebody_switches_it_on(session: Session):
    """A new shop's levels are safe."""
    assert not shops.get(session, seeds.SHOP).writes_inventory

    shops.set_writes_inventory(session, seeds.SHOP, on=True)

    assert shops.get(session, seeds.SHOP).writes_inventory


def test_a_shop_is_paused_and_resumed(session: Session):
    """The daemon asks for it."""
    shops.pause(session, seeds.SHOP)
    assert shops.get(session, seeds.SHOP).paused

    shops.resume(session, seeds.SHOP)
    assert not shops.get(session, seeds.SHOP).paused


def test_an_unknown_shop_is_refused_with_the_nearest(session: Session):
    """A mistyped domain does not make a new shop."""
    with pytest.raises(errors.UnknownShopError, match=f'Did you mean "{seeds.SHOP}"?'):
        shops.get(session, "sead.myshopify.com")
