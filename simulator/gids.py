"""Shopify's global ids: `gid://shopify/Order/123`. Used by resolvers and by the control API."""

import re

from simulator import errors

_FORM = re.compile(r"gid://shopify/([A-Za-z]+)/(\d+)(?:\?inventory_item_id=(\d+))?\Z")


def make(kind: str, number: int) -> str:
    """Return the global id of a record."""
    return f"gid://shopify/{kind}/{number}"


def parse(gid: str) -> tuple[str, int]:
    """Return kind and number of a global id.

    Raises TopLevelError RESOURCE_NOT_FOUND "invalid id" when it is malformed. Source: recorded answers of tagsAdd.
    """
    found = _FORM.match(gid)
    if found is None:
        raise errors.TopLevelError("invalid id", "RESOURCE_NOT_FOUND")
    return found[1], int(found[2])


def number(gid: str, kind: str) -> int | None:
    """Return the number of a global id of a kind, None when it is of another kind or malformed."""
    found = _FORM.match(gid)
    return int(found[2]) if found is not None and found[1] == kind else None


def make_level(level_id: int, item_id: int) -> str:
    """Return the global id of a level, which names its item too. Source: recorded answers."""
    return f"gid://shopify/InventoryLevel/{level_id}?inventory_item_id={item_id}"


def parse_level(gid: str) -> tuple[int, int] | None:
    """Return level number and item number of a level's global id, None when it is not one."""
    found = _FORM.match(gid)
    if found is None or found[1] != "InventoryLevel" or found[3] is None:
        return None
    return int(found[2]), int(found[3])
