"""Webhooks: Shopify says that something changed; here that is checked, remembered once, and marked as dirty.

What a webhook says is never taken as true: it only says where to look. `receiving` is the endpoint, `inbox` writes,
`topics` knows what each topic marks, `signatures` who sent it, `serving` puts it on a port.
"""
