"""Who is let in, what a token's scopes show, and which version answers."""

import pytest
from support.admin import Admin, Clock

from simulator.worlds import ALL_SCOPES, World

ORDERS = """
query Orders {
  orders(first: 5) { nodes { name fulfillmentOrders(first: 5) { nodes { id status } } } }
}
"""


def narrowed(shop: Admin, *scopes: str) -> Admin:
    """Return the same shop, seen with a token of fewer scopes."""
    shop.control("token", token="shpat_narrow", scopes=list(scopes))
    return Admin(shop.world, token="shpat_narrow")


def test_an_unknown_token_is_turned_away(shop: Admin):
    """HTTP 401 with Shopify's text; the version header is there nevertheless."""
    with Admin(shop.world, token="shpat_wrong") as stranger:
        answer = stranger.post("{ shop { name } }")
    assert answer.status_code == 401
    assert answer.json() == {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
    assert answer.headers["X-Shopify-API-Version"] == "2026-10"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("2026-10", "2026-10"), ("2026-07", "2026-07"), ("2024-01", "2026-04"), ("unstable", "unstable")],
)
def test_the_version_that_answers_is_told(empty: Admin, asked: str, answered: str):
    """An expired version falls forward to the oldest one still supported."""
    answer = empty.post("{ publicApiVersions { handle supported } }", version=asked)
    assert answer.headers["X-Shopify-API-Version"] == answered
    handles = [each["handle"] for each in answer.json()["data"]["publicApiVersions"]]
    assert handles == ["2026-04", "2026-07", "2026-10", "unstable"]


@pytest.mark.parametrize("version", ["banana", "2026-11", "2027-01", "v1"])
def test_what_never_was_a_version_is_not_found(empty: Admin, version: str):
    """HTTP 404, without a version header."""
    answer = empty.post("{ shop { id } }", version=version)
    assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})


def test_a_field_without_its_scope_is_denied_by_name(shop: Admin):
    """Null data, the scope in the text and in the extensions."""
    with narrowed(shop, "read_orders") as narrow:
        body = narrow.body("{ locations(first: 1) { nodes { name } } }")
    [error] = body["errors"]
    access = "`read_locations` access scope, `read_inventory` access scope or `read_markets_home` access scope."
    assert error["message"] == f"Access denied for locations field. Required access: {access}"
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["extensions"]["requiredAccess"] == access
    assert error["path"] == ["locations"]


def test_a_mutation_without_its_scope_changes_nothing(shop: Admin):
    """The move is denied before it is looked at."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    document = """mutation M($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) {
      userErrors { message } } }"""
    with narrowed(shop, "read_orders", "read_merchant_managed_fulfillment_orders") as narrow:
        error = narrow.error(document, id=placed, to=shop.location("Austin"))
    access = "`write_merchant_managed_fulfillment_orders` access scope or"
    assert error["message"].startswith(f"Access denied for fulfillmentOrderMove field. Required access: {access}")
    assert error["message"].endswith("Also: The user must have fulfill_and_ship_orders permission.")
    assert shop.level("MUG", "Lake Jackson") == (49, 1, 50)


def test_fulfillment_orders_are_hidden_without_a_word_where_the_scope_is_missing(shop: Admin):
    """Nested ones are an empty list; the token sees its orders all the same."""
    shop.place(("MUG", 1))
    with narrowed(shop, "read_orders") as narrow:
        found = narrow.data(ORDERS.replace("id status", "__typename"))
    assert found["orders"]["nodes"] == [{"name": "#1001", "fulfillmentOrders": {"nodes": []}}]


def test_third_party_fulfillment_orders_need_their_own_scope(shop: Admin):
    """One order at our location, one at a fulfillment service's."""
    shop.control("locations", name="Robots", fulfillment_service=True)
    shop.control("stock_item", sku="CUP", location="Robots", available=5)
    shop.place(("MUG", 1), ("CUP", 1), line_locations={"CUP": "Robots"})
    document = "{ fulfillmentOrders(first: 9) { nodes { assignedLocation { name } } } }"

    def seen(*scopes: str) -> list[str]:
        with narrowed(shop, *scopes) as narrow:
            nodes = narrow.data(document)["fulfillmentOrders"]["nodes"]
        return [each["assignedLocation"]["name"] for each in nodes]

    assert seen("read_merchant_managed_fulfillment_orders") == ["Lake Jackson"]
    assert seen("read_third_party_fulfillment_orders") == ["Robots"]


def test_an_app_can_ask_what_it_was_granted(clock: Clock):
    """CurrentAppInstallation lists the scopes."""
    with Admin(World(clock=clock, scopes=["read_orders", "read_locations"])) as admin:
        found = admin.data("{ currentAppInstallation { accessScopes { handle } } }")
    assert [each["handle"] for each in found["currentAppInstallation"]["accessScopes"]] == [
        "read_locations",
        "read_orders",
    ]


def test_the_usual_token_may_do_everything(empty: Admin):
    """So that a quick start needs no scopes."""
    found = empty.data("{ currentAppInstallation { accessScopes { handle } } }")
    assert {each["handle"] for each in found["currentAppInstallation"]["accessScopes"]} == ALL_SCOPES


def test_a_token_can_be_taken_away(shop: Admin):
    """No scopes, no entry."""
    with narrowed(shop, "read_orders") as narrow:
        shop.control("token", token="shpat_narrow", scopes=[])
        assert narrow.post("{ shop { id } }").status_code == 401
