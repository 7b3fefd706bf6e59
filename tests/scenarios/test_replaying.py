"""Other rules on past rounds: the record is proved first, then compared; what is kept of people, and for how long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from support import towns
from support.towns import Town

from engine import deciding, ir, loading, vocabulary
from reconciler import recording, replaying
from store import databases, decided
from store.tables import DecidedContent, DecidedRound, DecidedRules

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


def _replay(town: Town, text: str) -> replaying.Replay:
    return replaying.replay(
        town.database,
        towns.DOMAIN,
        _rules(text),
        since=town.clock() - timedelta(days=30),
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


async def test_a_record_that_its_rules_do_not_reproduce_is_refused(sqlite_database: databases.Database) -> None:
    """Nothing is said about the new rules then."""
    async with _town(sqlite_database) as town:
        with town.database.session() as session:
            row = session.exec(select(DecidedRound).limit(1)).one()
            row.proof, number = "another", row.round_id
            session.add(row)
        found = _replay(town, NEW)

        assert found.differing == ()
        assert found.refused == (f"round {number}: its rules do not decide again what was recorded",)


async def test_who_people_are_is_recorded_only_where_a_rule_tests_it(sqlite_database: databases.Database) -> None:
    """The city is kept with the rules that test it, and the name with none of them."""
    async with _town(sqlite_database, BY_CITY) as town:
        with town.database.reading() as session:
            looks = decided.since(session, towns.DOMAIN, town.clock() - timedelta(days=1))
            kept = recording.read_content(decided.content(session, towns.DOMAIN, looks[0].content_digest))

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
