"""Which shop answers: proof that a connection which goes by another address leads to the shop that is meant.

A direct connection goes to the shop's own domain, so its host is the proof (and a shop that was renamed goes on
answering at its first domain). With an address of its own (`base_url`: a simulated shop, a proxy) nothing would keep
orders of one shop from being filed under the name of another.
"""

import msgspec

from reconciler.shopify import documents, errors
from reconciler.shopify.client import ShopClient


class _Shop(msgspec.Struct, frozen=True, rename="camel"):
    myshopify_domain: str


async def check_shop(client: ShopClient) -> None:
    """Raise WrongShopError where another shop answers than the one meant. Source: Shop.myshopifyDomain.

    Asks once for each client, and never where the connection is direct.
    """
    if client.base_url is None or client.is_proved:
        return
    data = await client.ask(documents.load("shop"), {}, dict[str, _Shop])
    answering = data["shop"].myshopify_domain.strip().lower()
    if answering != client.domain.strip().lower():
        raise errors.WrongShopError(
            f"at {client.base_url} the shop {answering} answers, not {client.domain}; if that is the shop you mean, "
            "write its domain into the settings, else mend the url"
        )
    client.is_proved = True
