"""Bulk operations: what may run, how it goes on, and what the file holds."""

from typing import Any

import msgspec
import pytest
from support.admin import Admin, Clock

RUN = """mutation Run($query: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status } userErrors { field message code } } }"""
LOOK = """query Look($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url
  partialDataUrl completedAt type query } }"""
CANCEL = (
    """mutation Cancel($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"""
)
PRODUCTS = "{ products { edges { node { id title } } } }"
LEVELS = """{ inventoryItems { edges { node { id sku inventoryLevels { edges { node { id location { name }
  quantities(names: ["available"]) { quantity } } } } } } } }"""

DEEP = """{ orders { edges { node { id fulfillmentOrders { edges { node { id
  lineItems { edges { node { id } } } } } } } } } }"""
NODES = (
    "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges "
    "{ node {'. Selecting via 'nodes' is not supported. Invalid connection fields: 'products'."
)
COUNTS = """{ all: productVariantsCount(limit: null) { count precision }
  few: productVariantsCount(limit: 2) { count precision } }"""


def run(shop: Admin, query: str, *, group: bool = False) -> str:
    """Begin a job that must be let in; returns its id."""
    done = shop.data(RUN, query=query, group=group)["bulkOperationRunQuery"]
    assert done["userErrors"] == []
    return str(done["bulkOperation"]["id"])


def refused(shop: Admin, query: str) -> tuple[str, str]:
    """Code and text of the refusal of a query."""
    (error,) = shop.data(RUN, query=query)["bulkOperationRunQuery"]["userErrors"]
    return error["code"], error["message"]


def look(shop: Admin, job: str) -> dict[str, Any]:
    """Poll a job."""
    found: dict[str, Any] = shop.data(LOOK, id=job)["bulkOperation"]
    return found


def lines(shop: Admin, url: str) -> list[dict[str, Any]]:
    """Fetch a file, without a token."""
    answer = shop.request("GET", url)
    assert answer.headers["content-type"] == "application/jsonl"
    return [msgspec.json.decode(line) for line in answer.content.splitlines()]


def test_a_job_is_created_runs_and_completes(shop: Admin, clock: Clock):
    """A small one within a second; counts are texts."""
    job = run(shop, PRODUCTS)
    seen = [look(shop, job)["status"]]
    clock.advance(0.5)
    seen.append(look(shop, job)["status"])
    clock.advance(0.5)
    done = look(shop, job)

    assert [*seen, done["status"]] == ["CREATED", "RUNNING", "COMPLETED"]
    assert (done["objectCount"], done["rootObjectCount"], done["type"]) == ("3", "3", "QUERY")
    assert (done["query"], done["completedAt"]) == (PRODUCTS, "2026-11-23T10:00:01Z")
    assert [each["title"] for each in lines(shop, done["url"])] == ["Mug", "Cup", "Hat"]


@pytest.mark.parametrize("group", [True, False])
def test_children_name_their_parents_and_come_after_them(shop: Admin, clock: Clock, *, group: bool):
    """Right after them when grouped, mixed otherwise; all pages in one file."""
    job = run(shop, LEVELS, group=group)
    clock.advance(1)
    found = lines(shop, look(shop, job)["url"])

    parents = [each["id"] for each in found if "__parentId" not in each]
    order = [each.get("__parentId", each["id"]) for each in found]
    stocked = {(each["__parentId"], each["location"]["name"]) for each in found if "__parentId" in each}
    assert (len(parents), len(stocked)) == (3, 5)
    assert (order == sorted(order)) is group
    assert all(order.index(parent) == [each["id"] for each in found].index(parent) for parent in parents)


def test_slashes_are_escaped_in_the_file(shop: Admin, clock: Clock):
    """As recorded."""
    job = run(shop, PRODUCTS)
    clock.advance(1)
    content = shop.request("GET", look(shop, job)["url"]).content

    assert content.startswith(rb'{"id":"gid:\/\/shopify\/Product\/')
    assert len(content) == int(look(shop, job)["fileSize"])


