"""The options of the webhook receiver. Part of `options`."""

import pydantic

from trueup.settings.forms import Group, Seconds


class Webhooks(Group):
    """The receiver of webhooks, part of `trueup run`: what changes in the shop is looked at within seconds.

    Full rounds go on at their interval, so that a webhook that never comes costs time and nothing else. The app's
    secret is needed to tell Shopify's webhooks from others: see secrets.toml, webhook_secret.
    """

    listen: str = ""
    """HOST:PORT to receive at, such as 127.0.0.1:8770, path /webhooks. Empty, because Shopify only sends to an https
    address: put a server with a certificate in front, such as Caddy or nginx, and let it pass on the body unchanged."""

    address: str = ""
    """The https address under which Shopify reaches that server, such as https://hooks.example.com/webhooks. When it
    is given, `trueup run` subscribes to what it wants to hear at every start and once a day: Shopify removes a
    subscription that could not be delivered for 4 hours. Empty leaves subscriptions to you."""

    gather_seconds: Seconds = 1
    """Seconds without another webhook before what came is looked at, so that a burst is one look. An order alone
    causes three or four webhooks within a second."""

    @pydantic.field_validator("address")
    @classmethod
    def _insist_on_https(cls, address: str) -> str:
        if address and not address.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("use https://HOST/PATH: Shopify sends webhooks to nothing else")
        return address
