"""SKUs that are known here, and those that are not."""

import pytest
from sqlmodel import Session
from support import seeds

from store import errors, products, skus, stock


def test_a_sku_is_known_from_the_catalogue_a_count_or_an_order(session: Session):
    """Whichever of them came first."""
    products.remember(
        session, seeds.SHOP, [products.Seen(item_gid="gid://shopify/InventoryItem/9", title="C", sku="CUP")]
    )
    stock.count(session, "warehouse-a", "POT", 5, as_of=seeds.NOW)
    seeds.place(session, LAMP=1)

    assert {"CUP", "POT", "LAMP"} <= set(skus.list_all(session))
    for sku in ("CUP", "POT", "LAMP"):
        skus.refuse_unknown(session, sku)


def test_an_unknown_sku_is_refused_with_the_nearest(session: Session):
    """Letter case is part of a SKU."""
    stock.count(session, "warehouse-a", "POT", 5, as_of=seeds.NOW)

    assert not skus.is_known(session, "pot")
    with pytest.raises(errors.UnknownSkuError, match=r'no SKU "pot"\. Did you mean "POT"\?'):
        skus.refuse_unknown(session, "pot")
