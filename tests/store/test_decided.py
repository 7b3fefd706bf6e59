"""What rules were asked and said: kept once per shop, and forgotten with all that only it used."""

from sqlmodel import Session, select
from support import seeds

from store import decided, rounds
from store.tables import DecidedContent, DecidedRules


def _keep(session: Session, minute: int, content: str) -> None:
    number = rounds.begin(session, seeds.SHOP, mode="apply", rules_digest="r", now=seeds.after(minute))
    look = decided.Look(
        round_id=number, look=0, decided_at=seeds.after(minute), rules_digest="r", content_digest=content, proof="p"
    )
    decided.keep(session, look, rules=b"rules", content=content.encode())


def test_equal_content_is_kept_once_and_found_by_each_look(session: Session):
    """Oldest first."""
    for minute, content in ((2, "same"), (1, "same"), (3, "other")):
        _keep(session, minute, content)

    looks = decided.since(session, seeds.SHOP, seeds.after(1))
    assert [one.decided_at for one in looks] == [seeds.after(1), seeds.after(2), seeds.after(3)]
    assert decided.content(session, seeds.SHOP, looks[0].content_digest) == b"same"
    assert decided.rules(session, seeds.SHOP, looks[0].rules_digest) == b"rules"
    assert len(session.exec(select(DecidedContent)).all()) == 2


def test_what_is_forgotten_takes_along_what_only_it_used(session: Session):
    """The rules are still used by the look that stays."""
    _keep(session, 1, "old")
    _keep(session, 5, "new")
    decided.forget(session, seeds.SHOP, seeds.after(3))

    assert [one.content_digest for one in decided.since(session, seeds.SHOP, seeds.after(0))] == ["new"]
    assert [one.digest for one in session.exec(select(DecidedContent)).all()] == ["new"]
    assert [one.digest for one in session.exec(select(DecidedRules)).all()] == ["r"]
