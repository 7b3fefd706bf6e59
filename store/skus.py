"""SKUs: which of them are known here at all, from the shops' catalogues, from what was counted and from orders.

A typing slip in a SKU would otherwise read as "there is nothing of it". SKUs are compared exactly.
"""

from sqlmodel import Session, col, select

from store import errors
from store.tables import Line, Product, Stock

_COLUMNS = (col(Product.sku), col(Stock.sku), col(Line.sku))


def is_known(session: Session, sku: str) -> bool:
    """Whether anything here has that SKU."""
    return any(session.exec(select(column).where(column == sku).limit(1)).first() is not None for column in _COLUMNS)


def list_all(session: Session) -> list[str]:
    """Return every SKU that is known here, by name."""
    found = {sku for column in _COLUMNS for sku in session.exec(select(column).distinct()) if sku is not None}
    return sorted(found)


def refuse_unknown(session: Session, sku: str) -> None:
    """Raise UnknownSkuError, with the nearest SKU, for one that nothing here has."""
    if not is_known(session, sku):
        hint = "No product, count or order has it here."
        raise errors.UnknownSkuError(sku, list_all(session), hint)
