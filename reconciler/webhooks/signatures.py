"""Signatures: whether a body was signed by somebody who knows the app's secret. Called by receiving."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """Shopify's signature of a body: base64(HMAC-SHA256). Source: Shopify docs, webhooks, X-Shopify-Hmac-SHA256."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def is_genuine(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    """Whether one of the secrets made this signature of exactly these bytes.

    There may be two: for an hour after a secret was changed, webhooks may still be signed with the old one (source:
    Shopify docs, rotating secrets). Takes as long for a wrong signature as for a right one.
    """
    given = signature.encode()
    matches = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets]
    return any(matches)
