"""Keeping the shop across restarts: one JSON file, replaced whole and atomically after every write."""

import os
from pathlib import Path

import msgspec

from simulator.state.shops import Shop


class Saved(Shop):
    """The file: the shop, and beside it what `surroundings` packed."""

    surroundings: bytes = b""


def load(path: Path) -> Saved | None:
    """Return the shop kept in a file, None when there is no file yet.

    Raises msgspec.ValidationError when the file is not a saved shop.
    """
    if not path.exists():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Saved)


def save(shop: Shop, surroundings: bytes, path: Path) -> None:
    """Replace the file by the shop as it is, and what is around it.

    A crash leaves the old file or the new one, never half of one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        fields = {name: getattr(shop, name) for name in Shop.__struct_fields__}
        file.write(msgspec.json.encode(Saved(**fields, surroundings=surroundings)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
