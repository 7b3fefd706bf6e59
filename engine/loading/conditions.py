"""Conditions: the map under `when` as a condition of the intermediate form, checked against the vocabulary.

Every fault is noted, and reading goes on: a condition that could not be read is replaced by one that holds, which no
one ever evaluates because the load has failed.
"""

from collections.abc import Callable, Mapping

from engine import ir, suggesting
from engine.loading import measures, operators, unknowns
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.loading.scopes import LINE, Scope

ALWAYS = ir.AllOf(())
_QUANTIFIERS = {str(quantifier): quantifier for quantifier in ir.Quantifier}


def compile_condition(node: Node, scope: Scope) -> ir.Condition:
    """Compile a map of conditions: all its entries must hold."""
    if isinstance(node, Listing) and node.items and all(isinstance(item, Table) for item in node.items):
        hint = "where all must hold, take the dashes or brackets away; put alternatives under `any:`"
        scope.findings.error(node.place, "a condition is a map of fields and values, and this is a list", hint)
        return ir.AllOf(tuple(compile_condition(item, scope) for item in node.items))
    if not isinstance(node, Table):
        hint = unknowns.say_condition(node, scope)
        scope.findings.error(node.place, "a condition is a map of fields and values", hint)
        return ALWAYS
    if not node.pairs:
        scope.findings.error(node.place, "this condition is empty", "name a field, or leave `when:` out altogether")
        return ALWAYS
    parts = tuple(_entry(key, value, scope) for key, value in node.pairs)
    return parts[0] if len(parts) == 1 else ir.AllOf(parts)


def _entry(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    compiler = _WORDS.get(key.text)
    if compiler is not None:
        return compiler(key, value, scope)
    field = scope.fields.get(key.text) or unknowns.note_field(key, value, scope)
    if field is None:
        return ALWAYS
    return operators.compile_tests(key, value, field, scope)


def _all(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    return ir.AllOf(_several(key, value, scope))


def _any(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    return ir.AnyOf(_several(key, value, scope))


def _not(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    del key
    return ir.Not(compile_condition(value, scope))


def _several(key: Scalar, value: Node, scope: Scope) -> tuple[ir.Condition, ...]:
    if not isinstance(value, Listing) or not value.items:
        scope.findings.error(
            value.place, f"`{key.text}` takes a list of conditions", "begin each with a dash: `- order.total: …`"
        )
        pairs = value.pairs if isinstance(value, Table) else ()
        return tuple(_entry(own, inside, scope) for own, inside in pairs)
    return tuple(compile_condition(item, scope) for item in value.items)


def _lines(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    if not scope.has_lines:
        if scope.of == LINE:
            scope.findings.error(key.place, f"`{key.text}` stands within a line already", "name the line's fields here")
        else:
            scope.findings.error(key.place, f"{scope.of} has no lines", "test `product.sku` or leave it out")
        return ALWAYS
    condition = compile_condition(value, scope.for_lines())
    return ir.Lines(quantifier=_QUANTIFIERS[key.text], condition=condition, place=key.place)


def _named(key: Scalar, value: Node, scope: Scope) -> ir.Condition:
    names = value.items if isinstance(value, Listing) else (value,)
    parts = tuple(_definition(key, name, scope) for name in names)
    return parts[0] if len(parts) == 1 else ir.AllOf(parts)


def _definition(key: Scalar, name: Node, scope: Scope) -> ir.Condition:
    if not isinstance(name, Scalar):
        scope.findings.error(key.place, "`meets` takes the name of a condition", "name one that stands under `define:`")
        return ALWAYS
    definition = scope.definitions.get(name.text)
    if definition is None:
        known = suggesting.listed(scope.definitions) or "none"
        hint = suggesting.did_you_mean(name.text, scope.definitions, f"under `define:` stand: {known}")
        scope.findings.unknown(name.place, f"no condition is named `{name.text}`", hint)
        return ALWAYS
    if name.text in scope.within:
        way = " → ".join((*scope.within, name.text))
        scope.findings.error(name.place, f"the condition `{name.text}` is defined by itself: {way}", "break the circle")
        return ALWAYS
    known_as = (name.text, scope.of)
    if known_as not in scope.compiled:
        condition = compile_condition(definition.condition, scope.inside(definition))
        if measures.too_large(condition):
            scope.findings.error(definition.name.place, f"the condition `{name.text}` grows too large", "write less")
            condition = ALWAYS
        scope.compiled[known_as] = condition
    return scope.compiled[known_as]


_WORDS: Mapping[str, Callable[[Scalar, Node, Scope], ir.Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "meets": _named,
    **dict.fromkeys(_QUANTIFIERS, _lines),
}
