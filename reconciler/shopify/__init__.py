"""The Shopify client: reads a shop into frozen values, and writes to it, through the Admin GraphQL API."""
