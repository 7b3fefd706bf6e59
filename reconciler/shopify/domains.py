"""A shop's domain, checked before the first request goes anywhere: a token must not travel to the wrong host."""

import re

from reconciler.shopify import errors

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


def check(domain: str) -> str:
    """Give the domain in lower case. Raises WrongShopError for anything but `name.myshopify.com`."""
    text = domain.strip().lower()
    if _DOMAIN.fullmatch(text):
        return text
    bare = text.removeprefix("https://").removeprefix("http://").split("/")[0]
    name = re.sub(r"[^a-z0-9-]", "", bare.split(".")[0])
    hint = bare if _DOMAIN.fullmatch(bare) else f"{name or 'your-shop'}.myshopify.com"
    raise errors.WrongShopError(
        f"{domain!r} is no shop's domain; use the permanent one that ends in .myshopify.com, such as {hint!r}"
    )
