"""Taking a feed: all of it or none, what looks wrong only when somebody accepts it, and no zero on one word alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.stock_feeds import NOON, ToldSource, csv, desk, feed

from reconciler.warehouse import bounds, files, taking
from reconciler.warehouse.values import ALL_KINDS, Feed, Kind, Report, State
from store import databases, feeds, stock

FULL = csv([10] * 20)


def units(database: databases.Database) -> list[int]:
    """What is counted, by SKU."""
    with database.reading() as session:
        return [one.counted for one in stock.list_all(session)]


def known(database: databases.Database) -> feeds.State:
    """What the store knows of the feed."""
    with database.reading() as session:
        return feeds.get(session, "erp")


async def take(database: databases.Database, *texts: str, minute: int = 0, **more: object) -> Report:
    """Take a feed that says these texts, as of a minute after noon."""
    at = NOON + timedelta(minutes=minute)
    return await taking.take(desk(database, at), feed(*texts, as_of=at), **more)  # type: ignore[arg-type]


async def test_a_feed_is_taken_and_remembered(planted: databases.Database):
    """Its counts, how many they were, and as of when."""
    report = await take(planted, FULL)

    assert (report.state, report.rows, report.is_well) == (State.TAKEN, 20, True)
    assert units(planted) == [10] * 20
    state = known(planted)
    assert (state.rows, state.as_of, state.state, state.warning) == (20, NOON, feeds.TAKEN, "")


async def test_an_unchanged_feed_is_left_alone(planted: databases.Database):
    """Its version is the one that was taken: a later count by hand stays."""
    await take(planted, FULL)
    with planted.session() as session:
        stock.count(session, "main", "SKU-000", 7, as_of=NOON + timedelta(minutes=1))

    report = await take(planted, FULL, minute=5)

    assert report.state is State.UNCHANGED
    assert units(planted)[0] == 7


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("warehouse,sku,on_hand\n", Kind.EMPTY, "it is empty, the last time it had 20"),
        ("", Kind.EMPTY, "it is empty"),
        ("[]", Kind.EMPTY, "it is empty"),
        (csv([10] * 15), Kind.TRUNCATED, "15 rows, the last time it had 20: 75%"),
        (FULL + "# rows: 25\n", Kind.TRUNCATED, "says that it has 25 rows, and has 20"),
        (csv([0] * 5 + [10] * 15), Kind.ZEROED, "5 of 20 counts that were above zero are zero now (25%, 50 units)"),
        (csv([0] * 20), Kind.ZEROED, "20 of 20"),
        (csv([120] * 20), Kind.CHANGED, "from 200 to 2,400 units"),
        (csv([100] * 5 + [10] * 15), Kind.CHANGED, "5 of 20 counts changed by more than 5 times"),
    ],
)
async def test_a_feed_that_looks_wrong_is_refused_as_a_whole_and_taken_once_when_accepted(
    planted: databases.Database, text: str, kind: Kind, numbers: str
):
    """With the numbers; nothing of it is taken, the store says so, and the same is refused again until accepted."""
    await take(planted, FULL)

    refused = await take(planted, text, minute=1)
    again = await take(planted, text, minute=2)

    assert refused.state is again.state is State.REFUSED
    assert kind in {one.kind for one in refused.anomalies}
    assert numbers in refused.warning
    assert numbers in known(planted).warning
    assert units(planted) == [10] * 20

    accepted = await take(planted, text, minute=3, accept=ALL_KINDS)

    assert accepted.state is State.TAKEN
    assert known(planted).warning == ""


async def test_a_feed_that_is_older_than_the_last_is_refused(planted: databases.Database):
    """Yesterday's file, sent again; both moments are named."""
    await take(planted, FULL)

    report = await take(planted, csv([9] * 20), minute=-60)

    assert [one.kind for one in report.anomalies] == [Kind.OLDER]
    assert "as of 2026-11-23 11:00:00Z, and the last one was as of 2026-11-23 12:00:00Z" in report.warning
    assert units(planted) == [10] * 20


async def test_a_feed_from_the_future_is_refused_and_never_counts_as_such(planted: databases.Database):
    """A wrong time zone would hide the parcels of the next hours; accepted, it counts as of now."""
    ahead = feed(FULL, as_of=NOON + timedelta(hours=5))

    report = await taking.take(desk(planted), ahead)
    accepted = await taking.take(desk(planted), ahead, accept=ALL_KINDS)

    assert [one.kind for one in report.anomalies] == [Kind.AHEAD]
    assert "5.0 hours from now" in report.warning
    assert accepted.as_of == NOON
    with planted.reading() as session:
        assert {one.as_of for one in stock.list_all(session)} == {NOON}


