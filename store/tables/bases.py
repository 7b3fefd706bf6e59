"""What all tables share: the metadata with its naming convention, and the column types of our own."""

from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Constraints need names of their own on every database, or a later migration can't find them to change them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """The base of every table, with our own metadata so that no other library's tables mix in."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class Json(TypeDecorator[Any]):
    """Plain JSON values. None is NULL, so that "no answer yet" can be asked for in SQL."""

    impl = JSON(none_as_null=True)
    cache_ok = True
