"""Which scopes the client needs, and whether the token has them.

Missing scopes for fulfillment orders hide them without an error, so they are asked for by name before a round trusts
what it reads. `tests/conformance` proves that these are exactly the scopes our documents need.
"""

import msgspec

from reconciler.shopify import documents, errors, identity
from reconciler.shopify.client import ShopClient

NEEDED = frozenset(
    {
        "read_locations",
        "read_inventory",
        "write_inventory",
        "read_products",
        "read_orders",
        "write_orders",
        "read_merchant_managed_fulfillment_orders",
        "write_merchant_managed_fulfillment_orders",
        "read_third_party_fulfillment_orders",
        "write_third_party_fulfillment_orders",
    }
)
"""Without one of these a round would be blind or unable to write. Source: requiredAccess of the Admin schema."""

WELCOME = frozenset({"read_customers"})
"""Read when granted: the customer's tags and number of orders, for rules. Without it those fields are missing."""


class _Scope(msgspec.Struct, frozen=True):
    handle: str


class _Installation(msgspec.Struct, frozen=True, rename="camel"):
    access_scopes: tuple[_Scope, ...]


class _Data(msgspec.Struct, frozen=True, rename="camel"):
    current_app_installation: _Installation


async def granted(client: ShopClient) -> frozenset[str]:
    """The scopes that the token has, asked once for each client. Source: currentAppInstallation.

    A write scope brings its read scope.
    """
    if client.scopes is not None:
        return client.scopes
    data = await client.ask(documents.load("access"), {}, _Data)
    handles = {scope.handle for scope in data.current_app_installation.access_scopes}
    read = {"read_" + scope.removeprefix("write_") for scope in handles if scope.startswith("write_")}
    client.scopes = frozenset(handles | read)
    return client.scopes


async def check_access(client: ShopClient) -> None:
    """Raise AccessError naming each missing scope and how to add them, WrongShopError where another shop answers."""
    await identity.check_shop(client)
    missing = sorted(NEEDED - await granted(client))
    if missing:
        raise errors.AccessError(
            f"the token for {client.domain} lacks {', '.join(missing)}; add "
            f"{'it' if len(missing) == 1 else 'them'} to the Admin API scopes of the app, then install the app anew",
            missing=missing,
        )
