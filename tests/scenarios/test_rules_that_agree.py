"""Rules that ask for the very same: it is done once, and each of them is told as having matched."""

from support import towns

from reconciler import plans
from store import databases

RULES = """
on: placement.elsewhere
rules:
  - name: one
    then: [{tag: look}, {note: please look}, {notify: someone look}]
  - name: two
    then: [{tag: look}, {note: please look}, {notify: someone look}, {note: quickly}]
"""


async def test_the_same_note_tag_and_notice_of_two_rules_come_once(sqlite_database: databases.Database) -> None:
    """What only one of them asks for comes as well."""
    async with towns.open_town(sqlite_database, [RULES]) as town:
        await towns.seed_story(town)
        await towns.order_mug(town)
        made = await town.round()

        assert town.notes() == ["please look", "quickly"]
        assert [one.change.action for one in made.outcomes].count("tag") == 1
        notices = [one.change.work for one in made.outcomes if isinstance(one.change.work, plans.Notify)]
        assert [notice.text for notice in notices] == ["someone look"]
        assert (await town.order())["tags"] == ["look"]
