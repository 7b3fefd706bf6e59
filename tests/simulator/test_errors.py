"""Top-level errors have graphql-ruby's wording, codes and paths, and leave out what Shopify leaves out."""

from typing import Any

import pytest
from support.admin import Admin

from simulator.resolvers import binding

WRONG = "Variable $input of type InventorySetQuantitiesInput! was provided invalid value"
NO_SELECTION = (
    "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)"
)


@pytest.mark.parametrize(
    ("document", "message", "code", "path"),
    [
        ("{ shop { nope } }", "Field 'nope' doesn't exist on type 'Shop'", "undefinedField", ["query", "shop", "nope"]),
        (
            "query Q { shop { nope } }",
            "Field 'nope' doesn't exist on type 'Shop'",
            "undefinedField",
            ["query Q", "shop", "nope"],
        ),
        (
            "{ shop(x: 1) { id } }",
            "Field 'shop' doesn't accept argument 'x'",
            "argumentNotAccepted",
            ["query", "shop", "x"],
        ),
        (
            "{ order { id } }",
            "Field 'order' is missing required arguments: id",
            "missingRequiredArguments",
            ["query", "order"],
        ),
        (
            'mutation { tagsAdd(id: "1") { userErrors { message } } }',
            "Field 'tagsAdd' is missing required arguments: tags",
            "missingRequiredArguments",
            ["mutation", "tagsAdd"],
        ),
        (
            'mutation { orderUpdate(input: {note: "x"}) { userErrors { message } } }',
            "Argument 'id' on InputObject 'OrderInput' is required. Expected type ID!",
            "missingRequiredInputObjectAttribute",
            ["mutation", "orderUpdate", "input"],
        ),
        (
            'mutation { orderUpdate(input: {id: "1", x: 1}) { userErrors { message } } }',
            "InputObject 'OrderInput' doesn't accept argument 'x'",
            "argumentNotAccepted",
            ["mutation", "orderUpdate", "input"],
        ),
        (
            "{ shop }",
            NO_SELECTION,
            "selectionMismatch",
            ["query", "shop"],
        ),
        ("{ shop { id @nope } }", "Directive @nope is not defined", "undefinedDirective", ["query", "shop", "id"]),
        (
            'mutation M @idempotent(key: "k") { tagsAdd(id: "1", tags: []) { userErrors { message } } }',
            "'@idempotent' can't be applied to mutations (allowed: fields)",
            "directiveCannotBeApplied",
            ["mutation M"],
        ),
        (
            "query Q { order(id: $id) { id } }",
            "Variable $id is used by Q but not declared",
            "variableNotDefined",
            ["query Q", "order", "id"],
        ),
        (
            "query Q($id: ID) { shop { id } }",
            "Variable $id is declared by Q but not used",
            "variableNotUsed",
            ["query Q"],
        ),
        (
            "{ shop { ...F } }",
            "Fragment F was used, but not defined",
            "useAndDefineFragment",
            ["query", "shop"],
        ),
    ],
)
def test_a_wrong_document_is_answered_in_graphql_rubys_words(
    empty: Admin, document: str, message: str, code: str, path: list[str]
):
    """HTTP 200, no data, no cost."""
    body = empty.body(document)
    assert set(body) == {"errors"}
    [error] = body["errors"]
    assert error["message"] == message
    assert error["extensions"]["code"] == code
    assert error["path"] == path
    assert error["locations"]


def test_text_that_is_no_graphql_is_a_parse_error(empty: Admin):
    """With the place."""
    body = empty.body("{ shop { id }")
    assert set(body) == {"errors"}
    assert body["errors"][0]["extensions"]["code"] == "PARSE_ERROR"
    assert body["errors"][0]["locations"] == [{"line": 1, "column": 14}]


