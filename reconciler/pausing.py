"""Pausing: while a person has paused a shop, the daemon looks at it and writes nothing.

`turns` asks `reason` before a round and lets the round heed a pause that comes meanwhile. What a person types is
carried out all the same: whoever paused a shop may want to mend it by hand.
"""

import logging
from dataclasses import replace

from reconciler.contexts import Shop
from store import errors, shops

_log = logging.getLogger(__name__)


def reason(shop: Shop) -> str | None:
    """Why the shop is paused, in a sentence that tells how to go on; None when it isn't. Raises StoreError."""
    with shop.database.reading() as session:
        row = shops.get(session, shop.domain)
        if not row.paused:
            return None
        since = f" since {row.paused_at:%Y-%m-%d %H:%M} UTC" if row.paused_at else ""
        why = f" ({row.paused_why})" if row.paused_why else ""
        return f"a person paused it{since}{why}; trueup resume takes it up again"


def heeding(shop: Shop) -> Shop:
    """The shop, whose rounds stop after the change in hand when it is paused."""

    def may_go_on() -> bool:
        return shop.may_go_on() and not _is_paused(shop)

    return replace(shop, may_go_on=may_go_on)


def _is_paused(shop: Shop) -> bool:
    try:
        return reason(shop) is not None
    except errors.UnavailableError as problem:
        # Whether the round may go on without its database is for the lease and the journal to say.
        _log.warning("Whether %s is paused could not be read: %s", shop.domain, problem)
        return False
