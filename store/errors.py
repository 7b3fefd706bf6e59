"""What can go wrong in the store. Every message says where, what, and how to mend it.

    StoreError
    ├── OpenError                   the database can't be opened
    ├── UnavailableError            it was opened but can't be used now: unreachable, locked, full, read-only
    ├── SchemaError
    │   ├── NewerDatabaseError      written by a newer Trueup
    │   └── OutdatedDatabaseError   migrations are missing
    ├── UnknownNameError            nothing has that name; `.nearest` may help
    │   ├── UnknownShopError
    │   ├── UnknownWarehouseError
    │   ├── UnknownLocationError
    │   ├── UnknownSkuError
    │   ├── UnknownOrderError
    │   ├── UnknownPartError
    │   ├── UnknownLineError
    │   ├── UnknownLabelError
    │   └── UnknownRoundError
    ├── AmbiguousNameError          several things have that name
    ├── TakenNameError              the name is in use
    ├── InvalidNameError            the name can't be used at all
    ├── MappingError
    │   ├── MappedElsewhereError    the warehouse has another location in this shop
    │   └── NotMappedError
    ├── OrderStateError             the order does not allow it now
    │   ├── OrderCancelledError
    │   ├── AlreadyFulfilledError
    │   ├── AlreadyLabelledError
    │   ├── PartNeededError         several parts and none named
    │   ├── NoShipFromError
    │   └── DuplicateTrackingError
    ├── QuantityError               negative, fractional, too many, or sums that do not agree
    ├── StaleCountError             an older stock figure than the one we have
    ├── ImportRefusedError          rows of a stock file; carries every problem
    ├── NotWaitingError             nothing of the round waits for a person
    └── JournalError                an intent concluded twice or never made

Who sees them: the command line prints the message; the reconciler turns those about one order into that order's
failure and lets the others end the round.
"""

from collections.abc import Iterable, Sequence

import msgspec

from store import nearest

_SHOWN = 100


class StoreError(Exception):
    """Anything the store refuses."""


class OpenError(StoreError):
    """The database can't be opened."""


class UnavailableError(StoreError):
    """The database can't be used now. The transaction was rolled back; trying again later may help."""


class SchemaError(StoreError):
    """The tables are not those this version works with."""


class NewerDatabaseError(SchemaError):
    """A newer version of Trueup wrote this database."""


class OutdatedDatabaseError(SchemaError):
    """The database lacks migrations."""


class UnknownNameError(StoreError):
    """Nothing of this sort has that name. `nearest` is the known name most like it, or None."""

    noun = "thing"

    def __init__(self, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        """Say what is unknown, the nearest name, and the hint; list the known names where they are few."""
        names = sorted(set(known))
        self.name = name
        self.nearest = nearest.find(name, names)
        words = [f'There is no {self.noun} "{name}".']
        if self.nearest is not None:
            words.append(f'Did you mean "{self.nearest}"?')
        elif 0 < len(names) <= 8:
            words.append("Known: " + ", ".join(f'"{known_name}"' for known_name in names) + ".")
        if hint:
            words.append(hint)
        super().__init__(" ".join(words))


class UnknownShopError(UnknownNameError):
    """No shop with that domain is registered."""

    noun = "shop"


class UnknownWarehouseError(UnknownNameError):
    """No warehouse with that key or name."""

    noun = "warehouse"


class UnknownLocationError(UnknownNameError):
    """No location of the shop with that name."""

    noun = "location"


class UnknownSkuError(UnknownNameError):
    """Nothing has that SKU."""

    noun = "SKU"


class UnknownOrderError(UnknownNameError):
    """No imported order with that number; the shop may have it all the same."""

    noun = "order"


class UnknownPartError(UnknownNameError):
    """The order has no part with that number."""

    noun = "part"


class UnknownLineError(UnknownNameError):
    """The order or part has no such line."""

    noun = "line"


class UnknownLabelError(UnknownNameError):
    """No label with that id or tracking number."""

    noun = "label"


class UnknownRoundError(UnknownNameError):
    """No round with that number."""

    noun = "round"


class AmbiguousNameError(StoreError):
    """Several things have that name."""


class TakenNameError(StoreError):
    """The name or key is in use."""


class InvalidNameError(StoreError):
    """The name or key can't be used."""


class MappingError(StoreError):
    """A mapping can't be made or changed that way."""


class MappedElsewhereError(MappingError):
    """The warehouse is mapped to another location of this shop."""


class NotMappedError(MappingError):
    """The warehouse has no location in this shop."""


class OrderStateError(StoreError):
    """The order does not allow it now."""


class OrderCancelledError(OrderStateError):
    """The order is cancelled."""


class AlreadyFulfilledError(OrderStateError):
    """The order has shipped."""


class AlreadyLabelledError(OrderStateError):
    """A label that was not voided stands in the way."""


class PartNeededError(OrderStateError):
    """The order has several parts and none was named."""


class NoShipFromError(OrderStateError):
    """The part has no ship-from warehouse."""


class DuplicateTrackingError(OrderStateError):
    """The tracking number is already on the order."""


class QuantityError(StoreError):
    """A quantity is negative, fractional, too large, or does not add up."""


class StaleCountError(StoreError):
    """The stock figure is older than the one we have."""


class RowProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one row of an import. `row` is the line in the file, the header being line 1."""

    row: int
    message: str


class ImportRefusedError(StoreError):
    """Nothing was imported. `problems` has every problem found, by row."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        """List the problems, one a line; a text of thousands would help nobody, so it ends after the first hundred."""
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = [f"line {problem.row}: {problem.message}" for problem in self.problems[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"and {count - _SHOWN} more")
        head = f"Nothing was imported: {count} {'problem' if count == 1 else 'problems'}. Mend the file and try again."
        super().__init__("\n".join([head, *lines]))


class NotWaitingError(StoreError):
    """Nothing of the round waits to be approved."""


class JournalError(StoreError):
    """An intent that does not exist or was concluded before."""
