"""The control API: what a merchant, a customer or a test does to the shop, in plain JSON. Not part of Shopify."""
