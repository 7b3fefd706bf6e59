"""What events do to the quantities of a level. The only module that changes them.

Each function keeps on_hand = available + committed + reserved + damaged + safety_stock + quality_control, which the
record derives. Source: Shopify docs, inventory management apps; recorded answers; where neither speaks, the identity
decides.
"""

from datetime import datetime

from simulator.state.levels import Level


def place(level: Level, quantity: int, now: datetime) -> None:
    """Give a placed order its stock: available falls, committed rises, on_hand stays.

    A negative quantity gives back.
    """
    level.available -= quantity
    level.committed += quantity
    level.updated_at = now


def give_back(level: Level, quantity: int, now: datetime) -> None:
    """Take back what an order no longer needs (cancelled with restock, edited down, moved away)."""
    place(level, -quantity, now)


def lose(level: Level, quantity: int, now: datetime) -> None:
    """Forget what an order had committed without offering it again (cancelled without restock)."""
    level.committed -= quantity
    level.updated_at = now


def ship(level: Level, quantity: int, now: datetime) -> None:
    """Let goods leave: committed and on_hand fall, available stays."""
    level.committed -= quantity
    level.updated_at = now


def unship(level: Level, quantity: int, now: datetime) -> None:
    """Undo a shipment whose goods are still to be sent: committed and on_hand rise."""
    level.committed += quantity
    level.updated_at = now


def restock(level: Level, quantity: int, now: datetime) -> None:
    """Put returned goods on sale again: available and on_hand rise."""
    level.available += quantity
    level.updated_at = now


def set_state(level: Level, name: str, value: int, now: datetime) -> int:
    """Set one state, or on_hand through available, and return the change."""
    delta = value - int(getattr(level, name))
    adjust(level, "available" if name == "on_hand" else name, delta, now)
    return delta


def adjust(level: Level, name: str, delta: int, now: datetime) -> None:
    """Change one state by a number, and remember when somebody did so."""
    if delta == 0:
        return
    setattr(level, name, int(getattr(level, name)) + delta)
    level.changed[name] = now
    level.updated_at = now
