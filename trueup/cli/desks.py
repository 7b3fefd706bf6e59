"""The desk every command works at: its project, its database and its shop, each made when first asked for.

Commands get theirs with `at(context)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import typer

from store import databases
from trueup import projects, wiring
from trueup.cli import places


class Desk:
    """What a command needs, at the place where it was typed."""

    def __init__(self, place: places.Place) -> None:
        self._place = place

    @property
    def project(self) -> projects.Project:
        """The project. Raises ProjectError, SettingsError, SecretsError."""
        return self._place.project

    @contextmanager
    def database(self) -> Iterator[databases.Database]:
        """The project's database. Raises what `wiring.open_database` raises."""
        with wiring.open_database(self.project) as database:
            yield database

    @contextmanager
    def shop(self) -> Iterator["ShopDesk"]:
        """The database and the shop in it. Raises what `wiring.ensure_shop` raises."""
        wiring.shop_domain(self.project)  # a database is only made for a shop that has a name
        with self.database() as database:
            yield ShopDesk(database=database, domain=wiring.ensure_shop(database, self.project))


class ShopDesk(msgspec.Struct, frozen=True, kw_only=True):
    """An open database and the domain of the project's shop, which is registered there."""

    database: databases.Database
    domain: str


def at(context: typer.Context) -> Desk:
    """The desk of a running command."""
    return Desk(places.of(context))


def now() -> datetime:
    """The moment, in UTC: what people do at the command line happens when they do it."""
    return datetime.now(UTC)
