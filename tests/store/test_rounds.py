"""What rounds leave behind: plans, outcomes, tags, notes, refusals."""

import pytest
from sqlmodel import Session
from support import seeds

from store import errors, refusals, rounds, tags, timeline


def _begin(session: Session, minute: int = 0) -> int:
    return rounds.begin(session, seeds.SHOP, mode="apply", rules_digest="abc", now=seeds.after(minute))


def test_a_round_keeps_its_plan_and_what_became_of_it(session: Session):
    """In order, with before and after as they were."""
    number = _begin(session)
    planned = [
        rounds.Planned(address="order 1001", action="relocate", before="Lake Jackson", after="Austin Office"),
        rounds.Planned(address="level LAMP", action="set_inventory", before={"available": 48}, after={"available": 47}),
    ]
    rounds.record_plan(session, number, {"hash": "1", "changes": [1, 2]}, planned)
    rounds.record_outcomes(
        session,
        number,
        [
            rounds.Ended(position=1, outcome="refused", message="compare-and-set"),
            rounds.Ended(position=0, outcome="done"),
        ],
    )
    rounds.finish(session, number, status="partial", summary={"done": 1}, now=seeds.after(1))

    round_ = rounds.get(session, number)
    assert (round_.status, round_.plan, round_.summary) == ("partial", {"hash": "1", "changes": [1, 2]}, {"done": 1})
    assert (round_.started_at, round_.finished_at) == (seeds.NOW, seeds.after(1))
    assert [(one.address, one.before, one.outcome, one.message) for one in rounds.changes(session, number)] == [
        ("order 1001", "Lake Jackson", "done", None),
        ("level LAMP", {"available": 48}, "refused", "compare-and-set"),
    ]


def test_a_second_attempt_adds_its_changes(session: Session):
    """The changes of the first stay."""
    number = _begin(session)
    change = rounds.Planned(address="a", action="b")
    rounds.record_plan(session, number, {"attempt": 1}, [change])
    rounds.record_plan(session, number, {"attempt": 2}, [change, change], start=1)

    assert [one.position for one in rounds.changes(session, number)] == [0, 1, 2]
    assert rounds.get(session, number).plan == {"attempt": 2}


def test_the_latest_rounds_come_first(session: Session):
    """As many as are asked for."""
    assert rounds.last(session, seeds.SHOP) is None
    numbers = [_begin(session, minute) for minute in range(3)]

    last = rounds.last(session, seeds.SHOP)

    assert last is not None
    assert last.id == numbers[-1]
    assert [one.id for one in rounds.list_latest(session, seeds.SHOP, limit=2)] == [numbers[2], numbers[1]]


def test_rounds_that_a_crash_left_running_are_closed_as_abandoned(session: Session):
    """Finished ones stay as they ended."""
    done, running = _begin(session), _begin(session)
    rounds.finish(session, done, status="done", summary=None, now=seeds.NOW)

    assert rounds.abandon_running(session, seeds.SHOP, seeds.after(9)) == [running]
    assert rounds.get(session, running).finished_at == seeds.after(9)
    assert rounds.get(session, done).status == "done"


def test_an_unknown_round_is_refused(session: Session):
    """By number, and by the position of a change."""
    with pytest.raises(errors.UnknownRoundError, match='no round "77"'):
        rounds.get(session, 77)
    with pytest.raises(errors.UnknownRoundError, match='no round "77, change 0"'):
        rounds.record_outcomes(session, 77, [rounds.Ended(position=0, outcome="done")])


def test_a_tag_is_set_once_and_taken_off_once(session: Session):
    """Each tells whether anything changed."""
    order = seeds.place(session)

    assert [tags.tag(session, order, "Late"), tags.tag(session, order, "Late")] == [True, False]
    assert tags.list_all(session, order) == ["Late"]
    assert [tags.untag(session, order, "Late"), tags.untag(session, order, "Late")] == [True, False]


def test_a_failure_lists_its_reasons_until_it_is_cleared(session: Session):
    """Each once."""
    order = seeds.place(session)
    tags.set_failure(session, order, ["unmapped_warehouse", "closed", "closed"])
    assert order.failure == ["closed", "unmapped_warehouse"]

    tags.set_failure(session, order, [])
    assert order.failure == []


def test_the_timeline_is_told_in_order(session: Session):
    """By moment, then as it was written."""
    order = seeds.place(session)
    for text, minute in (("late", 2), ("early", 1), ("later", 2)):
        timeline.note(session, order, text, kind="note", at=seeds.after(minute))

    assert [entry.text for entry in timeline.entries(session, order)] == ["early", "late", "later"]


def _refuse(session: Session, fingerprint: str, minute: int) -> int:
    return refusals.record(
        session, seeds.SHOP, address="order 1001", fingerprint=fingerprint, message="No.", now=seeds.after(minute)
    ).times


def test_the_same_refusal_counts_up_and_another_starts_anew(session: Session):
    """So that it isn't asked for again with every round."""
    assert [_refuse(session, "a", 0), _refuse(session, "a", 1), _refuse(session, "b", 2)] == [1, 2, 1]

    (refusal,) = refusals.list_all(session, seeds.SHOP)
    assert (refusal.fingerprint, refusal.refused_at) == ("b", seeds.after(2))


def test_a_refusal_is_forgotten_when_it_no_longer_matters(session: Session):
    """Addresses that were never refused do no harm, however many they are."""
    _refuse(session, "a", 0)
    refusals.clear(session, seeds.SHOP, [f"order {number}" for number in range(2000)])
    assert refusals.list_all(session, seeds.SHOP) == []
