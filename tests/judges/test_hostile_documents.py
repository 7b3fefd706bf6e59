"""Small documents that stand for enormous ones: the simulator refuses or answers them, and goes on."""

import pytest
from support import furnished_shops
from support.admin import TOKEN, Admin

BOMBS = {
    "one field nine thousand times": "{ shop { " + "name " * 9_000 + "} }",
    "an object two thousand times": "{ shop { " + "plan { shopifyPlus } " * 2_250 + "} }",
    "fourteen hundred aliases": "{ " + " ".join(f"a{number}: shop {{ name }}" for number in range(1_400)) + " }",
    "fragments that double at each level": "{ shop { ...f0 } } "
    + " ".join(f"fragment f{level} on Shop {{ ...f{level + 1} ...f{level + 1} }}" for level in range(40))
    + " fragment f40 on Shop { name }",
    "fields that double at each level": '{ job(id: "x") { ...f0 } } '
    + " ".join(
        f'fragment f{level} on Job {{ query {{ a: job(id: "x") {{ ...f{level + 1} }} '
        f'b: job(id: "x") {{ ...f{level + 1} }} }} }}'
        for level in range(24)
    )
    + " fragment f24 on Job { id }",
    "a hundred levels": "{ " + 'job(id: "x") { query { ' * 48 + "shop { name }" + " } }" * 48 + " }",
    "a thousand levels": "{ " + 'job(id: "x") { query { ' * 500 + "shop { name }" + " } }" * 500 + " }",
    "lists in lists": "{ nodes(ids: " + "[" * 500 + "]" * 500 + ") { id } }",
    "a fragment within itself": "{ shop { ...a } } fragment a on Shop { ...b } fragment b on Shop { ...a }",
    "the schema through the schema": "{ __schema { types { fields { type { fields { type { name } } } } } } }",
    "a thousand fragments": "{ shop { "
    + " ".join(f"...f{number}" for number in range(1_000))
    + " } } "
    + " ".join(f"fragment f{number} on Shop {{ name }}" for number in range(1_000)),
    "five thousand wrong names": "{ shop { " + " ".join(f"nmae{number}" for number in range(5_000)) + " } }",
    "a number that is too large": "{ orders(first: 99999999999999999999999) { nodes { id } } }",
    "nothing but a name": "query Q",
    "a byte order mark": "\ufeff{ shop { name } }",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_makes_it_hang(name: str, furnished: tuple[Admin, list[str]]):
    """Small documents that stand for enormous ones."""
    shop, _ = furnished

    furnished_shops.judge(shop, shop.post(BOMBS[name]))


def test_variables_nested_without_end_are_refused(furnished: tuple[Admin, list[str]]):
    """Deeper than a parser's stack."""
    shop, _ = furnished
    body = '{"query": "{ shop { name } }", "variables": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}"

    headers = {"X-Shopify-Access-Token": TOKEN}

    furnished_shops.judge(shop, shop.request("POST", "/admin/api/2026-10/graphql.json", content=body, headers=headers))