async def test_a_feed_that_always_ends_with_its_number_is_refused_without(planted: databases.Database):
    """What was cut off may be the last line alone."""
    report = await taking.take(desk(planted), feed(FULL, needs_footer=True))
    whole = await taking.take(desk(planted), feed(FULL + "# rows: 20\n", needs_footer=True))

    assert [one.kind for one in report.anomalies] == [Kind.TRUNCATED]
    assert (whole.state, whole.rows) == (State.TAKEN, 20)


async def test_a_few_zeros_and_deliveries_are_an_ordinary_day(planted: databases.Database):
    """Three products sell out, one gets a pallet, one is new."""
    await take(planted, FULL)

    report = await take(planted, csv([0, 0, 0, 500] + [9] * 16 + [40]), minute=1)

    assert report.is_well
    assert units(planted) == [0, 0, 0, 500] + [9] * 16 + [40]


async def test_a_zero_that_the_second_read_does_not_say_again_is_left_as_it_was(planted: databases.Database):
    """The source was caught while it rebuilt its table: the other rows are taken, and it is read again next time."""
    await take(planted, FULL)

    report = await take(planted, csv([0, 0] + [9] * 18), csv([0, 9] + [9] * 18), minute=1)

    assert report.kept == (("main", "SKU-001"),)
    assert units(planted) == [0, 10] + [9] * 18
    assert "without 1 zero that a second read did not show again: SKU-001 in main." in known(planted).warning

    later = await take(planted, csv([0, 9] + [9] * 18), minute=2)

    assert later.is_well
    assert units(planted) == [0] + [9] * 19


async def test_only_a_zero_is_read_a_second_time(planted: databases.Database):
    """Reading everything twice would cost the source for nothing."""
    source = ToldSource(FULL, as_of=NOON)
    await taking.take(desk(planted), Feed(name="erp", source=source))
    calm = source.reads
    source.texts = [csv([0] + [10] * 19)]
    await taking.take(desk(planted), Feed(name="erp", source=source))

    assert (calm, source.reads) == (1, 3)


async def test_a_count_that_somebody_makes_while_zeros_are_confirmed_stays(planted: databases.Database):
    """The feed was judged before it, and the newer count is the truer one."""
    await take(planted, FULL)
    at = NOON + timedelta(minutes=1)

    async def count_meanwhile(_seconds: float) -> None:
        with planted.session() as session:
            stock.count(session, "main", "SKU-000", 7, as_of=at + timedelta(seconds=1))

    busy = replace(desk(planted, at), pause=count_meanwhile)
    report = await taking.take(busy, feed(csv([0, 0] + [9] * 18), as_of=at))

    assert report.rows == 19
    assert units(planted) == [7, 0] + [9] * 18


async def test_zeros_from_a_pipe_are_not_taken_on_one_word(planted: databases.Database):
    """A pipe can't be read again; --accept is the second word."""
    await take(planted, FULL)
    text = csv([0] + [9] * 19)
    piped = Feed(name="-", source=files.TextSource(text.encode()))
    later = desk(planted, NOON + timedelta(minutes=1))

    refused = await taking.take(later, piped)
    accepted = await taking.take(later, piped, accept=ALL_KINDS)

    assert [one.kind for one in refused.anomalies] == [Kind.UNCONFIRMED]
    assert (accepted.state, units(planted)[0]) == (State.TAKEN, 0)


async def test_a_wrong_row_keeps_the_whole_feed_out_whatever_is_accepted(planted: databases.Database):
    """There is no way to take a row that means nothing."""
    report = await take(planted, FULL + "nowhere,SKU-099,1\nmain,SKU-098,-4\n", accept=ALL_KINDS)

    assert report.state is State.REFUSED
    assert [problem.row for problem in report.problems] == [22, 23]
    assert "2 rows are wrong" in report.warning
    assert units(planted) == []


async def test_a_feed_that_comes_back_unchanged_is_well_again(planted: databases.Database):
    """Refused in between, then what was taken before: the warning ends by itself."""
    await take(planted, FULL)
    await take(planted, csv([]), minute=1)

    report = await take(planted, FULL, minute=2)

    assert report.state is State.UNCHANGED
    assert known(planted).warning == ""


async def test_limits_are_the_settings(planted: databases.Database):
    """A shop whose range changes a lot says so."""
    await take(planted, FULL)
    wide = desk(planted, NOON + timedelta(minutes=1), fewest_rows_share=0.1)

    report = await taking.take(wide, feed(csv([10] * 3), as_of=NOON + timedelta(minutes=1)))

    assert report.state is State.TAKEN
    assert units(planted) == [10] * 20  # what a feed doesn't name stays as it was


def test_limits_that_make_no_sense_are_refused():
    """With the name of the one."""
    with pytest.raises(ValueError, match=r"most_zeroed_share is 1\.5"):
        bounds.Limits(most_zeroed_share=1.5)
