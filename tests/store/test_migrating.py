"""Migrations make exactly the tables of this version, on both kinds of database."""

from pathlib import Path

import pytest
from sqlalchemy import text
from support import databases as test_databases
from support import seeds

from store import databases, errors, migrating, parts, snapshots


def test_migrated_tables_are_those_of_the_code(database: databases.Database):
    """`alembic check` finds nothing to do."""
    migrating.compare(database)


def test_upgrading_again_changes_nothing(database: databases.Database):
    """A daemon may upgrade at every start."""
    before = migrating.current(database)

    migrating.upgrade(database)

    assert before == migrating.current(database)
    migrating.check(database)


def test_a_database_from_a_newer_version_is_refused_and_left_alone(database: databases.Database):
    """Its revision is unknown here, so nothing is written."""
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for way_in in (migrating.upgrade, migrating.check):
        with pytest.raises(errors.NewerDatabaseError, match=r'newer version of Trueup.*"9999".*Nothing was changed'):
            way_in(database)

    assert migrating.current(database) == "9999"


def test_a_database_without_tables_is_told_from_a_current_one(tmp_path: Path):
    """`check` says that migrations are missing, and upgrading mends it."""
    with databases.open(f"sqlite:///{tmp_path}/new.db") as database:
        with pytest.raises(errors.OutdatedDatabaseError, match=r"lacks \d+ migrations"):
            migrating.check(database)
        migrating.upgrade(database)
        migrating.check(database)


def test_the_migrations_run_backwards_and_forwards(postgresql: test_databases.PostgreSQL, tmp_path: Path):
    """Going back to nothing and up again leaves the same tables, on both kinds of database."""
    with postgresql.fresh() as url:
        for address in (url, f"sqlite:///{tmp_path}/there and back.db"):
            with databases.open(address) as database:
                migrating.upgrade(database)
                migrating.downgrade(database, "base")
                assert migrating.current(database) is None
                migrating.upgrade(database)
                migrating.compare(database)


def test_parts_of_before_are_as_old_as_the_import_of_their_order(database: databases.Database):
    """Nothing nearer is known of them, and nothing that points at them is lost."""
    with database.session() as session:
        seeds.plant(session)
        parts.assign(session, seeds.place(session, LAMP=2), 1, "warehouse-a", by="rule")
        seeds.label(session)
    migrating.downgrade(database, "0007")
    migrating.upgrade(database)

    with database.reading() as session:
        (order,) = snapshots.load(session, seeds.SHOP).orders
        (part,) = order.parts
        assert part.created_at == seeds.NOW
        assert [units for _, units in part.lines] == [2]
        assert len(part.labels) == 1


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path):
    """The message names the file instead of showing the driver's."""
    (tmp_path / "notes.db").write_text("These are notes, not a database. " * 10)
    with (
        databases.open(f"sqlite:///{tmp_path}/notes.db") as database,
        pytest.raises(errors.OpenError, match=r"notes\.db is not a SQLite database"),
    ):
        migrating.upgrade(database)


def test_a_server_that_does_not_answer_is_named_without_its_password():
    """The address is shown, the password is not."""
    with (
        databases.open("postgresql://me:pl4nted@127.0.0.1:1/nothing") as database,
        pytest.raises(
            errors.OpenError, match=r"postgresql\+psycopg://me:\*\*\*@127\.0\.0\.1:1/nothing can't be reached"
        ) as caught,
    ):
        migrating.upgrade(database)

    assert "pl4nted" not in str(caught.value)


def test_a_failing_migration_leaves_the_database_as_it_was(sqlite_database: databases.Database):
    """Rows that would point nowhere are found before anything is committed."""
    with sqlite_database.engine.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys = OFF").close()
        connection.connection.execute("INSERT INTO stock VALUES (77, 'X', 1, '2026-01-01 00:00:00.000000')").close()
    with pytest.raises(errors.SchemaError, match=r'1 rows that point nowhere, first in table "stock"'):
        migrating.downgrade(sqlite_database, "0001")
