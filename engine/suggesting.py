"""The nearest known word to one that is not known, for every "did you mean" of the rule files."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

SYNONYMS: Mapping[str, str | tuple[str, ...]] = {
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
    "one_of": ("in", "any"),
    "any_of": ("in", "any"),
    "all_of": "all",
    "none_of": "not",
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
    "condition": ("when", "define"),
    "actions": "then",
    "do": "then",
    "description": "why",
    "comment": "why",
    "reason": "why",
    "id": "name",
    "disabled": "enabled",
    "kind": "on",
    "kinds": "on",
    "event": "on",
    "trigger": "on",
    "definitions": "define",
    "expected": "expect",
    "expects": "expect",
    "input": "given",
    "assert": "expect",
    "test": "case",
    "when": "given",
    "then": "expect",
    "name": "case",
    "any_line": "any line",
    "any lines": "any line",
    "some line": "any line",
    "line": "any line",
    "lines": "any line",
    "line_items": "any line",
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
    "warehouse": ("name", "assign_warehouse"),
    "ship_from": "assign_warehouse",
    "key": "name",
    "buffer": "reserve",
    "safety_stock": "reserve",
    "maximum": "max",
    "minimum": "min",
    "newer_than": "younger_than",
    "before": "less_than",
    "after": "more_than",
    "since": "at_least",
    "until": "at_most",
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
    meant = SYNONYMS.get(lowered, ())
    for each in (meant,) if isinstance(meant, str) else meant:
        if each in candidates:
            return each
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    if lowered in by_lower:
        return by_lower[lowered]
    endings = [candidate for candidate in candidates if candidate.lower().endswith("." + lowered)]
    if len(endings) == 1:
        return endings[0]
    close = difflib.get_close_matches(lowered, by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def surely_meant(word: str, known: Iterable[str]) -> str | None:
    """Give the known word of which this one is but a slip of a letter or of large and small ones, or None."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=0.85)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Ask "did you mean" with the nearest known word, or say `otherwise`. A letter that only looks right is named."""
    found = nearest(word, known)
    if not found:
        return otherwise
    strange = _strange_character(word) if found.isascii() else ""
    return f"did you mean `{found}`?" + (f" {strange}" if strange else "")


def listed(words: Iterable[str]) -> str:
    """Write words in a row, each as it stands in a rule file."""
    return ", ".join(f"`{word}`" for word in words)


def _strange_character(word: str) -> str:
    """Name the first character of a word that is not on every keyboard; empty where there is none."""
    for position, character in enumerate(word, start=1):
        if not character.isascii():
            name = unicodedata.name(character, "no letter").lower()
            return f"Character {position} of what is written is U+{ord(character):04X}, {name}"
    return ""
