"""A fault in the YAML of a file, as `syntax` and `indents` tell it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with a text: line and column, both from 1, in words, and what mends it."""

    line: int
    column: int
    summary: str
    hint: str
