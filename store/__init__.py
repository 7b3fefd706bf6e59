"""Our database: what should be, what people decided, and what every round did.

Knows nothing of rules, of Shopify's API or of the command line. Callers open a `databases.Database`, bring it up to
date with `migrating.upgrade`, and pass a session to the functions of the module that owns the concern
(`orders.ship_from(session, ...)`). A shop is always named by its domain, a warehouse by its key, a line by its
Shopify id. Moments are aware and in UTC.
"""