@pytest.mark.parametrize(
    ("value", "message", "problems"),
    [
        (
            {"name": "available", "reason": "other", "quantities": [{"locationId": "1", "quantity": 1}]},
            f"{WRONG} for quantities.0.inventoryItemId (Expected value to not be null)",
            [{"path": ["quantities", 0, "inventoryItemId"], "explanation": "Expected value to not be null"}],
        ),
        (
            {"name": "available", "reason": "other", "quantities": [], "ignoreCompareQuantity": True},
            f"{WRONG} for ignoreCompareQuantity (Field is not defined on InventorySetQuantitiesInput)",
            [
                {
                    "path": ["ignoreCompareQuantity"],
                    "explanation": "Field is not defined on InventorySetQuantitiesInput",
                }
            ],
        ),
        (
            None,
            WRONG,
            [{"path": [], "explanation": "Expected value to not be null"}],
        ),
    ],
)
def test_a_wrong_variable_is_answered_before_anything_runs(
    empty: Admin, value: Any, message: str, problems: list[dict[str, Any]]
):
    """No data, no cost; the value comes back with its problems."""
    document = """mutation S($input: InventorySetQuantitiesInput!) {
      inventorySetQuantities(input: $input) @idempotent(key: "k") { userErrors { code } } }"""
    body = empty.body(document, input=value)
    assert set(body) == {"errors"}
    [error] = body["errors"]
    assert error["message"] == message
    assert error["extensions"] == {"code": "INVALID_VARIABLE", "value": value, "problems": problems}


@pytest.mark.parametrize("value", [1.5, "3", True, 2**31])
def test_an_int_is_an_int(empty: Admin, value: Any):
    """Neither a fraction nor a text nor a flag nor more than 32 bits."""
    error = empty.error("query L($first: Int) { locations(first: $first) { nodes { id } } }", first=value)
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert "Could not coerce value" in error["extensions"]["problems"][0]["explanation"]


def test_a_body_that_is_no_json_is_a_bad_request(empty: Admin):
    """HTTP 400."""
    headers = {"X-Shopify-Access-Token": "shpat_simulator"}
    for content in (b"", b"{", b"[]", b"{}", b'{"query": ""}', b"\xff"):
        answer = empty.request("POST", "/admin/api/2026-10/graphql.json", content=content, headers=headers)
        assert answer.status_code == 400


def test_two_operations_need_a_name_to_choose_by(empty: Admin):
    """And the name chooses."""
    document = "query A { shop { name } } query B { shop { id } }"
    assert empty.error(document)["message"] == "An operation name is required"
    answer = empty.request(
        "POST",
        "/admin/api/2026-10/graphql.json",
        json={"query": document, "operationName": "B"},
        headers={"X-Shopify-Access-Token": "shpat_simulator"},
    )
    assert set(answer.json()["data"]["shop"]) == {"id"}


def test_introspection_tells_the_schema(empty: Admin):
    """Alone or beside other fields."""
    data = empty.data(
        '{ __schema { queryType { name } } __type(name: "Shop") { kind } __typename shop { __typename } }'
    )
    assert data == {
        "__schema": {"queryType": {"name": "QueryRoot"}},
        "__type": {"kind": "OBJECT"},
        "__typename": "QueryRoot",
        "shop": {"__typename": "Shop"},
    }


def test_skip_include_fragments_and_aliases_work(shop: Admin):
    """The parts of GraphQL that clients lean on."""
    data = shop.data(
        """
        query Q($yes: Boolean!, $no: Boolean!) {
          shop { id @include(if: $no) name @skip(if: $no) }
          first: locations(first: 1) { ...Names }
          second: locations(first: 1, reverse: true) { ...Names edges @include(if: $yes) { cursor } }
        }
        fragment Names on LocationConnection { nodes { ... on Location { name } ... on Node { id } } }
        """,
        yes=True,
        no=False,
    )
    assert set(data["shop"]) == {"name"}
    assert data["first"]["nodes"][0]["name"] == "Austin"
    assert set(data["second"]) == {"nodes", "edges"}


def test_every_field_of_the_schema_can_be_answered():
    """No field of the subset is without a resolver, and no resolver is written for a field that is not there."""
    schema = binding.bound_schema()
    for typename, name in binding.own_resolvers():
        assert name in getattr(schema.type_map[typename], "fields", {}), f"{typename}.{name}"
    assert schema.mutation_type is not None
    written = {name for typename, name in binding.own_resolvers() if typename == "Mutation"}
    assert set(schema.mutation_type.fields) == written
