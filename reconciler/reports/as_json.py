"""The report as JSON, for programs: exactly `values.Report` written out, `format` telling its version.

Every field is always there. Moments are ISO 8601 in UTC. `schema` gives the JSON Schema, with the docstrings of the
value as descriptions.
"""

from typing import Any

import msgspec

from reconciler.reports.values import Report


def render(report: Report) -> str:
    """Write the report as indented JSON with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the report."""
    return msgspec.json.schema(Report)
