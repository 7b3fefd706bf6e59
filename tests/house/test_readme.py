"""The README shows a real report: the one that the seed story gives."""

import re
from pathlib import Path

from support import towns

from reconciler.reports import as_text, building
from store import databases

README = Path(__file__).parents[2] / "README.md"


async def test_the_readme_shows_the_report_of_the_seed_story(sqlite_database: databases.Database) -> None:
    """Word for word, but for the shop's name, the time, and how rule files are found from elsewhere."""
    async with towns.open_town(sqlite_database) as town:
        await towns.seed_story(town)
        await towns.order_mug(town)
        await town.round()
        town.label("1001", "1Z999AA10123456784")
        report = as_text.render(building.build(await town.plan()), width=76)

    assert _words(_shown()) == _words(report)


def _shown() -> str:
    found = re.search(r"\$ trueup diff\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def _words(report: str) -> list[str]:
    report = report.replace("story.myshopify.com", "my-shop.myshopify.com")
    report = re.sub(r"\(\S*rules/", "(rules/", report)
    return re.sub(r"plan of \S+ \S+", "plan of", report).split()
