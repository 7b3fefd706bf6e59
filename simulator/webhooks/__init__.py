"""Webhooks: what Shopify sends when something in the shop changes, and how it goes wrong on the way.

`noticing` finds what changed, `outbox` keeps what is to be sent and tries again, `payloads` builds the bodies as late
as Shopify does, `sending` signs and posts, `scripts` lose, repeat, delay and shuffle.
"""
