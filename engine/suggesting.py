"""The nearest known word to one that is not known, for every "did you mean" of the rule files."""

import difflib
from collections.abc import Iterable, Mapping

SYNONYMS: Mapping[str, str] = {
    "equals": "is",
    "equal": "is",
    "eq": "is",
    "==": "is",
    "greater_than": "more_than",
    "gt": "more_than",
    ">": "more_than",
    "gte": "at_least",
    "min": "at_least",
    ">=": "at_least",
    "lt": "less_than",
    "<": "less_than",
    "lte": "at_most",
    "max": "at_most",
    "<=": "at_most",
    "one_of": "in",
    "any_of": "in",
    "not_in": "not",
    "is_not": "not",
    "!=": "not",
    "regex": "matches",
    "like": "contains",
    "includes": "contains",
    "begins_with": "starts_with",
    "present": "exists",
    "ignore_case": "ignoring_case",
    "case_insensitive": "ignoring_case",
    "or": "any",
    "and": "all",
    "if": "when",
    "conditions": "when",
    "actions": "then",
    "do": "then",
    "description": "why",
    "comment": "why",
    "reason": "why",
    "id": "name",
    "disabled": "enabled",
    "kind": "on",
    "kinds": "on",
    "any_line": "any line",
    "every_line": "every line",
    "all lines": "every line",
    "no_line": "no line",
    "assign": "assign_warehouse",
    "move": "relocate",
    "skip": "ignore",
    "add_tag": "tag",
    "remove_tag": "untag",
    "comment_on": "note",
    "email": "notify",
    "approve": "require_approval",
    "uk": "GB",
    "england": "GB",
    "great britain": "GB",
    "united kingdom": "GB",
    "usa": "US",
    "america": "US",
    "united states": "US",
    "canada": "CA",
    "mexico": "MX",
    "germany": "DE",
    "france": "FR",
    "spain": "ES",
    "italy": "IT",
    "ireland": "IE",
    "netherlands": "NL",
    "australia": "AU",
    "new zealand": "NZ",
    "japan": "JP",
    "dollar": "USD",
    "euro": "EUR",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}
"""Words that people bring along from other tools, or say for a code."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that is most likely meant, or None when nothing comes near."""
    candidates = list(known)
    lowered = word.strip().lower()
    meant = SYNONYMS.get(lowered)
    if meant in candidates:
        return meant
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    if lowered in by_lower:
        return by_lower[lowered]
    endings = [candidate for candidate in candidates if candidate.lower().endswith("." + lowered)]
    if len(endings) == 1:
        return endings[0]
    close = difflib.get_close_matches(lowered, by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Ask "did you mean" with the nearest known word, or say `otherwise`."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else otherwise


def listed(words: Iterable[str]) -> str:
    """Write words in a row, each as it stands in a rule file."""
    return ", ".join(f"`{word}`" for word in words)
