"""Other rules on past rounds: the record is proved first, then compared; what is kept of people, and for how long."""

import hashlib
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest
from sqlmodel import Session, col, delete, select
from support import towns
from support.towns import Town

from engine import deciding, ir, loading, vocabulary
from reconciler import differing, recording, replaying
from store import databases, decided
from store.tables import Change, DecidedContent, DecidedRound, DecidedRules, Round

OLD = """\
on: [order.new, order.unassigned]
rules:
  - name: young
    when: {order.age: {younger_than: 30 days}, order.total: {at_least: 0.50}}
    then: [assign_warehouse: warehouse-a, tag: rush]
  - name: rest
    then: [assign_warehouse: {default: true}]
"""
NEW = OLD.replace("warehouse-a", "warehouse-b")
BY_CITY = OLD.replace("order.total: {at_least: 0.50}", "order.ship_to.city: Austin")
ADDRESS = {"name": "Ana Lopez", "country_code": "US", "province_code": "TX", "city": "Austin", "zip": "78701"}


def _rules(text: str) -> ir.RuleSet:
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


@asynccontextmanager
async def _town(database: databases.Database, text: str = OLD, days: int = 30) -> AsyncIterator[Town]:
    """A town with these rules alone, whose rounds are kept, after two orders in two rounds and a quiet third."""
    rules = _rules(text)
    async with towns.open_town(database) as town:
        with deciding.Decider(rules, engine="plain", clock=town.clock) as decider:
            town.shop = replace(town.shop, ruleset=rules, decider=decider, keep_decisions=timedelta(days=days))
            await towns.seed_story(town)
            for _ in range(2):
                await towns.order_mug(town, ship_to=ADDRESS)
                await town.round()
            await town.round()
            yield town


def _replay(town: Town, text: str, since: datetime | None = None) -> differing.Replay:
    return replaying.replay(
        town.database,
        towns.DOMAIN,
        _rules(text),
        since=since or town.clock() - timedelta(days=30),
        decider=lambda ruleset: deciding.Decider(ruleset, engine="plain", clock=town.clock),
    )


async def test_the_same_rules_would_decide_the_same(sqlite_database: databases.Database) -> None:
    """Every recorded decision is reproduced, word for word."""
    async with _town(sqlite_database) as town:
        found = _replay(town, OLD)

        assert (found.refused, found.differing) == ((), ())
        assert found.decisions > 2


async def test_what_other_rules_would_have_done_is_listed(sqlite_database: databases.Database) -> None:
    """Each difference once, with what was done and what would have been."""
    async with _town(sqlite_database) as town:
        found = _replay(town, NEW)

        new = [one for one in found.differing if one.kind == "order.new"]
        assert [one.key for one in new] == ["order=1002", "order=1001"]
        assert new[0].was == ("assign_warehouse: warehouse-a", "tag: rush")
        assert new[0].would == ("assign_warehouse: warehouse-b", "tag: rush")


def _more_expensive(session: Session) -> None:
    """A value that no rule of then tests becomes another: its decisions are the same."""
    row = session.exec(select(DecidedContent).where(DecidedContent.digest == _first(session).content_digest)).one()
    row.content = zlib.compress(zlib.decompress(row.content).replace(b"Austin Office", b"Boston Office"))


def _cut_short(session: Session) -> None:
    session.exec(
        select(DecidedContent).where(DecidedContent.digest == _first(session).content_digest)
    ).one().content = b"x"


def _gone(session: Session) -> None:
    session.execute(delete(DecidedContent).where(col(DecidedContent.digest) == _first(session).content_digest))


def _another_answer(session: Session) -> None:
    """What was decided becomes something else, with a digest that fits."""
    first = _first(session)
    row = session.exec(select(DecidedContent).where(DecidedContent.digest == first.content_digest)).one()
    content = zlib.decompress(row.content).replace(b"tag: rush", b"tag: slow")
    first.content_digest = hashlib.sha256(content).hexdigest()
    session.add(DecidedContent(shop_id=row.shop_id, digest=first.content_digest, content=zlib.compress(content)))


