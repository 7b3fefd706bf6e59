"""Glances at a database: its names, without making or changing anything."""

from pathlib import Path

import pytest
from support import seeds

from store import databases, errors, glances


def url_of(database: databases.Database) -> str:
    """Where the database is."""
    url = database.engine.url
    scheme = "sqlite" if database.is_sqlite else "postgresql"
    return url.set(drivername=scheme).render_as_string(hide_password=False)


def test_names_are_read_as_they_stand(database: databases.Database):
    """Warehouses with the default one, and the locations of that shop alone."""
    with database.session() as session:
        seeds.plant(session)

    found = glances.names(url_of(database), seeds.SHOP)

    assert found == glances.Names(
        warehouses={"warehouse-a": "Warehouse A", "warehouse-b": "Warehouse B"},
        default="warehouse-a",
        locations=frozenset({"Lake Jackson", "Austin Office"}),
    )
    other = glances.names(url_of(database), "other.myshopify.com")
    assert other is not None
    assert not other.locations


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path):
    """Checking rules leaves nothing behind."""
    assert glances.names(f"sqlite:///{tmp_path}/trueup.db", seeds.SHOP) is None
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_of_ours_is_said_so(tmp_path: Path):
    """With its name."""
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one" * 20, encoding="utf-8")

    for name in ("empty.db", "text.db"):
        with pytest.raises(errors.OpenError, match=name):
            glances.names(f"sqlite:///{tmp_path}/{name}", seeds.SHOP)


def test_a_server_that_does_not_answer_is_said_so():
    """Its password is not."""
    with pytest.raises(errors.OpenError) as refusal:
        glances.names("postgresql://somebody:secret@127.0.0.1:1/nothing", seeds.SHOP)

    assert "secret" not in str(refusal.value)
