"""Nothing that is in a plan is missing from its report, in any format."""

import csv
import io
import json
from html.parser import HTMLParser

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import story_plans

from reconciler import plans
from reconciler.differences import Address
from reconciler.reports import building, rendering, values

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NUMBERS = st.integers(-3000, 3000)


@st.composite
def any_plan(draw: st.DrawFn) -> plans.Plan:
    """Changes of every sort about anything, named by anything, and held differences of every cause."""
    story = story_plans.story()
    levels = draw(st.lists(st.builds(story_plans.level, WORDS, WORDS, NUMBERS, NUMBERS, WORDS), max_size=30))
    address = st.builds(Address, order=st.none() | WORDS, location=st.none() | WORDS, sku=st.none() | WORDS)
    others = [
        msgspec.structs.replace(change, address=draw(address), title=draw(st.just("") | WORDS))
        for change in draw(st.lists(st.sampled_from(story.changes), max_size=8))
    ]
    causes = st.sampled_from(["no_rule", "rule", "ignored", "approval", "impossible"])
    held = tuple(
        msgspec.structs.replace(story_plans.HELD, address=draw(address), cause=draw(causes), summary=draw(WORDS))
        for _ in range(draw(st.integers(0, 8)))
    )
    return story_plans.plan(*draw(st.permutations([*levels, *others])), held=held)


def _entries(report: values.Report) -> list[values.Entry]:
    grouped = [entry for group in (*report.orders, *report.locations, *report.others) for entry in group.entries]
    return [*grouped, *report.notifications]


@given(any_plan())
def test_every_change_and_every_held_difference_is_in_the_report_once(plan: plans.Plan):
    """Grouping loses nothing and doubles nothing."""
    report = building.build(plan)
    held = [*report.held, *(entry for group in report.ignored for entry in group.entries)]

    assert sorted(entry.key for entry in _entries(report)) == sorted(change.key for change in plan.changes)
    assert sorted(str(entry.address) for entry in held) == sorted(str(item.address) for item in plan.held)


@given(any_plan(), st.data())
def test_every_outcome_is_in_the_report_once(plan: plans.Plan, data: st.DataObject):
    """Also the outcome of a change whose numbers were read again, and what was never reached."""
    done = data.draw(st.lists(st.sampled_from(plan.changes), unique=True)) if plan.changes else []
    codes = st.sampled_from(["done", "already", "refused", "stale", "unknown", "skipped"])
    outcomes = [plans.Outcome(change=change, result=data.draw(codes), at=story_plans.AT) for change in done]
    results = [entry.result.code for entry in _entries(building.build(plan, outcomes)) if entry.result]
    untried = len(plan.changes) - len(outcomes) if outcomes else 0

    assert sorted(results) == sorted([*(outcome.result for outcome in outcomes), *["untried"] * untried])


@given(any_plan())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_format_can_show_every_plan(plan: plans.Plan):
    """JSON, CSV and HTML have a record for each; text and Markdown always end in the same sentence."""
    report = building.build(plan)
    shown = {name: rendering.render(report, name) for name in rendering.FORMATS}
    rows = list(csv.DictReader(io.StringIO(shown["csv"], newline="")))

    assert len(rows) == len(plan.changes) + len(plan.held)
    assert msgspec.json.decode(shown["json"], type=values.Report) == report
    assert json.loads(shown["json"])["summary"] == report.summary
    assert " ".join(shown["text"].split()).endswith(" ".join(report.summary.split()))
    assert all(text.endswith("\n") for text in shown.values())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


MARKUP = st.sampled_from(
    ["<script>alert(1)</script>", '" onload="x', "<img src=x onerror=x>", "</style><b>", "{{ 7 * 7 }}", "&lt;i&gt;"]
)


@given(st.lists(MARKUP, min_size=4, max_size=4))
def test_names_from_the_shop_never_become_markup(names: list[str]):
    """A product may be called anything."""
    sku, location, title, summary = names
    held = msgspec.structs.replace(story_plans.HELD, summary=summary, fix=title)
    plan = story_plans.plan(story_plans.level(sku, location, 1, 2, title), story_plans.relocation(sku), held=(held,))
    page = rendering.render(building.build(plan), "html")
    tags = _Tags()
    tags.feed(page)

    assert tags.tags.isdisjoint({"script", "img", "i", "link", "iframe"})
    assert tags.attributes <= {"lang", "charset", "name", "content", "class", "http-equiv"}
    assert ("{{ 7 * 7 }}" in page) == ("{{ 7 * 7 }}" in names)