def _a_moment_earlier(session: Session) -> None:
    """So little that every rule says the same in the same words: the seal alone tells."""
    _first(session).decided_at -= timedelta(microseconds=1)


def _other_words(session: Session) -> None:
    _first(session).proof = "2:another"


def _other_rules(session: Session) -> None:
    row = session.exec(select(DecidedRules)).one()
    row.content = zlib.compress(zlib.decompress(row.content).replace(b"30 days", b"40 days"))


def _rules_of_another_vocabulary(session: Session) -> None:
    row = session.exec(select(DecidedRules)).one()
    row.content = zlib.compress(zlib.decompress(row.content).replace(b"order.total", b"order.worth"))


def _first(session: Session) -> DecidedRound:
    return session.exec(select(DecidedRound).order_by(col(DecidedRound.round_id))).first() or pytest.fail("no look")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (_more_expensive, "round 1: what was recorded was changed since, or is damaged"),
        (_cut_short, "round 1: what was recorded was changed since, or is damaged"),
        (_gone, "round 1: what was recorded is gone"),
        (_another_answer, "round 1: its rules decide otherwise now: about order.new order=1001 assign_warehouse: "),
        (_a_moment_earlier, "round 1: its rules decide the same again and say it in other words"),
        (_other_words, "round 1: its rules decide the same again and say it in other words"),
        (_other_rules, "rounds 1 to 3: their rules are not those that decided: they were changed since"),
        (
            _rules_of_another_vocabulary,
            "rounds 1 to 3: their rules, as recorded, are refused by this version of Trueup (rules.yaml:4:",
        ),
    ],
)
async def test_a_record_that_is_not_as_it_was_is_refused(
    sqlite_database: databases.Database, tamper: Callable[[Session], None], said: str
) -> None:
    """One bit of it, and nothing is said about the new rules; the rounds and what is the matter with them is."""
    async with _town(sqlite_database) as town:
        assert _replay(town, NEW).refused == ()
        with town.database.session() as session:
            tamper(session)
        found = _replay(town, NEW)

        assert found.differing == ()
        assert len(found.refused) == 1
        assert found.refused[0].startswith(said)


async def test_what_was_recorded_after_the_damage_can_be_asked_for(sqlite_database: databases.Database) -> None:
    """The moment from which on all is reproduced is told, and is right."""
    async with _town(sqlite_database) as town:
        with town.database.session() as session:
            _other_words(session)
        refused = _replay(town, NEW)
        assert refused.sound_from is not None

        found = _replay(town, NEW, since=refused.sound_from)

        assert found.refused == ()
        assert found.looks == refused.looks - 1


async def test_looks_that_early_versions_kept_are_proved_by_their_words(sqlite_database: databases.Database) -> None:
    """They have no seal over moment and rules."""
    async with _town(sqlite_database) as town:
        with town.database.session() as session:
            first = _first(session)
            kept = recording.read_content(
                decided.content(session, towns.DOMAIN, first.content_digest), first.content_digest
            )
            decider = deciding.Decider(town.shop.ruleset, engine="plain", clock=town.clock)
            again = decider.decide_at([one.fact for one in kept], first.decided_at)
            first.proof = recording.proof(again, [one.outcome for one in kept])

        assert _replay(town, OLD).refused == ()


async def test_many_rounds_that_are_refused_are_one_line(sqlite_database: databases.Database) -> None:
    """A month of them would bury what is the matter."""
    async with _town(sqlite_database) as town:
        for _ in range(4):
            await town.round()
        with town.database.session() as session:
            for row in session.exec(select(DecidedRound)):
                row.proof = "2:another"
        found = _replay(town, NEW)

        assert [line.partition(":")[0] for line in found.refused] == ["rounds 1 to 7"]


