"""Planning for what is said on an order: tags, notes, notices."""

from collections.abc import Sequence

from reconciler import plans
from reconciler.compare import failures
from reconciler.differences import Kind
from reconciler.planning import entries
from reconciler.planning.entries import Asked


def tag(asked: Asked) -> plans.Change | None:
    """Add a tag to the order, in the shop and in the store."""
    return _tag(asked, add=True)


def untag(asked: Asked) -> plans.Change | None:
    """Take a tag off the order, in the shop and in the store."""
    return _tag(asked, add=False)


def note(asked: Asked) -> plans.Change:
    """Write a note on the order's timeline; the word `reason` stands for a sentence of ours."""
    text = asked.text()
    if text == "reason":
        text = _sentence(asked)
    return entries.change(asked, plans.AddNote(text=text, reasons=_reasons(asked)), before="", after=text)


def notify(asked: Asked) -> plans.Change:
    """Say it loudly."""
    text = asked.text() or asked.difference.summary
    return entries.change(asked, plans.Notify(text=text), before="", after=text)


def _tag(asked: Asked, *, add: bool) -> plans.Change | None:
    order = asked.world.orders[asked.difference.address.order_id or ""]
    imported = asked.world.imported.get(order.id)
    name = asked.text()
    reasons = _reasons(asked)
    same = imported is not None and imported.failure == reasons and add == (name in imported.tags)
    if same and add == (name in order.tags):
        return None
    work = plans.SetTags(tag=name, add=add, reasons=reasons)
    before, after = ("no tag", f'tagged "{name}"') if add else (f'tagged "{name}"', "no tag")
    return entries.change(asked, work, before=before, after=after)


def _reasons(asked: Asked) -> tuple[str, ...]:
    """The failure that stays noted on the order after this."""
    order_id = asked.difference.address.order_id or ""
    if asked.difference.kind is Kind.FAILURE_OPEN:
        return failures.reasons_of(failures.standing(asked.world).get(order_id, ()))
    if asked.difference.kind is Kind.FAILURE_CLEARED:
        return ()
    imported = asked.world.imported.get(order_id)
    return imported.failure if imported is not None else ()


def _sentence(asked: Asked) -> str:
    difference = asked.difference
    if difference.kind is Kind.FAILURE_CLEARED:
        return difference.summary
    return _joined([difference.summary, difference.fix])


def _joined(sentences: Sequence[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
