"""What each refusal of a shop is called, and what it tells the person who must mend it."""

import httpx
import pytest
from support import shop_answers
from support.virtual_time import VirtualTime

from reconciler.shopify import client, errors, reading, tokens, writing


async def refusal(answer: httpx.Response) -> errors.ShopError:
    """The error that this answer to a query raises, having been asked once."""
    time, script = VirtualTime(), shop_answers.Script(answer)
    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.ShopError) as caught:
            await time.run(reading.shop_info(shop))
    assert len(script.requests) == 1
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, errors.AccessError, "check the token"),
        (403, errors.AccessError, "scopes"),
        (404, errors.WrongShopError, "check the domain"),
        (402, errors.ShopUnavailable, "frozen"),
        (423, errors.ShopUnavailable, "locked"),
        (430, errors.ShopUnavailable, "security"),
        (400, errors.QueryError, "HTTP 400"),
    ],
)
async def test_a_status_that_no_patience_mends_is_named_and_not_asked_again(
    status: int, kind: type[errors.ShopError], words: str
):
    """With Shopify's own text, and a way out."""
    text = "[API] Invalid API key or access token (unrecognized login or wrong password)"

    problem = await refusal(httpx.Response(status, json={"errors": text}))

    assert type(problem) is kind
    assert words in str(problem)
    assert text in str(problem)


async def test_a_redirect_is_not_followed_with_the_token():
    """The shop's domain changed: a person must say where to."""
    problem = await refusal(httpx.Response(301, headers={"Location": "https://elsewhere.example/"}))

    assert isinstance(problem, errors.WrongShopError)
    assert "https://elsewhere.example/" in str(problem)


async def test_a_missing_scope_is_named():
    """ACCESS_DENIED comes inside HTTP 200."""
    message = "Access denied for fulfillmentOrders field. Required access: `read_orders` access scope."
    denied = {"code": "ACCESS_DENIED", "requiredAccess": "`read_orders` access scope."}

    problem = await refusal(shop_answers.failed({"message": message, "extensions": denied}))

    assert isinstance(problem, errors.AccessError)
    assert problem.missing == ("read_orders",)
    assert message in str(problem)


@pytest.mark.parametrize("answered", ["2027-01", None])
async def test_another_api_version_than_the_asked_one_is_refused(answered: str | None):
    """An expired version falls forward without an error: only the header tells."""
    headers = {"X-Shopify-API-Version": answered} if answered else {}

    problem = await refusal(httpx.Response(200, headers=headers, json={"data": shop_answers.SHOP}))

    assert isinstance(problem, errors.VersionError)
    assert client.API_VERSION in str(problem)


async def test_the_version_is_proved_by_a_query_before_the_first_mutation():
    """A wrong version must be noticed before it changes anything."""
    time = VirtualTime()
    script = shop_answers.Script(httpx.Response(200, headers={"X-Shopify-API-Version": "2027-01"}, json={"data": {}}))

    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.VersionError):
            await time.run(writing.add_tags(shop, "gid://shopify/Order/1", ["late"]))

    assert script.operations == ["Shop"]


async def test_an_ignored_search_filter_is_an_error():
    """Shopify would give all rows instead of the wanted ones."""
    warning = {"field": "skuu", "message": "Invalid search field for this query.", "code": "invalid_field"}
    extensions = {"search": [{"path": ["productVariants"], "query": "skuu:1", "warnings": [warning]}]}

    problem = await refusal(shop_answers.ok(shop_answers.SHOP, extensions))

    assert isinstance(problem, errors.SearchError)
    assert "skuu: Invalid search field" in str(problem)


async def test_a_refused_document_keeps_shopifys_text_and_code():
    """The texts differ from those of other GraphQL servers."""
    problem = await refusal(
        shop_answers.failed({"message": "invalid id", "extensions": {"code": "RESOURCE_NOT_FOUND"}})
    )

    assert isinstance(problem, errors.QueryError)
    assert problem.codes == ("RESOURCE_NOT_FOUND",)
    assert str(problem) == "invalid id"


async def test_user_errors_keep_code_field_and_message():
    """A mutation that says no changed nothing, and says why."""
    time = VirtualTime()
    refused = {"tagsAdd": {"node": None, "userErrors": [{"field": ["id"], "message": "Order does not exist"}]}}
    script = shop_answers.Script(shop_answers.ok(shop_answers.SHOP), shop_answers.ok(refused))

    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.UserErrors, match="Order does not exist") as caught:
            await time.run(writing.add_tags(shop, "gid://shopify/Order/0", ["late"]))

    assert caught.value.errors == (errors.UserError(field=("id",), message="Order does not exist"),)


@pytest.mark.parametrize(
    "domain", ["acme", "acme.com", "https://acme.myshopify.com/admin", "acme.myshopify.com.evil.example", ""]
)
def test_a_domain_that_is_no_shops_is_refused_before_anything_is_sent(domain: str):
    """A token must not travel to the wrong host."""
    with pytest.raises(errors.WrongShopError, match=r"\.myshopify\.com"):
        client.ShopClient(domain, tokens.StaticToken(shop_answers.TOKEN))


def test_a_full_address_is_answered_with_the_domain_in_it():
    """The likeliest slip is a pasted address."""
    with pytest.raises(errors.WrongShopError, match=r"such as 'acme\.myshopify\.com'"):
        client.ShopClient("https://acme.myshopify.com/admin", tokens.StaticToken(shop_answers.TOKEN))
