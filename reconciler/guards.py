"""Guards: limits on how much one round, and all rounds of a day, may change.

`check` takes a plan and says which limits it breaks; `round` puts the answer into the plan, and a plan with a
breach is never applied, not even in part. Reports show the breaches first. `read_allowed` reads the words with
which a person allows a limit to be passed once. What each limit counts is in `measures`.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

import msgspec

from reconciler import measures, plans

OnBreach = Literal["hold", "approve"]
"""What becomes of a plan beyond a limit: it is held, or it waits until a person approves exactly it."""


class GuardError(ValueError):
    """A limit, or the permission to pass one, doesn't make sense; the message says how to write it."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that may be done without asking. All are on by default; 0 means "never without asking".

    The defaults let an ordinary day of a shop with some thousand items pass, and stop what goes wrong in practice:
    a feed that came empty, a mapping to the wrong location, a rule that matches everything. The limits of a day are
    for what goes wrong slowly: a little in every round, each below the limit of one.

    orders_moved: orders whose fulfillment orders are moved to another location. Moving frees and takes stock at
        once and can't be undone for parcels already packed; 50 is a busy morning, thousands is a wrong mapping.
    levels_changed: levels that are set. 500 is two full write batches; the first round of a new shop passes it,
        and that one should be looked at by a person.
    levels_zeroed: levels that are set from something to nothing. Each stops selling a product, and an empty or
        truncated feed looks just like this, so the limit is small.
    units_changed: units by which levels change, up and down added together. 20,000 is a truck; a feed in another
        unit or shifted by a column is far more, though no single level need stand out.
    largest_change: units by which a single level changes, up or down. Far off means a typing slip or a wrong unit
        (pieces for boxes) far more often than a delivery.
    location_percent: percent of the known levels of one location that are set. More than half at once is a feed for
        another warehouse or a wrong mapping. Locations with fewer than 100 known levels are not measured.
    orders_moved_per_day, levels_changed_per_day, levels_zeroed_per_day, units_changed_per_day: the same counts over
        what the rounds of the last 24 hours did, together with this one. Ten busy rounds, for levels twenty: a shop's
        stock is counted anew once a day at most, not every hour. Zero-outs five times: few products sell out a day.
    """

    orders_moved: int = 50
    levels_changed: int = 500
    levels_zeroed: int = 20
    units_changed: int = 20_000
    largest_change: int = 1000
    location_percent: int = 50
    orders_moved_per_day: int = 500
    levels_changed_per_day: int = 10_000
    levels_zeroed_per_day: int = 100
    units_changed_per_day: int = 200_000

    def __post_init__(self) -> None:
        """Raise GuardError for a negative limit."""
        for name in GUARDS:
            if getattr(self, name) < 0:
                raise GuardError(f"The limit {name} is {getattr(self, name)}; it must be 0 or more.")


class Backdrop(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is measured against: known levels by location id, and what the day's rounds did by measure."""

    levels_at: Mapping[str, int] = {}
    today: Mapping[str, int] = {}


def check(
    plan: plans.Plan,
    limits: Limits,
    allowed: Mapping[str, int] | None = None,
    *,
    backdrop: Backdrop = Backdrop(),  # noqa: B008 - frozen
    on_breach: OnBreach = "hold",
) -> tuple[plans.Breach, ...]:
    """Say which limits the plan breaks, in the order of `Limits`.

    `allowed` names guards and the value that a person allows this once; it stands in for the limit.
    Raises GuardError when it names a guard that doesn't exist or a negative value.
    """
    permitted = dict(allowed or {})
    for name, value in permitted.items():
        _insist(name, value)
    breaches = []
    for name in GUARDS:
        limit = permitted.get(name, getattr(limits, name))
        found = _measure(name, plan.changes, backdrop)
        if found.value > limit:
            breaches.append(
                plans.Breach(
                    guard=name,
                    limit=limit,
                    value=found.value,
                    summary=f"This plan would {found.would}; the limit for one {_period(name)} is {limit:,}.",
                    allow=f"--allow {name}={found.value}",
                    may_be_approved=on_breach == "approve",
                )
            )
    return tuple(breaches)


def read_allowed(words: Iterable[str]) -> dict[str, int]:
    """Read permissions such as `levels_changed=812`, as `--allow` takes them.

    Raises GuardError for a word of another form, a guard that doesn't exist, or a negative value.
    """
    allowed = {}
    for word in words:
        name, equals, number = (piece.strip() for piece in word.partition("="))
        if not equals or not number.isdecimal():
            raise GuardError(f"--allow {word}: write it as GUARD=NUMBER, for example --allow levels_changed=812.")
        _insist(name, int(number))
        allowed[name] = int(number)
    return allowed


def _insist(name: str, value: int) -> None:
    if name not in GUARDS:
        near = difflib.get_close_matches(name, GUARDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The guards are {', '.join(GUARDS)}."
        raise GuardError(f"There is no guard {name!r}. {hint}")
    if value < 0:
        raise GuardError(f"{name} can't be allowed up to {value}; the number must be 0 or more.")


_A_DAY = "_per_day"


def _period(name: str) -> str:
    return "day" if name.endswith(_A_DAY) else "round"


def _measure(name: str, changes: Sequence[measures.Doing], backdrop: Backdrop) -> measures.Measure:
    counted = name.removesuffix(_A_DAY)
    of_plan = _measures(backdrop)[counted](changes)
    if counted == name or not of_plan.value:  # a plan that adds nothing to a day's count can't be what is too much
        return of_plan
    before = backdrop.today.get(counted, 0)
    total = before + of_plan.value
    return measures.Measure(total, f"{of_plan.would}, after {before:,} in the 24 hours before, {total:,} together")


def _measures(backdrop: Backdrop) -> dict[str, Callable[[Sequence[measures.Doing]], measures.Measure]]:
    return {
        **measures.COUNTED,
        "largest_change": measures.find_largest_change,
        "location_percent": partial(measures.find_largest_share, levels_at=backdrop.levels_at),
    }


GUARDS = Limits.__struct_fields__
"""The names of the guards, as settings and `--allow` use them."""
