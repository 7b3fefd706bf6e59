"""Fingerprints: short names of what is exactly alike. Whoever compares plans, changes or attempts comes here."""

import hashlib

import msgspec

from reconciler.plans import Change


def of(change: Change) -> str:
    """A short name of exactly this work at exactly this address, to recognise a repeated attempt."""
    body = msgspec.json.encode([str(change.address), change.work], order="deterministic")
    return digest(body)[:16]


def digest(body: bytes) -> str:
    """The hash of an encoded plan or change, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()
