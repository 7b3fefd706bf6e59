"""The GraphQL documents that the client sends, one small file each, read once.

In: a document's name (its file's name). Out: a `Document` with the text, the fragments it spreads already appended.
`client` sends them; `tests/conformance` holds every one against Shopify's real schema.
"""

import functools
import re
from pathlib import Path

import msgspec

_FOLDER = Path(__file__).parent
_OPERATION = re.compile(r"^(query|mutation) (\w+)", re.MULTILINE)
_SPREAD = re.compile(r"\.\.\.(?!\s*on\b)\s*(\w+)")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. `name` is ours, `operation` is the name inside the text (GraphQL's operationName)."""

    name: str
    operation: str
    text: str
    is_mutation: bool


def names() -> tuple[str, ...]:
    """Every document there is, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.graphql")))


def bulk_names() -> tuple[str, ...]:
    """Every query that runs in bulk, sorted; `load` takes them too."""
    return tuple(sorted(f"bulk/{path.stem}" for path in (_FOLDER / "bulk").glob("*.graphql")))


@functools.cache
def load(name: str) -> Document:
    """Read one document by its file's name without the ending."""
    text = (_FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
    return compose(name, text)


def compose(name: str, text: str) -> Document:
    """Make a document of a text, appending each fragment that it spreads, once.

    `reading_levels` uses it for the one document that is generated: its shape depends on the number of locations.
    """
    kind, operation = _named(name, text)
    parts = [text.strip()]
    wanted = _SPREAD.findall(text)
    seen: set[str] = set()
    while wanted:
        fragment = wanted.pop(0)
        if fragment in seen:
            continue
        seen.add(fragment)
        body = (_FOLDER / "fragments" / f"{fragment}.graphql").read_text(encoding="utf-8").strip()
        parts.append(body)
        wanted.extend(_SPREAD.findall(body))
    return Document(name=name, operation=operation, text="\n\n".join(parts) + "\n", is_mutation=kind == "mutation")


def _named(name: str, text: str) -> tuple[str, str]:
    found = _OPERATION.search(text)
    if found is None:
        raise ValueError(f"document {name!r} has no named query or mutation; give its operation a name")
    return found.group(1), found.group(2)
