"""The nearest known name to one that was mistyped. Errors about unknown names use it."""

import difflib
from collections.abc import Iterable


def find(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, letter case aside, or None if nothing comes near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[matches[0]] if matches else None
