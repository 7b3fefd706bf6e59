"""Decided: what rules were asked and said, kept compactly and for a set time. The reconciler packs and reads it."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from store import shops
from store.tables import DecidedContent, DecidedRound, DecidedRules, Round


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look of a round. `content` and `rules` are packed; their digests name them; `proof` is over every word."""

    round_id: int
    look: int
    decided_at: datetime
    rules_digest: str
    content_digest: str
    proof: str


def keep(session: Session, look: Look, *, rules: bytes, content: bytes) -> None:
    """Keep one look; rules and content that are known already are not kept twice. Raises UnknownRoundError."""
    shop_id = session.get_one(Round, look.round_id).shop_id
    if session.get(DecidedRules, (shop_id, look.rules_digest)) is None:
        session.add(DecidedRules(shop_id=shop_id, digest=look.rules_digest, content=rules))
    if session.get(DecidedContent, (shop_id, look.content_digest)) is None:
        session.add(DecidedContent(shop_id=shop_id, digest=look.content_digest, content=content))
    session.add(DecidedRound(shop_id=shop_id, **msgspec.structs.asdict(look)))
    session.flush()


def since(session: Session, shop: str, moment: datetime) -> list[Look]:
    """Return the shop's looks from a moment on, oldest first."""
    asked = (DecidedRound.shop_id == shops.get(session, shop).id, col(DecidedRound.decided_at) >= moment)
    order = (col(DecidedRound.decided_at), col(DecidedRound.round_id), col(DecidedRound.look))
    return [
        Look(
            round_id=row.round_id,
            look=row.look,
            decided_at=row.decided_at,
            rules_digest=row.rules_digest,
            content_digest=row.content_digest,
            proof=row.proof,
        )
        for row in session.exec(select(DecidedRound).where(*asked).order_by(*order))
    ]


def rules(session: Session, shop: str, digest: str) -> bytes:
    """Return packed rules by their digest; empty where there are none."""
    row = session.get(DecidedRules, (shops.get(session, shop).id, digest))
    return b"" if row is None else row.content


def content(session: Session, shop: str, digest: str) -> bytes:
    """Return packed facts and decisions by their digest; empty where there are none."""
    row = session.get(DecidedContent, (shops.get(session, shop).id, digest))
    return b"" if row is None else row.content


FORGOTTEN = "forgotten"
"""Stands for the proof of a look of which something was forgotten: it can't be proved word for word any more."""


def contents(session: Session, shop: str) -> Iterator[tuple[str, bytes]]:
    """Return the packed facts and decisions of the shop, one after the other, with their digests."""
    shop_id = shops.get(session, shop).id
    for digest in session.exec(select(DecidedContent.digest).where(DecidedContent.shop_id == shop_id)).all():
        yield digest, content(session, shop, digest)


def replace(session: Session, shop: str, digest: str, *, new: str, packed: bytes) -> list[int]:
    """Put other facts and decisions in place of some; the numbers of the rounds that can't be proved any more.

    Without any left (`packed` is empty) the looks themselves go.
    """
    shop_id = shops.get(session, shop).id
    mine = (col(DecidedRound.shop_id) == shop_id, col(DecidedRound.content_digest) == digest)
    numbers = sorted(set(session.exec(select(DecidedRound.round_id).where(*mine))))
    if packed:
        if session.get(DecidedContent, (shop_id, new)) is None:
            session.add(DecidedContent(shop_id=shop_id, digest=new, content=packed))
            session.flush()
        session.execute(update(DecidedRound).where(*mine).values(content_digest=new, proof=FORGOTTEN))
    else:
        session.execute(delete(DecidedRound).where(*mine))
    gone = (col(DecidedContent.shop_id) == shop_id, col(DecidedContent.digest) == digest)
    session.execute(delete(DecidedContent).where(*gone))
    session.expire_all()
    return numbers


def all_rules(session: Session, shop: str) -> list[tuple[str, bytes]]:
    """Return the packed rules of the shop with their digests."""
    asked = select(DecidedRules).where(DecidedRules.shop_id == shops.get(session, shop).id)
    return [(row.digest, row.content) for row in session.exec(asked)]


def forget_rules(session: Session, shop: str, digest: str) -> list[int]:
    """Forget rules and all looks that they decided; the numbers of their rounds."""
    shop_id = shops.get(session, shop).id
    mine = (col(DecidedRound.shop_id) == shop_id, col(DecidedRound.rules_digest) == digest)
    numbers = sorted(set(session.exec(select(DecidedRound.round_id).where(*mine))))
    session.execute(delete(DecidedRound).where(*mine))
    session.execute(
        delete(DecidedRules).where(col(DecidedRules.shop_id) == shop_id, col(DecidedRules.digest) == digest)
    )
    _drop_unused(session, shop_id)
    return numbers


def forget(session: Session, shop: str, before: datetime) -> None:
    """Forget the shop's looks before a moment, and what only they used."""
    shop_id = shops.get(session, shop).id
    old = (col(DecidedRound.shop_id) == shop_id, col(DecidedRound.decided_at) < before)
    if session.exec(select(DecidedRound.round_id).where(*old).limit(1)).first() is None:
        return
    session.execute(delete(DecidedRound).where(*old))
    _drop_unused(session, shop_id)


def _drop_unused(session: Session, shop_id: int) -> None:
    for kept, used in ((DecidedContent, DecidedRound.content_digest), (DecidedRules, DecidedRound.rules_digest)):
        still = select(used).where(DecidedRound.shop_id == shop_id)
        session.execute(delete(kept).where(col(kept.shop_id) == shop_id, col(kept.digest).not_in(still)))
    session.expire_all()
