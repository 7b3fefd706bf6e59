"""Opening databases, and what a session promises."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from support import seeds

from store import databases, errors, moments, orders, shops, timeline


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("not a url", "can't be read"),
        ("mysql://me@host/db", 'kind "mysql" are not supported'),
        ("sqlite://", "Name a file"),
        ("sqlite:///:memory:", "Name a file"),
        ("sqlite:////no/such/folder/trueup.db", 'folder "/no/such/folder" of the database does not exist'),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_the_way_out(url: str, complaint: str):
    """Nothing is tried and nothing is created."""
    with pytest.raises(errors.OpenError, match=complaint):
        databases.open(url)


def test_a_password_is_never_shown():
    """Neither in the safe URL nor in the error for one that can't be read."""
    with databases.open("postgres://me:pl4nted@host/db") as database:
        assert database.url_safe == "postgresql+psycopg://me:***@host/db"

    with pytest.raises(errors.OpenError) as caught:
        databases.open("postgresql://me:pl4nted@host:port/db")
    assert "pl4nted" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_session_that_raises_changes_nothing(database: databases.Database):
    """All of a transaction, or nothing."""

    def fail_half_way() -> None:
        with database.session() as session:
            shops.ensure(session, seeds.SHOP)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    with database.reading() as session:
        assert shops.list_all(session) == []


def test_rows_stay_readable_after_their_session(database: databases.Database):
    """Callers may keep what they read."""
    with database.session() as session:
        shop = shops.ensure(session, seeds.SHOP, "Seed")

    assert (shop.domain, shop.name) == (seeds.SHOP, "Seed")


def test_sqlite_keeps_its_promises(sqlite_database: databases.Database):
    """Write-ahead log, foreign keys checked, commits flushed, and patience with other writers."""
    with sqlite_database.session() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_two_writers_wait_for_each_other_instead_of_failing(database: databases.Database):
    """Both read first and write later: the second sees what the first has written."""
    with database.session() as session:
        seeds.plant(session)
        seeds.place(session)

    def remark() -> None:
        for _ in range(10):
            with database.session() as session:
                order = orders.find(session, seeds.SHOP, "1001")
                orders.lock(session, order)
                count = len(timeline.entries(session, order))
                timeline.note(session, order, str(count), kind="note", at=seeds.NOW)

    writers = [threading.Thread(target=remark) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with database.reading() as session:
        order = orders.find(session, seeds.SHOP, "1001")
        assert [entry.text for entry in timeline.entries(session, order)] == [str(number) for number in range(20)]


def test_a_reading_session_sees_one_moment(database: databases.Database):
    """What is committed meanwhile is seen by the next one."""
    with database.session() as session:
        shops.ensure(session, "first.myshopify.com")

    with database.reading() as reading:
        before = len(shops.list_all(reading))
        with database.session() as session:
            shops.ensure(session, "second.myshopify.com")
        assert len(shops.list_all(reading)) == before

    with database.reading() as reading:
        assert len(shops.list_all(reading)) == before + 1


def test_a_database_that_may_not_be_written_says_so(sqlite_database: databases.Database):
    """The error is the store's own, and says that nothing was changed."""

    def write() -> None:
        with sqlite_database.session() as session:
            session.execute(text("PRAGMA query_only = ON"))
            shops.ensure(session, seeds.SHOP)

    with pytest.raises(errors.UnavailableError, match=r"readonly database.*Nothing was changed"):
        write()


def test_a_lost_server_says_so():
    """Also without its password."""
    with (
        databases.open("postgresql://me:pl4nted@127.0.0.1:1/nothing") as database,
        pytest.raises(errors.UnavailableError, match="can't be used") as caught,
        database.session() as session,
    ):
        shops.list_all(session)

    assert "pl4nted" not in str(caught.value)


def test_moments_come_back_aware_and_in_utc(database: databases.Database):
    """Whatever zone they went in with, to the microsecond."""
    written = datetime(2026, 11, 23, 18, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with database.session() as session:
        seeds.plant(session)
        order = seeds.place(session)
        orders.close(session, order, written)

    with database.reading() as session:
        read = orders.find(session, seeds.SHOP, "1001").closed_at

    assert read == written
    assert read is not None
    assert read.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: databases.Database):
    """It is not guessed at."""
    with database.session() as session:
        seeds.plant(session)
        order = seeds.place(session)

    naive = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - what this test is about
    with pytest.raises(Exception, match="has no time zone"), database.session() as session:
        timeline.note(session, order, "x", kind="note", at=naive)
    assert moments.utc_now().tzinfo is UTC


def test_a_folder_with_a_percent_sign_and_spaces_works(tmp_path: Path):
    """People name folders as they like."""
    folder = tmp_path / "100 % ours"
    folder.mkdir()
    with databases.open(f"sqlite:///{folder}/true up.db") as database, database.session() as session:
        session.execute(text("SELECT 1"))
    assert (folder / "true up.db").exists()
