"""Signatures of webhooks, against those of Shopify's official client, by hand, and against tampering."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify_app import ShopifyApp

from reconciler.webhooks import signatures

GOLDEN = b'{"id":820982911946154508,"email":"jon@example.com"}'


def official(body: bytes, signature: str, secret: str) -> bool:
    """What Shopify's own client says."""
    app = ShopifyApp(client_id="client", client_secret=secret)
    headers: dict[str, Any] = {
        "x-shopify-hmac-sha256": signature,
        "x-shopify-topic": "orders/create",
        "x-shopify-shop-domain": "acme.myshopify.com",
        "x-shopify-webhook-id": "1",
        "x-shopify-api-version": "2026-10",
    }
    request: Any = {"method": "POST", "url": "https://x.test/webhooks", "headers": headers, "body": body.decode()}
    return bool(app.verify_webhook_req(request).ok)


def test_a_signature_is_the_one_that_is_worked_out_by_hand():
    """base64 of the HMAC-SHA256 over the raw body; the text at the end is what openssl gives."""
    by_hand = base64.b64encode(hmac.new(b"hush", GOLDEN, hashlib.sha256).digest()).decode()

    assert signatures.sign(GOLDEN, "hush") == by_hand == "D0UMXmhjwBRi4y66TmhJrDlhQABD7zI2fm3p6/QLMo8="


@pytest.mark.parametrize("secret", ["hush", "another"])
def test_the_official_client_and_we_agree_on_who_signed(secret: str):
    """On a right signature and on a wrong one."""
    signature = signatures.sign(GOLDEN, "hush")

    assert signatures.is_genuine(GOLDEN, signature, [secret]) is official(GOLDEN, signature, secret)


@given(body=st.binary(), secret=st.text(min_size=1), at=st.integers(0), flip=st.integers(1, 255))
def test_any_changed_byte_makes_a_signature_wrong(body: bytes, secret: str, at: int, flip: int):
    """Of the body, that is; the signature of the unchanged one is right."""
    signature = signatures.sign(body, secret)
    assert signatures.is_genuine(body, signature, [secret])
    if body:
        place = at % len(body)
        changed = body[:place] + bytes([body[place] ^ flip]) + body[place + 1 :]
        assert not signatures.is_genuine(changed, signature, [secret])


def test_the_secret_before_is_good_while_it_is_given():
    """For the hour of a rotation; not after."""
    old = signatures.sign(GOLDEN, "before")

    assert signatures.is_genuine(GOLDEN, old, ["now", "before"])
    assert not signatures.is_genuine(GOLDEN, old, ["now"])


@pytest.mark.parametrize("signature", ["", "=", "ä", "x" * 10_000, signatures.sign(GOLDEN, "hush")[:-1]])
def test_anything_else_is_no_signature(signature: str):
    """Whatever stands in the header, or nothing."""
    assert not signatures.is_genuine(GOLDEN, signature, ["hush"])


def test_without_a_secret_nothing_is_genuine():
    """Not even what is signed with an empty one."""
    assert not signatures.is_genuine(GOLDEN, signatures.sign(GOLDEN, ""), [])
