"""Nothing that can be sent to the simulator makes it break (HTTP 500, an internal error) or hang.

schemathesis makes operations from the schema that the simulator shows of itself, with ids of a shop that has a
little of everything. TRUEUP_FUZZ says how many of each kind; without it, as many as fit into seconds.
"""

import json
import os
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support import furnished_shops
from support.admin import TOKEN, Admin, Clock

from simulator import worlds
from simulator.app import create_app

EXAMPLES = int(os.environ.get("TRUEUP_FUZZ", "5"))
"""Operations made for each root field."""

PATH = "/admin/api/2026-10/graphql.json"
HEADERS = {"X-Shopify-Access-Token": TOKEN}
ID_ARGUMENT = re.compile(r'(\b\w*[iI]ds?: \[?)"(?:[^"\\]|\\.)*"')
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def roots() -> list[Any]:
    """Every root field of the schema, as schemathesis reads it by introspection."""
    app = create_app(worlds.World(plan="enterprise"))
    schema = schemathesis.graphql.from_asgi(PATH, app, headers=HEADERS)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("operation", roots(), ids=lambda operation: operation.label)
def test_no_operation_of_the_schema_breaks_it(operation: Any, furnished: tuple[Admin, list[str]]):
    """Valid operations with ids that exist, ids of the wrong kind and ids of nothing."""
    shop, ids = furnished

    @QUIET
    @given(case=operation.as_strategy(), picks=st.randoms(use_true_random=False))
    def holds(case: Any, picks: Any) -> None:
        text = ID_ARGUMENT.sub(lambda found: f'{found[1]}"{picks.choice(ids)}"', str(case.body))
        furnished_shops.judge(shop, shop.post(text))

    holds()


@settings(max_examples=EXAMPLES * 20, deadline=None)
@given(body=st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes):
    """What is no JSON is refused with 400."""
    with Admin(worlds.World(clock=Clock())) as shop:
        answer = shop.request("POST", PATH, content=body, headers=HEADERS)

        assert answer.status_code == 400


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
FLAT = LEAF | st.lists(LEAF, max_size=4) | st.dictionaries(st.text(), LEAF, max_size=4)
ANYTHING = FLAT | st.lists(FLAT, max_size=3) | st.dictionaries(st.text(), FLAT, max_size=3)
SET = """mutation S($input: InventorySetQuantitiesInput!, $k: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $k) { userErrors { message } } }"""
ORDERS = """query O($first: Int, $q: String, $after: String) {
  orders(first: $first, query: $q, after: $after) { nodes { id } } }"""
DOCUMENTS = st.sampled_from(
    [
        "query L($id: ID!, $n: Int) { order(id: $id) { lineItems(first: $n) { nodes { id } } } }",
        "query N($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        ORDERS,
        "mutation T($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } } }",
        SET,
        "mutation F($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { message } } }",
    ]
)
NAMES = ("id", "ids", "n", "first", "q", "after", "tags", "input", "k", "f")


@settings(max_examples=EXAMPLES * 40, deadline=None)
@given(document=DOCUMENTS, values=st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING)))
def test_no_variables_break_it(document: str, values: dict[str, Any], furnished: tuple[Admin, list[str]]):
    """Of the wrong type, missing, huge, nested, or not finite."""
    shop, _ = furnished
    body = json.dumps({"query": document, "variables": values})
    furnished_shops.judge(shop, shop.request("POST", PATH, content=body, headers=HEADERS))


@settings(max_examples=EXAMPLES * 20, deadline=None)
@given(
    text=st.text(
        alphabet=st.sampled_from('{}()[]:$!@.|&=#", \n\\abcdqueryfragmentonshop0123-é\u2028\x00'), max_size=200
    )
)
def test_no_text_breaks_the_parser(text: str, furnished: tuple[Admin, list[str]]):
    """Documents made of the characters that documents are made of."""
    shop, _ = furnished

    furnished_shops.judge(shop, shop.post("{" + text))
