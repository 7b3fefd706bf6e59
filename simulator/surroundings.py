"""What outlives a restart beside the shop itself: bulk operations, idempotency keys, webhooks that wait to be sent.

In: a world's services. Out: one value for the state file, and back. Called by `worlds`.
"""

from typing import Any

import msgspec

from simulator.bulk_jobs import Job, Jobs
from simulator.calls import Answer
from simulator.idempotency import Memory, Remembered
from simulator.state.adjustments import Group
from simulator.state.levels import Level
from simulator.state.locations import Location
from simulator.state.shops import Shop
from simulator.webhooks.outbox import Delivery, Outbox


class _Plain(msgspec.Struct, tag="plain"):
    value: Any


class _Group(msgspec.Struct, tag="group"):
    group: Group


class _Level(msgspec.Struct, tag="level"):
    item_id: int
    location_id: int


class _Location(msgspec.Struct, tag="location"):
    id: int


_Field = _Plain | _Group | _Level | _Location


class _Key(msgspec.Struct):
    """One idempotency key, with the payload that its mutation gave."""

    mutation: str
    key: str
    remembered: Remembered
    typename: str
    fields: dict[str, _Field]


class Surroundings(msgspec.Struct, kw_only=True):
    """All of it. `sent` counts the webhook ids given out, so that none is given twice."""

    jobs: list[Job] = []
    keys: list[_Key] = []
    waiting: list[Delivery] = []
    ids_given: int = 0


def pack(bulk: Jobs, keys: Memory, outbox: Outbox) -> bytes:
    """Return what is to be kept."""
    kept = Surroundings(
        jobs=list(bulk.all.values()),
        keys=[_key(name, key, each) for (name, key), each in keys.seen.items()],
        waiting=outbox.waiting,
        ids_given=outbox.ids_given,
    )
    return msgspec.msgpack.encode(kept)


def unpack(content: bytes, shop: Shop, bulk: Jobs, keys: Memory, outbox: Outbox) -> None:
    """Put back what was kept. Raises msgspec.ValidationError when it is something else."""
    if not content:
        return
    kept = msgspec.msgpack.decode(content, type=Surroundings)
    bulk.all = {job.id: job for job in kept.jobs}
    for each in kept.keys:
        each.remembered.result = Answer(each.typename, **{name: _back(one, shop) for name, one in each.fields.items()})
        keys.seen[each.mutation, each.key] = each.remembered
    outbox.waiting = kept.waiting
    outbox.ids_given = kept.ids_given


def _key(mutation: str, key: str, remembered: Remembered) -> _Key:
    answer: Answer = remembered.result
    fields = {name: _field(value) for name, value in answer.items()}
    return _Key(mutation, key, msgspec.structs.replace(remembered, result=None), answer.typename, fields)


def _field(value: Any) -> _Field:
    match value:
        case Group():
            return _Group(value)
        case Level():
            return _Level(value.item_id, value.location_id)
        case Location():
            return _Location(value.id)
        case _:
            return _Plain(value)


def _back(field: _Field, shop: Shop) -> Any:
    match field:
        case _Group():
            return field.group
        case _Level():
            return shop.level(field.item_id, field.location_id)
        case _Location():
            return shop.locations.get(field.id)
        case _:
            return field.value