def test_an_empty_result_has_no_file(empty: Admin, clock: Clock):
    """Completed, and the address is null."""
    job = run(empty, PRODUCTS)
    clock.advance(1)

    done = look(empty, job)
    assert (done["status"], done["url"], done["objectCount"]) == ("COMPLETED", None, "0")


def test_the_sixth_job_at_a_time_is_refused(shop: Admin, clock: Clock):
    """Until one of the five has ended."""
    first, *_ = [run(shop, PRODUCTS) for _ in range(5)]

    assert refused(shop, PRODUCTS) == (
        "OPERATION_IN_PROGRESS",
        f"A bulk query operation for this app and shop is already in progress: {first}.",
    )
    clock.advance(1)
    assert run(shop, PRODUCTS)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("{ shop { name } }", "Bulk queries must contain at least one connection."),
        (
            "{ " + " ".join(f"a{at}: products {{ edges {{ node {{ id }} }} }}" for at in range(6)) + " }",
            "Bulk queries cannot contain more than 5 connections.",
        ),
        (
            DEEP,
            "Bulk queries cannot contain connections with a nesting depth greater than 2.",
        ),
        (
            "{ products { nodes { id } } }",
            NODES,
        ),
        ("{" + " " * 65_535, "Query is too large (65536 bytes; maximum is 65535 bytes)"),
    ],
)
def test_a_query_that_may_not_run_in_bulk_is_refused_in_shopify_s_words(shop: Admin, query: str, text: str):
    """Before any job is made."""
    assert refused(shop, query) == ("INVALID", text)
    assert shop.data("{ bulkOperations(first: 5) { nodes { id } } }")["bulkOperations"]["nodes"] == []


@pytest.mark.parametrize(
    "query",
    [
        "{ nodes(ids: []) { id } }",
        "{ products { edges { node { title variants { edges { node { id } } } } } } }",
        "{ products { edges { node { key: id variants { edges { node { id } } } } } } }",
        "{ orders { edges { node { id fulfillments { id fulfillmentLineItems { edges { node { id } } } } } } } }",
        "query Q($id: ID!) { node(id: $id) { id } }",
        "{ products { edges { node { nope } } } }",
        'mutation { tagsAdd(id: "gid://shopify/Order/1", tags: []) { userErrors { message } } }',
        "not a query",
    ],
)
def test_other_queries_that_may_not_run_in_bulk_are_refused(shop: Admin, query: str):
    """Documented rules whose words were not recorded."""
    assert refused(shop, query)[0] == "INVALID"


def test_a_running_job_is_cancelled_and_an_ended_one_is_not(shop: Admin, clock: Clock):
    """It stops after a moment; what was written by then can be fetched."""
    shop.control("bulk", kind="slow", seconds=9)
    job = run(shop, PRODUCTS)
    clock.advance(5)

    assert shop.data(CANCEL, id=job)["bulkOperationCancel"]["bulkOperation"]["status"] == "CANCELING"
    clock.advance(1)
    assert look(shop, job)["status"] == "CANCELED"
    assert len(lines(shop, look(shop, job)["partialDataUrl"])) == 1
    (error,) = shop.data(CANCEL, id=job)["bulkOperationCancel"]["userErrors"]
    assert error["message"] == "A bulk operation cannot be canceled when it is canceled"


def test_a_result_expires_after_seven_days(shop: Admin, clock: Clock):
    """The address is gone, and leads nowhere."""
    job = run(shop, PRODUCTS)
    clock.advance(1)
    url = look(shop, job)["url"]
    clock.advance(7 * 86_400)

    assert (look(shop, job)["status"], look(shop, job)["url"]) == ("EXPIRED", None)
    assert shop.request("GET", url).status_code == 404


