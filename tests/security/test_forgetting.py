"""Forgetting a customer: what goes, what stays, what replay says afterwards, and that the bytes are gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from support import towns
from support.towns import Town

from engine import deciding, ir, loading
from reconciler import differing, doubts, forgetting, plans, recording, replaying
from reconciler import round as round_of_a_shop
from store import databases, decided, orders, rounds, shops, timeline
from store.tables import Change, DecidedContent, DecidedRules, Label, Round

RULES = """\
on: [order.new, order.unassigned]
rules:
  - name: relatives
    when: {order.ship_to.name: {contains: Lopez}, order.ship_to.city: {exists: true}}
    then: [assign_warehouse: warehouse-b]
  - name: rest
    then: [assign_warehouse: {default: true}]
"""
ANA = {"name": "Ana Lopez", "country_code": "US", "province_code": "TX", "city": "Galveston", "zip": "77550"}
BEN = ANA | {"name": "Ben Okri", "city": "Houston"}


def _rules(text: str) -> ir.RuleSet:
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


@asynccontextmanager
async def _town(database: databases.Database, text: str = RULES) -> AsyncIterator[Town]:
    """Ana's order 1001 and Ben's 1002, both imported, in one look."""
    rules = _rules(text)
    async with towns.open_town(database) as town:
        with deciding.Decider(rules, engine="plain", clock=town.clock) as decider:
            town.shop = replace(town.shop, ruleset=rules, decider=decider, keep_decisions=timedelta(days=30))
            await towns.seed_story(town)
            await towns.order_mug(town, ship_to=ANA)
            await towns.order_mug(town, ship_to=BEN)
            await town.round()
            yield town


def _ship(town: Town, number: str) -> None:
    """Close an order, as if all of it had left."""
    with town.database.session() as session:
        orders.close(session, orders.find(session, town.domain, number), town.clock())


async def _round_by_shipped_rules(town: Town) -> round_of_a_shop.Result:
    """A round that writes tracking, too."""
    rules = loading.load([towns.RULES]).rules
    assert rules is not None
    with deciding.Decider(rules, engine="plain", clock=town.clock) as decider:
        return await town.round(ruleset=rules, decider=decider)


def _forget(town: Town, *words: str, examples: Path = Path("nowhere")) -> forgetting.Forgotten:
    person = forgetting.find(town.database, town.domain, words)
    return forgetting.forget(town.database, town.domain, person, now=town.clock(), examples=examples)


def _recorded(town: Town) -> set[str]:
    """The names on record."""
    with town.database.reading() as session:
        kept = [
            one
            for digest, packed in decided.contents(session, town.domain)
            for one in recording.read_content(packed, digest)
            if "order.ship_to.name" in one.fact.values
        ]
    return {str(one.fact.values["order.ship_to.name"]) for one in kept}


def _replay(town: Town) -> differing.Replay:
    return replaying.replay(
        town.database,
        town.domain,
        _rules(RULES),
        since=town.clock() - timedelta(days=30),
        decider=lambda ruleset: deciding.Decider(ruleset, engine="plain", clock=town.clock),
    )


@pytest.mark.parametrize("word", ["1001", "#1001", "Ana Lopez", "ana  lopez"])
async def test_what_rules_were_asked_about_a_customer_is_gone_and_of_others_stays(
    database: databases.Database, word: str
) -> None:
    """By the number of an order, or by the name that a rule tested."""
    async with _town(database) as town:
        assert _recorded(town) == {"Ana Lopez", "Ben Okri"}

        done = _forget(town, word)

        assert _recorded(town) == {"Ben Okri"}
        assert done.facts >= 1


async def test_the_id_that_a_privacy_webhook_names_is_enough(sqlite_database: databases.Database) -> None:
    """Shopify lists bare ids as orders_to_redact."""
    async with _town(sqlite_database) as town:
        gid = str((await town.order("1001"))["id"])

        _forget(town, gid.rpartition("/")[2])

        assert _recorded(town) == {"Ben Okri"}


async def test_replay_names_the_rounds_that_it_cannot_prove_word_for_word(sqlite_database: databases.Database) -> None:
    """What is left of them is still decided again."""
    async with _town(sqlite_database) as town:
        done = _forget(town, "1001")

        found = _replay(town)

        assert found.refused == ()
        (caution,) = [one for one in found.cautions if "forgotten" in one]
        assert caution.startswith(f"Of {doubts.spans(done.rounds)} a customer was forgotten;")


@pytest.mark.parametrize("table", [DecidedContent, DecidedRules])
async def test_what_of_the_record_is_damaged_goes_as_well(
    sqlite_database: databases.Database, table: type[DecidedContent] | type[DecidedRules]
) -> None:
    """Nobody can tell of whom it is, and nobody can be told that it stayed."""
    async with _town(sqlite_database) as town:
        with town.database.session() as session:
            row = session.exec(select(table)).all()[0]
            row.content = b"damaged"

        _forget(town, "1001")

        with town.database.reading() as session:
            assert b"damaged" not in [one.content for one in session.exec(select(table))]


async def test_a_look_that_was_about_nobody_else_goes_whole(sqlite_database: databases.Database) -> None:
    """Nothing is left to be decided again."""
    async with _town(sqlite_database) as town:
        _forget(town, "1001", "1002")

        assert _recorded(town) == set()
        assert _replay(town).refused == ()


async def test_recorded_rules_that_name_the_customer_go_with_what_they_decided(
    sqlite_database: databases.Database,
) -> None:
    """Without their words they could not be proved."""
    async with _town(sqlite_database, RULES.replace("{contains: Lopez}", "Ana Lopez")) as town:
        done = _forget(town, "1001")

        with town.database.reading() as session:
            assert decided.all_rules(session, town.domain) == []
            assert decided.since(session, town.domain, town.clock() - timedelta(days=1)) == []
        assert done.rules


async def test_no_byte_of_a_customer_is_left_in_the_file(sqlite_database: databases.Database) -> None:
    """Not in free pages, not in the log of writes."""
    async with _town(sqlite_database) as town:
        with town.database.session() as session:
            shops.pause(session, town.domain, why="Waiting for ANA LOPEZ to call back", now=town.clock())
            order = orders.find(session, town.domain, "1001")
            timeline.note(session, order, "Ana Lopez moved to 5 Elm Street.", kind="note", at=town.clock())
            packed = [row.content for row in session.exec(select(DecidedContent))]
        file = Path(str(town.database.engine.url.database))
        files = [file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")]

        def present() -> set[bytes]:
            data = b"".join(one.read_bytes() for one in files if one.exists()).lower()
            return {word for word in (b"ana lopez", b"elm street", *packed) if word.lower() in data}

        assert present() == {b"ana lopez", b"elm street", *packed}
        _ship(town, "1001")
        _forget(town, "1001")

        assert present() == set()
        with town.database.reading() as session:
            assert shops.get(session, town.domain).paused_why == "Waiting for [forgotten] to call back"


async def test_plans_keep_what_is_done_and_lose_why(database: databases.Database) -> None:
    """Plans of early versions say which values held; where a parcel is followed may hold a postal code."""
    async with _town(database) as town:
        town.label("1001", "1Z1", tracking_url="https://track.test/?zip=77550&number=1Z1")
        result = await _round_by_shipped_rules(town)
        (written,) = [one for one in result.plan.changes if isinstance(one.work, plans.WriteTracking)]
        with town.database.session() as session:
            row = session.exec(select(Change).where(Change.action == "write_tracking")).one()
            row.content = row.content | {"because": row.content["because"] | {"held": ["order.ship_to.zip is 77550"]}}
            session.add(row)
        _ship(town, "1001")

        _forget(town, "1001")

        with town.database.reading() as session:
            changes = session.exec(select(Change).where(Change.action == "write_tracking")).all()
            kept = [change.content["work"] for change in changes]
            assert [work["tracking_number"] for work in kept] == [written.work.tracking_number]
            everything = str([(one.plan, one.summary) for one in session.exec(select(Round))])
            everything += str([(one.content, one.message) for one in session.exec(select(Change))])
            assert "77550" not in everything
            assert session.exec(select(Label.tracking_url)).all() == [None]
            assert rounds.list_latest(session, town.domain)


async def test_the_next_round_finds_nothing_to_do(sqlite_database: databases.Database) -> None:
    """Forgetting touches nothing that the shop is compared with."""
    async with _town(sqlite_database) as town:
        town.label("1001", "1Z1", tracking_url="https://track.test/1Z1")
        town.label("1002", "1Z2")
        await _round_by_shipped_rules(town)
        await _round_by_shipped_rules(town)
        _forget(town, "1001")

        assert (await _round_by_shipped_rules(town)).plan.is_empty


async def test_an_open_order_is_told_of(sqlite_database: databases.Database) -> None:
    """Whoever forgets it now forgets it again later."""
    async with _town(sqlite_database) as town:
        assert forgetting.find(town.database, town.domain, ["1001"]).open == ("1001",)
        _ship(town, "1001")

        assert forgetting.find(town.database, town.domain, ["1001"]).open == ()


@pytest.mark.parametrize("word", ["ana@example.com", "9999", "Nobody"])
async def test_who_is_not_known_is_refused(sqlite_database: databases.Database, word: str) -> None:
    """With what is kept of people, and what to type."""
    async with _town(sqlite_database) as town:
        with pytest.raises(forgetting.UnknownCustomerError, match="numbers of the customer's orders"):
            forgetting.find(town.database, town.domain, ["1001", word])


async def test_saved_examples_that_hold_facts_of_orders_go(sqlite_database: databases.Database, tmp_path: Path) -> None:
    """Nobody can tell of whom they are."""
    one, other = tmp_path / "disagreement-1.json", tmp_path / "disagreement-2.json"
    one.write_text('{"values": {"order.ship_to.city": "Galveston"}}', encoding="utf-8")
    other.write_text('{"values": {"level.gap": 1}}', encoding="utf-8")
    async with _town(sqlite_database) as town:
        _forget(town, "1001", examples=tmp_path)

    assert (one.exists(), other.exists()) == (False, True)
