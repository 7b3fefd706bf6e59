"""Tokens for client credentials: who is given one, and when it ends."""

from typing import Any

import httpx
import pytest
from support.admin import Admin, Clock

from simulator import auth

RIGHT = {"client_id": auth.CLIENT_ID, "client_secret": auth.CLIENT_SECRET, "grant_type": "client_credentials"}


def ask(shop: Admin, **more: Any) -> httpx.Response:
    """Ask for a token."""
    return shop.request("POST", "/admin/oauth/access_token", **more)


def status(shop: Admin, token: str) -> int:
    """What a query with a token is answered."""
    headers = {"X-Shopify-Access-Token": token}
    body = {"query": "{ shop { name } }"}
    return shop.request("POST", "/admin/api/2026-10/graphql.json", json=body, headers=headers).status_code


@pytest.mark.parametrize("form", ["json", "data"])
def test_right_credentials_are_given_a_token_for_a_day(shop: Admin, form: str):
    """As JSON or as a form."""
    answer = ask(shop, **{form: RIGHT})

    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 86_399
    assert status(shop, answer.json()["access_token"]) == 200


def test_a_granted_token_ends_after_a_day(shop: Admin, clock: Clock):
    """To the second."""
    token = ask(shop, json=RIGHT).json()["access_token"]
    clock.advance(86_398)
    before = status(shop, token)
    clock.advance(1)

    assert (before, status(shop, token)) == (200, 401)


def test_each_grant_is_another_token_and_both_work(shop: Admin):
    """A second process of the same app does not lock out the first."""
    one, two = (ask(shop, json=RIGHT).json()["access_token"] for _ in range(2))

    assert one != two
    assert [status(shop, one), status(shop, two)] == [200, 200]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (RIGHT | {"client_secret": "guessed"}, "invalid_client"),
        (RIGHT | {"client_id": "unknown"}, "invalid_client"),
        (RIGHT | {"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": auth.CLIENT_ID}, "invalid_request"),
        ({}, "invalid_request"),
        ({"client_id": 7}, "invalid_request"),
        ([], "invalid_request"),
    ],
)
def test_whoever_is_not_let_in_is_told_why_in_oauth_s_words(shop: Admin, body: Any, error: str):
    """HTTP 400, and no token."""
    answer = ask(shop, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert "access_token" not in answer.json()


def test_an_app_sees_what_its_scopes_show(shop: Admin):
    """A grant carries the scopes of the app it was given to."""
    shop.control("apps", client_id="narrow", client_secret="s", scopes=["read_locations"])

    granted = ask(shop, json={"client_id": "narrow", "client_secret": "s", "grant_type": "client_credentials"}).json()

    headers = {"X-Shopify-Access-Token": granted["access_token"]}
    body = {"query": "{ locations(first: 1) { nodes { name } } orders(first: 1) { nodes { id } } }"}
    answer = shop.request("POST", "/admin/api/2026-10/graphql.json", json=body, headers=headers).json()
    assert granted["scope"] == "read_locations"
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["ACCESS_DENIED"]


def test_an_app_that_was_taken_away_is_given_nothing_more(shop: Admin):
    """Its credentials are unknown from then on."""
    shop.control(f"apps/{auth.CLIENT_ID}", "DELETE")

    assert ask(shop, json=RIGHT).json()["error"] == "invalid_client"