def test_a_file_is_not_found_without_its_key(shop: Admin, clock: Clock):
    """Numbers can be guessed, keys can't."""
    job = run(shop, PRODUCTS)
    clock.advance(1)
    url = look(shop, job)["url"]

    assert shop.request("GET", url.replace(".jsonl", "x.jsonl")).status_code == 404


def test_a_job_that_may_not_see_what_it_reads_fails(shop: Admin, clock: Clock):
    """ACCESS_DENIED, without a file."""
    shop.control("token", token="shpat_simulator", scopes=["read_products"])
    job = run(shop, "{ orders { edges { node { id } } } }")
    clock.advance(1)

    done = look(shop, job)
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "ACCESS_DENIED", None)


def test_a_scripted_failure_leaves_partial_data_that_come_late(shop: Admin, clock: Clock):
    """As observed: failed first, and minutes later there is a part of it."""
    shop.control("bulk", kind="fail", share=0.7, seconds=120)
    job = run(shop, PRODUCTS)
    clock.advance(1)
    failed = look(shop, job)
    clock.advance(120)

    assert (failed["status"], failed["errorCode"]) == ("FAILED", "INTERNAL_SERVER_ERROR")
    assert (failed["url"], failed["partialDataUrl"]) == (None, None)
    assert len(lines(shop, look(shop, job)["partialDataUrl"])) == 2


def test_a_scripted_loss_is_silent(shop: Admin, clock: Clock):
    """Completed, with fewer lines than it says; the next job is whole."""
    shop.control("bulk", kind="drop", share=0.4)
    one, two = run(shop, PRODUCTS), run(shop, PRODUCTS)
    clock.advance(1)

    assert look(shop, one)["objectCount"] == "3"
    assert [len(lines(shop, look(shop, each)["url"])) for each in (one, two)] == [1, 3]


def test_a_scripted_cut_ends_in_the_middle_of_a_line(shop: Admin, clock: Clock):
    """What a lost connection of Shopify's own leaves."""
    shop.control("bulk", kind="cut", share=0.9)
    job = run(shop, PRODUCTS)
    clock.advance(1)

    assert not shop.request("GET", look(shop, job)["url"]).content.endswith(b"}\n")


def test_a_hanging_job_runs_for_ten_days(shop: Admin, clock: Clock):
    """Then it is given up."""
    shop.control("bulk", kind="hang")
    job = run(shop, PRODUCTS)
    clock.advance(9 * 86_400)
    before = look(shop, job)["status"]
    clock.advance(86_400)

    assert (before, look(shop, job)["status"], look(shop, job)["errorCode"]) == ("RUNNING", "FAILED", "TIMEOUT")


def test_the_current_job_may_be_one_that_ended_long_ago(shop: Admin, clock: Clock):
    """The reason to poll by id."""
    job = run(shop, PRODUCTS)
    clock.advance(3_600)

    current = shop.data("{ currentBulkOperation { id status } }")["currentBulkOperation"]
    assert current == {"id": job, "status": "COMPLETED"}


def test_jobs_are_listed_newest_first_and_searched_by_status(shop: Admin, clock: Clock):
    """A filter that is unknown is ignored with a warning, as everywhere."""
    one = run(shop, PRODUCTS)
    clock.advance(5)
    two = run(shop, PRODUCTS)

    every = shop.data("{ bulkOperations(first: 5) { nodes { id } } }")["bulkOperations"]["nodes"]
    ended = shop.data('{ bulkOperations(first: 5, query: "status:completed") { nodes { id } } }')
    assert [each["id"] for each in every] == [two, one]
    assert [each["id"] for each in ended["bulkOperations"]["nodes"]] == [one]


def test_variants_are_counted_up_to_a_limit(shop: Admin):
    """Ten thousand unless another one, or none, is asked for."""
    found = shop.data(COUNTS)

    assert found == {"all": {"count": 3, "precision": "EXACT"}, "few": {"count": 2, "precision": "AT_LEAST"}}
