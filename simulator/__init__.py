"""A Shopify that runs anywhere: the Admin GraphQL API 2026-10 over ASGI, with a small control API beside it.

In come HTTP requests as a Shopify client sends them; out come answers with Shopify's own shapes, texts and costs. It
imports nothing of the product it stands in for, so that it stays an honest stand-in.
"""
