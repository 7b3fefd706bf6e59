"""The journal and the leases: what must hold when processes die or race."""

import threading
from datetime import timedelta

import pytest
from support import seeds

from store import databases, errors, journal, leases

MINUTE = timedelta(minutes=1)


@pytest.fixture
def planted(database: databases.Database) -> databases.Database:
    """A database with the seed shop."""
    with database.session() as session:
        seeds.plant(session)
    return database


def _intend(database: databases.Database, address: str = "order 1001") -> int:
    intent = journal.Intent(shop=seeds.SHOP, address=address, action="relocate", request={"to": seeds.AUSTIN})
    return journal.intend(database, intent, seeds.NOW)


def _unresolved(database: databases.Database) -> list[str]:
    with database.reading() as session:
        return [entry.address for entry in journal.unresolved(session, seeds.SHOP)]


def test_an_intent_is_there_for_others_before_the_request_is_sent(planted: databases.Database):
    """It is committed at once, and stays unresolved until its outcome is known."""
    first, _ = _intend(planted, "first"), _intend(planted, "second")
    assert _unresolved(planted) == ["first", "second"]

    journal.conclude(planted, first, "done", now=seeds.after(1), message="moved")
    assert _unresolved(planted) == ["second"]

    with planted.reading() as session:
        (entry,) = journal.unresolved(session, seeds.SHOP)
        assert (entry.request, entry.intent_at) == ({"to": seeds.AUSTIN}, seeds.NOW)


def test_an_outcome_is_final(planted: databases.Database):
    """Nobody may tell the story otherwise later."""
    entry = _intend(planted)
    journal.conclude(planted, entry, "done", now=seeds.NOW)

    with pytest.raises(errors.JournalError, match='ended as "done" already and can\'t become "lost"'):
        journal.conclude(planted, entry, "lost", now=seeds.NOW)
    with pytest.raises(errors.JournalError, match="does not exist"):
        journal.conclude(planted, 4711, "done", now=seeds.NOW)


def test_an_outcome_and_its_effects_are_written_together_or_not_at_all(planted: databases.Database):
    """A crash between them leaves the intent unresolved."""
    entry = _intend(planted)

    def crash_half_way() -> None:
        with planted.session() as session:
            journal.conclude_within(session, entry, "done", now=seeds.NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash_half_way()

    assert _unresolved(planted) == ["order 1001"]


def test_a_lease_keeps_others_out_until_it_is_given_back(planted: databases.Database):
    """The holder itself can't take it a second time either: that would be two rounds at once."""
    assert leases.acquire(planted, seeds.SHOP, "one", MINUTE, seeds.NOW)
    assert not leases.acquire(planted, seeds.SHOP, "two", MINUTE, seeds.NOW)
    assert not leases.acquire(planted, seeds.SHOP, "one", MINUTE, seeds.NOW)

    leases.release(planted, seeds.SHOP, "two")
    assert not leases.acquire(planted, seeds.SHOP, "two", MINUTE, seeds.NOW)
    leases.release(planted, seeds.SHOP, "one")
    assert leases.acquire(planted, seeds.SHOP, "two", MINUTE, seeds.NOW)


def test_an_expired_lease_may_be_taken_and_its_holder_learns_of_it(planted: databases.Database):
    """Renewed in time it stays; who comes back too late must stop."""
    leases.acquire(planted, seeds.SHOP, "one", MINUTE, seeds.NOW)
    assert leases.renew(planted, seeds.SHOP, "one", 5 * MINUTE, seeds.after(1))
    assert not leases.acquire(planted, seeds.SHOP, "two", MINUTE, seeds.after(5))

    assert leases.acquire(planted, seeds.SHOP, "two", MINUTE, seeds.after(6))
    assert not leases.renew(planted, seeds.SHOP, "one", MINUTE, seeds.after(6))


def test_of_many_who_want_the_lease_at_once_one_gets_it(planted: databases.Database):
    """Whichever database keeps it."""
    won: list[str] = []
    gate = threading.Barrier(8)

    def want(holder: str) -> None:
        gate.wait()
        if leases.acquire(planted, seeds.SHOP, holder, MINUTE, seeds.NOW):
            won.append(holder)

    runners = [threading.Thread(target=want, args=(f"runner {number}",)) for number in range(8)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()

    assert len(won) == 1


def test_a_lease_needs_a_known_shop(planted: databases.Database):
    """A mistyped domain would lock nothing."""
    with pytest.raises(errors.UnknownShopError):
        leases.acquire(planted, "sead.myshopify.com", "one", MINUTE, seeds.NOW)
