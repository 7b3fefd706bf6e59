"""The simulator's schema is a subset of Shopify's real one.

Every name, type, argument, default and value is the real one's.
"""

from typing import Any

import pytest
from graphql import (
    GraphQLNamedType,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_specified_scalar_type,
    is_union_type,
    print_ast,
)
from support import real_schema

from simulator import schemas

OURS = [
    kind
    for kind in schemas.load().type_map.values()
    if not kind.name.startswith("__") and not is_specified_scalar_type(kind)
]


def _described(value: Any) -> tuple[str, str | None, bool]:
    """Return type, default and deprecation of an argument or input field."""
    default = None
    if value.default is not None:
        literal = value.default.literal
        default = print_ast(literal) if literal is not None else repr(value.default.value)
    return str(value.type), default, value.deprecation_reason is not None


@pytest.mark.parametrize("ours", OURS, ids=lambda kind: kind.name)
def test_every_type_of_the_subset_is_the_real_one(ours: GraphQLNamedType):
    """A type has the same kind and, for every field it carries, the same type, arguments, defaults and deprecation."""
    real = real_schema.schema().type_map.get(ours.name)
    assert real is not None, f"Shopify has no type {ours.name}"
    assert type(ours) is type(real)
    if is_enum_type(ours) and is_enum_type(real):
        assert {name: each.deprecation_reason is not None for name, each in ours.values.items()} == {
            name: each.deprecation_reason is not None for name, each in real.values.items()
        }
    elif is_input_object_type(ours) and is_input_object_type(real):
        assert {name: _described(field) for name, field in ours.fields.items()} == {
            name: _described(real.fields[name]) for name in ours.fields
        }
    elif (is_object_type(ours) and is_object_type(real)) or (is_interface_type(ours) and is_interface_type(real)):
        _assert_same_fields(ours, real)
    else:
        assert not is_union_type(ours), "no union is in the subset yet: compare its members here when one is"


def _assert_same_fields(ours: Any, real: Any) -> None:
    assert {each.name for each in ours.interfaces} <= {each.name for each in real.interfaces}
    for name, field in ours.fields.items():
        assert name in real.fields, f"Shopify has no {ours.name}.{name}"
        theirs = real.fields[name]
        assert str(field.type) == str(theirs.type), f"{ours.name}.{name}"
        assert (field.deprecation_reason is None) == (theirs.deprecation_reason is None), f"{ours.name}.{name}"
        assert set(field.args) <= set(theirs.args), f"{ours.name}.{name}"
        for argument, value in field.args.items():
            described = _described(value)
            assert described == _described(theirs.args[argument]), f"{ours.name}.{name}({argument}:)"
        left_out = [argument for argument in theirs.args if argument not in field.args]
        needed = [argument for argument in left_out if _described(theirs.args[argument])[0].endswith("!")]
        assert not [each for each in needed if _described(theirs.args[each])[1] is None], f"{ours.name}.{name}"


def test_no_required_input_field_is_left_out():
    """What the real shop requires in an input, the subset requires too."""
    for ours in OURS:
        if is_input_object_type(ours):
            real = real_schema.schema().type_map[ours.name]
            assert is_input_object_type(real)
            required = {
                name for name, field in real.fields.items() if str(field.type).endswith("!") and field.default is None
            }
            assert required <= set(ours.fields), ours.name


def test_the_idempotent_directive_is_the_real_one():
    """Same name, same places, same argument."""
    ours, real = schemas.load().get_directive("idempotent"), real_schema.schema().get_directive("idempotent")
    assert ours is not None
    assert real is not None
    assert ours.locations == real.locations
    assert {name: str(each.type) for name, each in ours.args.items()} == {
        name: str(each.type) for name, each in real.args.items()
    }
    assert ours.is_repeatable == real.is_repeatable


def test_the_scopes_of_the_subset_are_the_real_ones():
    """Every type and field of the subset asks for exactly the scopes that the real one asks for, in the same words."""
    wanted = {}
    for item in real_schema.document()["offline_scopes"]["items"]:
        kind = schemas.load().type_map.get(item["typeName"])
        field = item.get("fieldName") if item["type"] == "field" else None
        if kind is None or not item["requiredAccess"]:
            continue
        if field is None or field in getattr(kind, "fields", {}):
            wanted[item["typeName"] if field is None else f"{item['typeName']}.{field}"] = item["requiredAccess"]
    assert {name: each.text() for name, each in schemas.requirements().items()} == wanted