async def test_who_people_are_is_recorded_only_where_a_rule_tests_it(sqlite_database: databases.Database) -> None:
    """The city is kept with the rules that test it, and the name with none of them."""
    async with _town(sqlite_database, BY_CITY) as town:
        with town.database.reading() as session:
            looks = decided.since(session, towns.DOMAIN, town.clock() - timedelta(days=1))
            kept = recording.read_content(
                decided.content(session, towns.DOMAIN, looks[0].content_digest), looks[0].content_digest
            )

        assert kept[0].fact.values["order.ship_to.city"] == "Austin"
        assert vocabulary.PERSONAL & kept[0].fact.values.keys() == {"order.ship_to.city"}


async def test_fields_that_were_not_recorded_are_told_of(sqlite_database: databases.Database) -> None:
    """New rules that test them would see nothing."""
    async with _town(sqlite_database) as town:
        found = _replay(town, BY_CITY)

        assert any("order.ship_to.city, which was not recorded" in caution for caution in found.cautions)


async def test_rounds_that_ask_the_same_share_one_copy(sqlite_database: databases.Database) -> None:
    """Though the shop has more levels by then, or the shelves more of what nobody tests."""
    async with _town(sqlite_database) as town:
        await town.round()
        await town.control("products", {"title": "Lamp", "sku": "LAMP", "stock": {"Austin Office": 5}})
        town.count("warehouse-a", "MUG-01", 47)
        await town.round()
        with town.database.reading() as session:
            looks = decided.since(session, towns.DOMAIN, town.clock() - timedelta(days=1))

        assert looks[-1].content_digest == looks[-2].content_digest


@pytest.mark.parametrize("days", [0, 30])
async def test_what_is_older_than_the_setting_is_forgotten(sqlite_database: databases.Database, days: int) -> None:
    """With everything that only it used."""
    async with _town(sqlite_database, days=days) as town:
        town.clock.pass_time(days=days + 1)
        await town.round(ruleset=replace_origin(town.shop.ruleset))

        with Session(town.database.engine) as session:
            for table in (DecidedRound, DecidedContent, DecidedRules):
                assert session.exec(select(table)).all() == []


def replace_origin(ruleset: ir.RuleSet) -> ir.RuleSet:
    """The rules as if put together otherwise than from files: such a round keeps nothing of itself."""
    return ir.RuleSet(rules=ruleset.rules, digest=ruleset.digest)


async def test_a_round_of_many_orders_that_wait_is_kept_in_few_bytes(sqlite_database: databases.Database) -> None:
    """Forty orders wait for their labels, and each round one more: what is kept of a round hardly grows with them."""
    rules = loading.load([towns.RULES]).rules
    assert rules is not None
    async with towns.open_town(sqlite_database) as town:
        town.shop = replace(town.shop, ruleset=rules, keep_decisions=timedelta(days=30))
        await towns.seed_story(town)
        for _ in range(40):
            await towns.order_mug(town)
        await town.round()
        for _ in range(5):
            await towns.order_mug(town)
            await town.round()
        with Session(town.database.engine) as session:
            contents = [len(row.content) for row in session.exec(select(DecidedContent))]
            plans = [len(msgspec.json.encode(row.plan)) for row in session.exec(select(Round))]

        assert max(contents) < 40 * 45 + 1_000
        assert max(plans) < 1_000


@pytest.mark.parametrize("days", [1, 30])
async def test_the_plans_of_old_rounds_are_forgotten_and_their_changes_are_not(
    sqlite_database: databases.Database, days: int
) -> None:
    """What a round did can be told and taken back for good; what it left undone is kept for as long as decisions."""
    async with _town(sqlite_database, days=days) as town:
        town.clock.pass_time(days=2)
        last = (await town.round()).round_id
        with Session(town.database.engine) as session:
            kept = {row.id for row in session.exec(select(Round)) if row.plan is not None}
            changed = {row.round_id for row in session.exec(select(Change))}

        assert kept == ({last} if days == 1 else {1, 2, 3, last})
        assert changed >= {1, 2}
