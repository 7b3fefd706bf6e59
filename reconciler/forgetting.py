"""Forgetting people: finds what the store knows of a customer and takes it out. `trueup forget` calls it.

The store holds no streets, e-mail addresses or phone numbers, and no names but where a rule tests them. A customer is
therefore named by the numbers of their orders, or by a name that was recorded. What stock and parcels need stays: the
order's number and ids, its lines, quantities, warehouses, carriers and tracking numbers.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from reconciler import recording
from store import decided, forgetting, orders
from store import errors as store_errors
from store.databases import Database, Session
from store.tables import Order

SHORTEST = 4
"""Letters of a name. Fewer would be found inside everything."""

TABLES = (
    "changes", "decided_contents", "decided_rounds", "decided_rules", "dirty_marks", "journal", "labels", "refusals",
    "rounds", "shops", "timeline", "waiting_plans",
)  # fmt: skip
"""Tables of which rows are changed."""

NAMES = ("order.ship_to.name", "order.ship_to.company")
_WORDS = frozenset({"difference", "summary", "why", "fix", "held", "text", "message", "error", "warnings"})


class OpenOrderError(Exception):
    """An order of the customer is still to be shipped: what is forgotten now would be recorded again."""

    def __init__(self, numbers: Sequence[str]) -> None:
        which = "Order" if len(numbers) == 1 else "Orders"
        super().__init__(
            f"{which} {', '.join(numbers)} {'is' if len(numbers) == 1 else 'are'} still open, and rounds go on "
            "recording what rules ask about open orders. Wait until everything has shipped, or add --even-open."
        )


class UnknownCustomerError(Exception):
    """Nothing of what was typed is known here."""

    def __init__(self, words: Sequence[str]) -> None:
        typed = ", ".join(f'"{word}"' for word in words)
        super().__init__(
            f"Nothing is known of {typed}. Trueup keeps no e-mail addresses, phone numbers or streets, and names only "
            "where a rule tests them: give the numbers of the customer's orders, as Shopify lists them."
        )


class Person(NamedTuple):
    """What the store can tell of a customer: numbers of orders, which of these are open, and names."""

    numbers: tuple[str, ...]
    open: tuple[str, ...]
    names: tuple[str, ...]


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out, and `rounds` that can't be proved word for word any more."""

    facts: int = 0
    remarks: int = 0
    addresses: int = 0
    records: int = 0
    messages: int = 0
    texts: int = 0
    marks: int = 0
    examples: int = 0
    rounds: tuple[int, ...] = ()
    rules: tuple[int, ...] = ()


def find(database: Database, shop: str, words: Sequence[str]) -> Person:
    """Tell what is known of a customer. Raises UnknownCustomerError for words that nothing here goes by."""
    with database.reading() as session:
        ordered = {word: _order(session, shop, word) for word in words}
        bare = {word: order.number if order else word.strip().removeprefix("#") for word, order in ordered.items()}
        numbers = {order.number: None for order in ordered.values() if order is not None}
        met: set[str] = {word for word, order in ordered.items() if order is not None}
        names: dict[str, None] = {}
        for one in _facts(session, shop):
            for word in words:
                named = _is_named(one, word)
                if named or _is_about(one, (bare[word],)):
                    met.add(word)
                    numbers |= dict.fromkeys(filter(None, (_number(one),)))
                    names |= dict.fromkeys([" ".join(word.split())] if named else [])
        names |= {word: None for word in words if word not in met and _is_mentioned(session, shop, word)}
        if unknown := [word for word in words if word not in met and word not in names]:
            raise UnknownCustomerError(unknown)
        about = (one for one in _facts(session, shop) if _is_about(one, numbers))
        names |= dict.fromkeys(str(one.values[name]) for one in about for name in NAMES if one.values.get(name))
        known = [_order(session, shop, number) for number in numbers]
        return Person(
            numbers=tuple(numbers),
            open=tuple(one.number for one in known if one and one.closed_at is None and one.cancelled_at is None),
            names=tuple(name for name in names if len(name) >= SHORTEST),
        )


def forget(database: Database, shop: str, person: Person, *, now: datetime, examples: Path) -> Forgotten:
    """Take out what is known of a customer, in one transaction, and then the bytes out of the database's files.

    `examples` is the folder of the engine's saved examples. Raises store's UnavailableError.
    """
    blank = _Blanker(person)
    with database.session() as session:
        known = [one for one in (_order(session, shop, number) for number in person.numbers) if one is not None]
        done = [one for one in known if one.number not in person.open]
        facts, rounds = _forget_facts(session, shop, person)
        rules = _forget_rules(session, shop, person)
        hints = [form for text in (*person.numbers, *person.names) for form in _as_json(text)]
        made = Forgotten(
            facts=facts,
            rounds=tuple(sorted(set(rounds) - set(rules))),
            rules=rules,
            remarks=forgetting.remarks(session, known, now),
            addresses=forgetting.addresses_of_parcels(session, done),
            marks=forgetting.marks(session, shop, done),
            records=forgetting.records(session, shop, blank, hints) if hints else 0,
            messages=forgetting.messages(session, shop, person.numbers) if person.numbers else 0,
            texts=forgetting.texts(session, shop, blank.words) if person.names else 0,
        )
    database.wipe(TABLES)
    return msgspec.structs.replace(made, examples=_forget_examples(examples))


