"""The Admin schema subset: read once from `schema/*.graphql`, with the access scopes of `schema/scopes.json`.

Used by documents (validation), plans (compilation) and the conformance tests.
"""

from functools import cache
from importlib import resources

import msgspec
from graphql import GraphQLSchema, build_schema

VERSION = "2026-10"
"""The API version the subset was taken from, and the one that answers every request."""

VERSIONS = ("2026-04", "2026-07", "2026-10")
"""Stable versions in support when 2026-10 was the newest. Source: Shopify docs, API versioning."""


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """Any one of these scopes opens a type or field."""

    any_of: tuple[str, ...]
    also: str | None = None

    def text(self) -> str:
        """Return the requirement as Shopify words it in ACCESS_DENIED."""
        scopes = [f"`{scope}` access scope" for scope in self.any_of]
        words = scopes[0] if len(scopes) == 1 else f"{', '.join(scopes[:-1])} or {scopes[-1]}"
        return f"{words}." if self.also is None else f"{words}. Also: {self.also}"


@cache
def load() -> GraphQLSchema:
    """Return the schema subset."""
    return build_schema(sdl())


def sdl() -> str:
    """Return the subset as one text."""
    folder = resources.files("simulator") / "schema"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".graphql")), key=lambda each: each.name)
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


@cache
def requirements() -> dict[str, Requirement]:
    """Return the scopes needed, by `Type` and by `Type.field`. What is not named needs none."""
    text = (resources.files("simulator") / "schema" / "scopes.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Requirement])
