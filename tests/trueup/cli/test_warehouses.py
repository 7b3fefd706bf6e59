"""Warehouses, mappings and locations at the command line, with a simulated shop."""

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop


@pytest.fixture
def warehouses(trueup: Run) -> None:
    """Two warehouses, A the default."""
    trueup("warehouses", "add", "warehouse-a", "Warehouse A", "--default")
    trueup("warehouses", "add", "warehouse-b", "Warehouse B")


@pytest.mark.usefixtures("project", "warehouses")
def test_warehouses_are_listed_with_the_default(trueup: Run):
    """And the default can be moved."""
    before = trueup("warehouses", "list").out
    trueup("warehouses", "default", "Warehouse B")
    after = trueup("warehouses", "list").out

    assert next(line.split() for line in before.splitlines() if "warehouse-a" in line)[-1] == "default"
    assert next(line.split() for line in after.splitlines() if "warehouse-b" in line)[-1] == "default"


@pytest.mark.usefixtures("shop", "warehouses")
def test_an_unknown_location_is_looked_for_in_the_shop(trueup: Run):
    """The first mapping of a new project needs no round before it."""
    answer = trueup("map", "warehouse-a", "Austin Office")

    assert answer.code == 0, answer.err
    assert "Austin Office" in trueup("map").out


@pytest.mark.usefixtures("shop", "warehouses")
def test_a_location_that_the_shop_does_not_have_is_refused_with_the_nearest(trueup: Run):
    """A slip of the pen."""
    answer = trueup("map", "warehouse-a", "Austin Ofice")

    assert answer.code == 1
    assert 'Did you mean "Austin Office"?' in answer.err


@pytest.mark.usefixtures("shop", "warehouses")
def test_an_unknown_warehouse_is_refused_with_the_nearest(trueup: Run):
    """As for locations."""
    trueup("locations")

    assert 'Did you mean "warehouse-a"?' in trueup("map", "warehose-a", "Austin Office").err


@pytest.mark.usefixtures("shop", "warehouses")
def test_a_warehouse_has_one_location_until_it_is_moved(trueup: Run):
    """The refusal tells how."""
    trueup("map", "warehouse-a", "Austin Office")
    refused = trueup("map", "warehouse-a", "Lake Jackson")
    moved = trueup("map", "warehouse-a", "Lake Jackson", "--move")

    assert refused.code == 1
    assert "--move" in refused.err
    assert moved.code == 0
    assert "Lake Jackson" in trueup("map").out


@pytest.mark.usefixtures("shop", "warehouses")
def test_two_warehouses_may_share_a_location(trueup: Run):
    """Their stock is summed there."""
    trueup("map", "warehouse-a", "Austin Office")
    trueup("map", "warehouse-b", "Austin Office")

    assert "warehouse-a, warehouse-b" in trueup("locations").out


@pytest.mark.usefixtures("shop", "warehouses")
def test_a_warehouse_can_be_left_out_of_its_locations_inventory(trueup: Run):
    """And mapping it again leaves that as it is."""
    trueup("map", "warehouse-a", "Austin Office", "--no-inventory")
    trueup("map", "warehouse-a", "Lake Jackson", "--move")

    (line,) = [line for line in trueup("map").out.splitlines() if "warehouse-a" in line]
    assert line.split()[-1] == "no"


@pytest.mark.usefixtures("shop", "warehouses")
def test_a_mapping_can_be_taken_away(trueup: Run):
    """Twice is an error."""
    trueup("map", "warehouse-a", "Austin Office")

    assert trueup("unmap", "warehouse-a").code == 0
    assert trueup("unmap", "warehouse-a").code == 1


def test_remembered_locations_are_shown_without_asking_the_shop(trueup: Run, shop: ServedShop):
    """For when it can't be reached."""
    trueup("locations")
    shop.control("DELETE", "requests")

    answer = trueup("locations", "--remembered")

    assert "Lake Jackson" in answer.out
    assert shop.control("GET", "requests")["requests"] == []


@pytest.mark.usefixtures("shop")
def test_a_wrong_token_is_said_to_be_wrong(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """In the shop's words, and never the token itself."""
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", "shpat_wrong")

    answer = trueup("locations")

    assert answer.code == 1
    assert "token" in answer.err
    assert "shpat_wrong" not in answer.err


@pytest.mark.usefixtures("project")
def test_without_a_token_the_way_to_give_one_is_told(trueup: Run):
    """In the environment or in a file."""
    answer = trueup("locations")

    assert answer.code == 1
    assert "TRUEUP_SHOP_TOKEN" in answer.err
    assert "secrets.toml" in answer.err


@pytest.mark.usefixtures("shop")
def test_a_shop_that_does_not_answer_is_named(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """Within the time people wait for a command; the message says which shop."""
    monkeypatch.setenv("TRUEUP_SHOP__URL", "http://127.0.0.1:1")

    answer = trueup("locations")

    assert answer.code == 1
    assert "demo.myshopify.com" in answer.err


@pytest.mark.usefixtures("shop", "warehouses")
@pytest.mark.parametrize("words", [("locations",), ("map", "warehouse-a", "Austin Office")])
def test_another_shop_than_the_one_of_the_settings_is_refused(
    trueup: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
):
    """Its locations would be remembered under the wrong name. Both are named, and both ways out."""
    monkeypatch.setenv("TRUEUP_SHOP__DOMAIN", "another.myshopify.com")

    answer = trueup(*words)

    assert (answer.code, answer.out) == (1, "")
    assert "the shop demo.myshopify.com answers, not another.myshopify.com" in answer.err
    assert "Location" not in trueup("locations", "--remembered").out