class _Blanker:
    """Takes a person out of plain JSON: what is about their orders, and their names in whatever was written."""

    def __init__(self, person: Person) -> None:
        self._numbers = frozenset(person.numbers)
        self._open = frozenset(person.open)
        alternatives = "|".join(r"\s+".join(map(re.escape, name.split())) for name in person.names)
        self._names = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if alternatives else None

    def __call__(self, value: Any) -> Any:
        """The value without them."""
        if isinstance(value, list):
            return [self(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = {key: self.words(one) if key in _WORDS else self(one) for key, one in value.items()}
        address = value.get("address")
        if isinstance(address, dict) and address.get("order") in self._numbers:
            made = self._entry(made, is_open=address["order"] in self._open)
        return made

    def words(self, value: Any) -> Any:
        """Words with the names taken out, alone or in lists."""
        if isinstance(value, list):
            return [self.words(one) for one in value]
        if isinstance(value, str) and self._names is not None:
            return self._names.sub(forgetting.FORGOTTEN, value)
        return value if isinstance(value, str) else self(value)

    def _entry(self, entry: dict[str, Any], *, is_open: bool) -> dict[str, Any]:
        """A change of an order: why its rule matched goes, and where its parcel could be followed."""
        if isinstance(because := entry.get("because"), dict) and because.get("held"):
            entry["because"] = because | {"held": []}
        if isinstance(work := entry.get("work"), dict) and not is_open:
            entry["work"] = {key: _without_address(key, one) for key, one in work.items()}
        return entry


def _without_address(key: str, value: Any) -> Any:
    """A part of what a change does, without the address at which a parcel is followed."""
    if key == "tracking_url":
        return None
    if key == "was" and isinstance(value, list) and len(value) == 3:
        return [*value[:2], None]
    return value


def _forget_facts(session: Session, shop: str, person: Person) -> tuple[int, list[int]]:
    count = 0
    rounds: list[int] = []
    numbers = frozenset(person.numbers)
    for digest, look in list(_looks(session, shop)):
        if look is None:  # nobody can tell of whom it is
            rounds += decided.replace(session, shop, digest, new="", packed=b"")
            continue
        gone = [_is_about(one, numbers) or any(_is_named(one, name) for name in person.names) for one in look]
        kept = [one for one, is_gone in zip(look, gone, strict=True) if not is_gone]
        if len(kept) < len(look):
            count += len(look) - len(kept)
            packed = msgspec.json.encode(kept) if kept else b""
            new = hashlib.sha256(packed).hexdigest()
            rounds += decided.replace(session, shop, digest, new=new, packed=zlib.compress(packed) if kept else b"")
    return count, rounds


def _forget_rules(session: Session, shop: str, person: Person) -> tuple[int, ...]:
    """Forget recorded rules that name the person, with what they decided: they can't be proved without their words."""
    rounds: set[int] = set()
    for digest, packed in decided.all_rules(session, shop):
        try:
            origin = recording.read_rules(packed)
        except recording.UnreadableError:  # nobody can tell whom they name
            rounds.update(decided.forget_rules(session, shop, digest))
            continue
        texts = [text for _, text in origin.files] + [data.decode("utf-8", "replace") for _, data in origin.lists]
        written = "\n".join(texts).casefold()
        if any(name.casefold() in written for name in person.names):
            rounds.update(decided.forget_rules(session, shop, digest))
    return tuple(sorted(rounds))


def _forget_examples(folder: Path) -> int:
    """Remove the engine's saved examples that hold anything of a person: nobody can tell of whom."""
    held = [file for file in folder.glob("*.json") if '"order.' in file.read_text(encoding="utf-8", errors="replace")]
    for file in held:
        file.unlink(missing_ok=True)
    return len(held)


def _facts(session: Session, shop: str) -> Iterator[recording.Asked]:
    """Every recorded fact, one look at a time: a month of them would fill the memory."""
    return (one for _, look in _looks(session, shop) for one in look or ())


def _looks(session: Session, shop: str) -> Iterator[tuple[str, list[recording.Asked] | None]]:
    """What was asked, by its digest; None where it is damaged."""
    for digest, packed in decided.contents(session, shop):
        try:
            yield digest, msgspec.json.decode(zlib.decompress(packed), type=list[recording.Asked])
        except (zlib.error, msgspec.MsgspecError):
            yield digest, None


def _order(session: Session, shop: str, word: str) -> Order | None:
    """The imported order that a word means: a number, a name, or Shopify's id, bare as its privacy webhooks have it."""
    for name in (word, f"gid://shopify/Order/{word.strip()}"):
        try:
            return orders.find(session, shop, name)
        except store_errors.UnknownOrderError:
            continue
    return None


def _number(one: recording.Asked) -> str:
    return str(one.values.get("order.number") or "")


def _is_about(one: recording.Asked, numbers: Container[str]) -> bool:
    words = (word.partition("=") for word in one.key.split())
    return _number(one) in numbers or any(name == "order" and value in numbers for name, _, value in words)


def _is_named(one: recording.Asked, word: str) -> bool:
    wanted = " ".join(word.split()).casefold()
    return any(" ".join(str(one.values.get(name) or "").split()).casefold() == wanted for name in NAMES)


def _is_mentioned(session: Session, shop: str, word: str) -> bool:
    """Whether somebody wrote the name in words of their own, such as the reason of a pause."""
    if len(word.strip()) < SHORTEST:
        return False
    blank = _Blanker(Person(numbers=(), open=(), names=(word,)))
    found: list[Any] = []

    def look(value: Any) -> Any:
        found.extend([value] if blank.words(value) != value else [])
        return value

    forgetting.texts(session, shop, look)
    return bool(found)


def _as_json(text: str) -> Iterator[str]:
    """A text as it may stand inside JSON, letter case as typed and as people write names."""
    for form in {text, text.lower(), text.upper(), text.title()}:
        yield form
        yield json.dumps(form)[1:-1]
