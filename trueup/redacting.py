"""Redacting: secrets taken out of text that leaves the program. `logs` and the command line's errors come here."""

import base64
import functools
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib import parse

HIDDEN = "[hidden]"
_TOKEN = re.compile(r"shp(at|ss|ca|pa|ua)_[A-Za-z0-9]+")  # Source: Shopify docs, prefixes of tokens and secrets


_read: set[str] = set()


def remember(secrets: Iterable[str]) -> None:
    """Keep in mind what this process has read and must not show: errors come from anywhere, and don't know it."""
    _read.update(secret for secret in secrets if secret)


def remembered() -> frozenset[str]:
    """Everything that was remembered."""
    return frozenset(_read)


class Redactor:
    """Takes secrets out of finished text: those it was given, and anything that looks like a Shopify token."""

    def __init__(self, secrets: Iterable[str]) -> None:
        plain = {secret for secret in secrets if secret}
        # A secret with quotes or letters beyond ASCII looks otherwise inside a JSON line, a repr or a URL.
        written = (json.dumps, functools.partial(json.dumps, ensure_ascii=False), repr)
        forms = plain | {form(secret)[1:-1] for secret in plain for form in written}
        forms |= {form(secret) for secret in plain for form in _ENCODINGS}
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with each secret replaced by a word that says so."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)

    def inside(self, value: Any) -> Any:
        """The value with every text in it, at whatever depth, cleaned."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self.inside(key): self.inside(one) for key, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.inside(one) for one in value]
        return value


def _quote_all(secret: str) -> str:
    """As in a URL, slashes too."""
    return parse.quote(secret, safe="", errors="replace")


def _as_base64(secret: str) -> str:
    """As headers carry it."""
    return base64.b64encode(secret.encode(errors="replace")).decode()


_ENCODINGS = (_quote_all, parse.quote, parse.quote_plus, _as_base64)
