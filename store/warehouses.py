"""Warehouses: adding, finding, and which one is the default. Names and keys are compared exactly."""

import re

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from store import errors
from store.tables import Warehouse

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def add(session: Session, key: str, name: str, *, default: bool = False) -> Warehouse:
    """Add a warehouse. `key` is one word of letters, digits, "-", "_" and "."; `name` is for people.

    Raises InvalidNameError if the key is not such a word or the name is empty, TakenNameError if either is in use as a
    key or a name.
    """
    if not _KEY.fullmatch(key):
        raise errors.InvalidNameError(
            f'"{key}" can\'t be a warehouse key. Use letters, digits and "-", as in "warehouse-b".'
        )
    if not name.strip():
        raise errors.InvalidNameError(f'The warehouse "{key}" needs a name that people can read.')
    taken = session.exec(
        select(Warehouse).where(or_(col(Warehouse.key).in_([key, name]), col(Warehouse.name).in_([key, name])))
    ).first()
    if taken is not None:
        raise errors.TakenNameError(
            f'There is a warehouse "{taken.key}" named "{taken.name}" already. '
            f'Choose another key than "{key}" or another name than "{name}".'
        )
    warehouse = Warehouse(key=key, name=name)
    session.add(warehouse)
    session.flush()
    if default:
        set_default(session, key)
    return warehouse


def find(session: Session, key_or_name: str) -> Warehouse:
    """Return the warehouse with that key or that name. Raises UnknownWarehouseError with the nearest one."""
    asked = or_(Warehouse.key == key_or_name, Warehouse.name == key_or_name)
    warehouse = session.exec(select(Warehouse).where(asked)).first()
    if warehouse is None:
        everything = list_all(session)
        known = [one.key for one in everything] + [one.name for one in everything]
        hint = "" if known else "Add one with: trueup warehouses add KEY NAME"
        raise errors.UnknownWarehouseError(key_or_name, known, hint)
    return warehouse


def list_all(session: Session) -> list[Warehouse]:
    """Return every warehouse by key."""
    return list(session.exec(select(Warehouse).order_by(col(Warehouse.key))))


def set_default(session: Session, key_or_name: str) -> None:
    """Make it the one default warehouse. Raises UnknownWarehouseError."""
    warehouse = find(session, key_or_name)
    session.exec(update(Warehouse).where(col(Warehouse.is_default)).values(is_default=False))
    warehouse.is_default = True
    session.flush()


def get_default(session: Session) -> Warehouse | None:
    """Return the default warehouse, or None if none was chosen."""
    return session.exec(select(Warehouse).where(col(Warehouse.is_default))).one_or_none()
