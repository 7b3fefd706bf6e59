"""Webhooks are taken once, and what they mark stays until somebody looked at it as it was."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session
from support import seeds

from store import databases, dirt, errors, shops

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHOP = seeds.SHOP
ORDER = dirt.Mark(kind="order", subject="gid://shopify/Order/1")
ITEM = dirt.Mark(kind="item", subject="gid://shopify/InventoryItem/1")


def notice(number: str, *marks: dirt.Mark) -> dirt.Notice:
    """A webhook."""
    return dirt.Notice(webhook_id=number, event_id="event", topic="orders/updated", marks=marks)


def subjects(session: Session) -> set[str]:
    """What is marked."""
    return {mark.subject for mark in dirt.pending(session, SHOP)}


def test_a_webhook_marks_what_it_is_about(session: Session):
    """Everything it names."""
    assert dirt.receive(session, SHOP, [notice("a", ORDER, ITEM)], NOW) == {"a"}

    assert subjects(session) == {ORDER.subject, ITEM.subject}


def test_a_webhook_that_came_before_marks_nothing(session: Session):
    """Neither in the same batch nor later, and not even once its mark was looked at."""
    dirt.receive(session, SHOP, [notice("a", ORDER), notice("a", ITEM)], NOW)
    dirt.clear(session, SHOP, dirt.pending(session, SHOP))

    assert dirt.receive(session, SHOP, [notice("a", ORDER), notice("b")], NOW) == {"b"}
    assert subjects(session) == set()


def test_the_same_event_may_come_as_several_webhooks(session: Session):
    """They share the event's id, and each marks something else."""
    dirt.receive(session, SHOP, [notice("a", ORDER), notice("b", ITEM)], NOW)

    assert subjects(session) == {ORDER.subject, ITEM.subject}


def test_many_webhooks_about_one_thing_are_one_mark(session: Session):
    """A storm leaves no more than what it was about."""
    fresh = dirt.receive(session, SHOP, [notice(f"{number}", ORDER) for number in range(1200)], NOW)

    assert len(fresh) == 1200
    assert [mark.subject for mark in dirt.pending(session, SHOP)] == [ORDER.subject]


def test_a_mark_that_was_made_again_while_it_was_looked_at_stays(session: Session):
    """What happened in between may not have been seen."""
    dirt.receive(session, SHOP, [notice("a", ORDER), notice("b", ITEM)], NOW)
    seen = dirt.pending(session, SHOP)
    dirt.receive(session, SHOP, [notice("c", ORDER)], NOW)

    dirt.clear(session, SHOP, seen)

    assert subjects(session) == {ORDER.subject}


def test_each_shop_has_its_own_webhooks_and_marks(session: Session):
    """Ids of one say nothing about the other."""
    shops.ensure(session, "other.myshopify.com")
    dirt.receive(session, "other.myshopify.com", [notice("a", ORDER)], NOW)

    assert dirt.receive(session, SHOP, [notice("a", ITEM)], NOW) == {"a"}
    assert subjects(session) == {ITEM.subject}


def test_ids_are_forgotten_after_a_while_and_marks_are_not(session: Session):
    """Shopify tries again for hours, not for weeks."""
    dirt.receive(session, SHOP, [notice("old", ORDER)], NOW - timedelta(days=8))
    dirt.receive(session, SHOP, [notice("new")], NOW)

    dirt.forget(session, SHOP, NOW - timedelta(days=7))

    assert dirt.receive(session, SHOP, [notice("old"), notice("new")], NOW) == {"old"}
    assert subjects(session) == {ORDER.subject}


def test_an_unknown_shop_is_refused(session: Session):
    """With the shops that there are."""
    with pytest.raises(errors.UnknownShopError):
        dirt.receive(session, "nobody.myshopify.com", [notice("a", ORDER)], NOW)


def test_two_receivers_at_once_take_each_webhook_once_between_them(database: databases.Database):
    """Whoever is second is told that it came before."""
    with database.session() as session:
        shops.ensure(session, SHOP)
    taken: list[frozenset[str]] = []
    together = threading.Barrier(2)

    def receive(order: int) -> None:
        together.wait()
        for start in range(0, 100, 20):
            batch = [notice(f"{start + each}", ORDER, ITEM) for each in range(20)][::order]
            with database.session() as session:
                taken.append(dirt.receive(session, SHOP, batch, NOW))

    threads = [threading.Thread(target=receive, args=(order,)) for order in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(number for batch in taken for number in batch) == sorted(map(str, range(100)))
    with database.reading() as session:
        assert {mark.times for mark in dirt.pending(session, SHOP)} <= set(range(5, 11))
