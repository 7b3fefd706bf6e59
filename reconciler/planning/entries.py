"""How one decision becomes entries of a plan: changes, and what is held. Every planning module speaks these."""

from typing import NamedTuple

import msgspec

from engine import decisions
from reconciler import plans
from reconciler.differences import Address, Difference
from reconciler.worlds import World


class Asked(NamedTuple):
    """One action that rules asked for: in which world, about which difference, by which rule."""

    world: World
    difference: Difference
    applied: decisions.Applied
    overrode: tuple[str, ...]

    @property
    def arguments(self) -> dict[str, object]:
        """The action's arguments, as checked at load."""
        return self.applied.action.arguments

    def text(self, name: str = "text") -> str:
        """A text argument, empty when it isn't given."""
        value = self.arguments.get(name)
        return value if isinstance(value, str) else ""


def because(asked: Asked) -> plans.Because:
    """Why, for the report."""
    applied = asked.applied
    return plans.Because(
        difference=asked.difference.summary,
        rule=applied.rule,
        why=applied.why,
        place=str(applied.place),
        held=applied.held,
        overrode=asked.overrode,
    )


def change(
    asked: Asked, work: plans.Work, *, before: str = "", after: str = "", address: Address | None = None
) -> plans.Change:
    """A change that a rule asked for."""
    difference = asked.difference
    return plans.Change(
        kind=difference.kind,
        stage=difference.stage,
        address=address or difference.address,
        work=work,
        before=before or difference.actual,
        after=after or difference.desired,
        because=because(asked),
        title=title(asked.world, address or difference.address),
    )


def explained(made: plans.Change, why: str) -> plans.Change:
    """The same change, with what it came to by the side of the rule's own reason."""
    both = "; ".join(reason for reason in (made.because.why, why) if reason)
    return msgspec.structs.replace(made, because=msgspec.structs.replace(made.because, why=both))


def held(  # noqa: PLR0913 - the columns of a held entry
    difference: Difference,
    cause: str,
    *,
    why: str = "",
    fix: str = "",
    applied: decisions.Applied | None = None,
    title: str = "",
) -> plans.Held:
    """A difference that nothing is done about, and why."""
    return plans.Held(
        kind=difference.kind,
        stage=difference.stage,
        address=difference.address,
        summary=difference.summary,
        cause=cause,
        why=why or (applied.why if applied else ""),
        fix=fix or difference.fix,
        rule=applied.rule if applied else "",
        place=str(applied.place) if applied else "",
        title=title,
    )


def impossible(asked: Asked, why: str, fix: str = "") -> plans.Held:
    """An action that can't be done for this difference."""
    return held(asked.difference, "impossible", why=why, fix=fix, applied=asked.applied)


def resting(difference: Difference, wanted: plans.Change, hours: str) -> plans.Held:
    """A change whose action has quiet hours now; it comes by itself with the first round after them."""
    return plans.Held(
        kind=difference.kind,
        stage=difference.stage,
        address=wanted.address,
        summary=difference.summary,
        cause="quiet",
        why=f"{wanted.action} rests {hours}",
        rule=wanted.because.rule,
        place=wanted.because.place,
        title=wanted.title,
    )


def title(world: World, address: Address) -> str:
    """What people know the subject by: the product's title."""
    item = world.items.get(address.item_id or "")
    return item.title if item else ""
