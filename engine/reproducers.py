"""Saved examples of a disagreement between the two evaluators, so that it can be mended.

A disagreement goes in, a JSON file comes out: the rules, the values that they look at (and no others: facts hold
names and addresses), the moment, and both answers.
"""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from engine import checking, ir, mentions
from engine.facts import Value


def save(ruleset: ir.RuleSet, disagreement: checking.DisagreementError, folder: Path) -> Path:
    """Write the example into the folder, made if need be, readable by its owner only. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"disagreement-{ruleset.digest[:12]}-{disagreement.now:%Y%m%dT%H%M%S}.json"
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(example(ruleset, disagreement)), indent=2))
    return path


def example(ruleset: ir.RuleSet, disagreement: checking.DisagreementError) -> dict[str, Any]:
    """Give the example as plain values. Rule positions count from 0, in the order of `rules`."""
    fact = disagreement.fact
    looked_at = [mentions.mentions(rule.when) for rule in ruleset.rules if fact.kind in rule.kinds]
    fields = {field for each in looked_at for field in each.fields}
    line_fields = {field for each in looked_at for field in each.line_fields}
    return {
        "python": sys.version,
        "digest": ruleset.digest,
        "kind": fact.kind,
        "now": disagreement.now,
        "durable_rules": disagreement.durable,
        "plain": disagreement.plain,
        "values": _typed(fact.values, fields),
        "lines": [_typed(line, line_fields) for line in fact.lines],
        "rules": ruleset.rules,
    }


def _typed(values: Mapping[str, Value], fields: set[str]) -> dict[str, Any]:
    """Name each value's type: JSON alone does not tell 1 from Decimal(1), nor a moment from a text."""
    return {
        name: {"type": type(value).__name__, "value": _written(value)}
        for name, value in sorted(values.items())
        if name in fields
    }


def _written(value: Value) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
