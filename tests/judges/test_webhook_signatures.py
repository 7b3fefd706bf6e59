"""Shopify's official client for apps accepts what the simulated shop signs, and nothing that was touched since."""

from typing import Any

import pytest
from shopify_app import ShopifyApp
from support.admin import Admin
from support.wires import SUBSCRIBE, URI, Sent, Wire

from simulator import auth
from simulator.worlds import World


@pytest.fixture
def sent() -> Sent:
    """One webhook of the simulated shop."""
    with Admin(World()) as admin:
        wire = Wire(admin.world)
        admin.data(SUBSCRIBE, topic="LOCATIONS_CREATE", wish={"uri": URI})
        admin.control("locations", name="Lake Jackson — Köln")
        admin.control("webhooks/send")
    return wire.sent[0]


def judge(sent: Sent, *, body: bytes | None = None, **secrets: str) -> Any:
    """What the official client says of it."""
    app = ShopifyApp(client_id=auth.CLIENT_ID, **{"client_secret": auth.CLIENT_SECRET, **secrets})
    text = (sent.body if body is None else body).decode()
    return app.verify_webhook_req({"method": "POST", "url": sent.uri, "headers": dict(sent.headers), "body": text})


def test_the_official_client_accepts_what_the_simulated_shop_signs(sent: Sent):
    """And reads the shop's domain off the same headers."""
    assert judge(sent).ok is True


def test_the_official_client_refuses_a_changed_body_or_another_secret(sent: Sent):
    """So that the acceptance above means something."""
    assert judge(sent, body=sent.body + b" ").ok is False
    assert judge(sent, client_secret="another").ok is False
