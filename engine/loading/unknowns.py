"""What stands in a condition and means nothing there: told with what was probably meant and where it belongs."""

import re
from collections.abc import Sequence

from engine import suggesting, vocabulary
from engine.loading import frames
from engine.loading.nodes import Node, Scalar, Table
from engine.loading.scopes import LINE, Scope
from engine.vocabulary import Field

_PLAIN = "write `field: value` lines; put alternatives under `any:` as a list"
_COMPARISON = re.compile(r"(?P<field>[a-z_.]+)\s*(?P<sign>>=|<=|==|!=|>|<|=)\s*(?P<value>.+)")
_SIGNS = {
    ">": "{{more_than: {}}}",
    ">=": "{{at_least: {}}}",
    "<": "{{less_than: {}}}",
    "<=": "{{at_most: {}}}",
    "!=": "{{not: {}}}",
}
_OF_LINES = re.compile(r"(?:line|lines|line_items|product)\.(?P<field>.+)")


def note_field(key: Scalar, value: Node, scope: Scope) -> Field | None:
    """Note that a name is no field here: it may belong to other kinds, to lines, or be misspelt.

    Gives the field that was all but certainly meant, so that what is asked of it is checked in the same run.
    """
    name = key.text
    # A named condition is compiled for every kind that uses it; what is wrong in all of them is told once.
    of = "" if scope.within else f" of {scope.of}"
    elsewhere = [kind for kind in vocabulary.KINDS if name in vocabulary.fields(kind)]
    in_lines = _OF_LINES.fullmatch(name)
    line_field = in_lines["field"] if in_lines else name
    if line_field in vocabulary.LINE_FIELDS and (scope.has_lines or scope.of == LINE):
        summary = f"`{name}` is a field of a line, not{of}" if line_field == name else f"`{name}` is not a field{of}"
        about_lines = f"write `any line: {{{line_field}: …}}`, `every line: …` or `no line: …`"
        scope.findings.unknown(key.place, summary, f"write `{line_field}`" if scope.of == LINE else about_lines)
    elif elsewhere:
        scope.findings.unknown(key.place, f"`{name}` is not known of {scope.of}", _where(elsewhere, scope))
    elif whole := _whole_name(name, value, scope):
        scope.findings.unknown(key.place, f"`{name}` is not a field{of}", f"write the whole name: `{whole}: …`")
    else:
        known = [*scope.fields, *frames.CONDITION_WORDS]
        hint = suggesting.did_you_mean(name, known, "list the fields: trueup rules fields")
        scope.findings.unknown(key.place, f"`{name}` is not a field{of}", hint)
        return scope.fields.get(suggesting.surely_meant(name, scope.fields) or "")
    return None


def say_condition(node: Node, scope: Scope) -> str:
    """Say how to write what stands where a condition should, as far as it can be guessed."""
    if not isinstance(node, Scalar):
        return _PLAIN
    text = node.text.strip()
    if text in scope.definitions:
        return f"to ask for a named condition, write `meets: {text}`"
    compared = _COMPARISON.fullmatch(text)
    if compared and compared["field"] in scope.fields:
        written = _SIGNS.get(compared["sign"], "{}").format(compared["value"].strip(" \"'"))
        return f"write `{compared['field']}: {written}`"
    field, _, value = text.partition(" ")
    if field in scope.fields and value:
        return f"write a colon after the field: `{field}: {value.strip()}`"
    return _PLAIN


def _where(elsewhere: Sequence[str], scope: Scope) -> str:
    if scope.of == LINE:
        return "name fields of the line here; ask about the order beside `any line`, not below it"
    few = suggesting.listed(elsewhere[:4]) + (" and others" if len(elsewhere) > 4 else "")
    return f"only {few} {'has' if len(elsewhere) == 1 else 'have'} it"


def _whole_name(name: str, value: Node, scope: Scope) -> str:
    """The name that nested maps spell, such as `order: {total: 5}`; empty where they spell none."""
    while isinstance(value, Table) and value.pairs and name not in scope.fields:
        begun = any(field.startswith(f"{name}.") for field in scope.fields)
        if not begun:
            return ""
        key, value = value.pairs[0]
        name = f"{name}.{key.text}"
    return name if name in scope.fields else ""
