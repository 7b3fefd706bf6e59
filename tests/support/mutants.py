"""Mutants of the shipped rules: each has one mistake that people make, and says what a proof must find.

The shipped files are read as plain values, changed by code, and written as files of their own.
"""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from engine import vocabulary
from engine.proving.findings import Code

SHIPPED = Path(__file__).parents[2] / "rules"
FAILURE_TAG = "Failed Shipment Notification"

Files = dict[str, dict[str, Any]]


class Mutant(NamedTuple):
    """One mistake: the changed files, the sort of finding, and the rule (or, for gaps, the kind) it must name."""

    name: str
    files: Files
    code: Code
    about: str


def shipped() -> Files:
    """Read the shipped rule files as plain values."""
    reader = YAML(typ="safe")
    paths = sorted(path for path in SHIPPED.glob("*.yaml") if not path.name.endswith(".test.yaml"))
    return {path.name: reader.load(path) for path in paths}


def write(files: Files, folder: Path) -> Path:
    """Write the files into a folder. JSON is YAML."""
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return folder


def all_mutants() -> list[Mutant]:
    """Make every mutant."""
    makers = (
        _gaps,
        _shadows,
        _contradictions,
        _overlaps,
        _tag_circles,
        _tag_chains,
        _assignment_circles,
        _flapping,
    )
    return [mutant for maker in makers for mutant in maker()]


def _enabled(files: Files) -> Iterator[tuple[str, int, dict[str, Any], list[str]]]:
    for name, content in files.items():
        for at, rule in enumerate(content["rules"]):
            kinds = rule.get("on", content["on"])
            if rule.get("enabled", True):
                yield name, at, rule, kinds if isinstance(kinds, list) else [kinds]


def _condition(kinds: list[str]) -> dict[str, Any]:
    """Give a condition that some differences of the kinds meet and others do not."""
    if vocabulary.KINDS[kinds[0]].has_lines:
        return {"order.total": {"at_least": 100}}
    if "product.sku" in vocabulary.fields(kinds[0]):
        return {"product.sku": {"starts_with": "FRZ-"}}
    if "location.name" in vocabulary.fields(kinds[0]):
        return {"location.name": ["Austin Office", "Lake Jackson"]}
    return {"warehouse.key": ["warehouse-a", "warehouse-b"]}


def changed(change: Callable[[Files], None]) -> Files:
    """Change the shipped files."""
    files = copy.deepcopy(shipped())
    change(files)
    return files


def with_rules(file: str, *rules: dict[str, Any], first: bool = True) -> Files:
    """Put rules into a shipped file, above or below the others."""

    def change(files: Files) -> None:
        there = files[file]["rules"]
        files[file]["rules"] = [*rules, *there] if first else [*there, *rules]

    return changed(change)


def make_rule(name: str, on: str, when: dict[str, Any], *then: Any) -> dict[str, Any]:
    """Write one rule as plain values."""
    return {"name": name, "on": on, **({"when": when} if when else {}), "then": list(then)}


def _gaps() -> Iterator[Mutant]:
    """Leave out a rule, or let one answer some cases only."""
    for file, at, rule, kinds in _enabled(shipped()):
        if rule["name"] == "pickup-stays":
            continue  # the rules after it answer what it does

        def left_out(files: Files, file: str = file, at: int = at) -> None:
            del files[file]["rules"][at]

        def narrowed(files: Files, file: str = file, at: int = at, kinds: list[str] = kinds) -> None:
            files[file]["rules"][at].setdefault("when", {}).update(_condition(kinds))

        yield Mutant(f"without {rule['name']}", changed(left_out), Code.GAP, kinds[0])
        yield Mutant(f"{rule['name']} for some only", changed(narrowed), Code.GAP, kinds[0])

    def only_without_label(files: Files) -> None:
        files["20-placement.yaml"]["rules"][2]["when"] = {"part.labelled": False, "order.tags": {"exists": False}}

    yield Mutant("waits only without tags", changed(only_without_label), Code.GAP, "placement.elsewhere")


def _shadows() -> Iterator[Mutant]:
    """Put a rule where another is always first."""
    for file, at, rule, kinds in _enabled(shipped()):
        if rule["name"] in ("show-the-failure", "show-that-it-healed"):
            continue  # tags and notes add up: nothing is hidden

        def hidden(files: Files, file: str = file, at: int = at, kinds: list[str] = kinds) -> None:
            late = {
                "name": "late",
                "on": kinds,
                "when": dict(files[file]["rules"][at].get("when", {})),
                "then": ["hold"],
            }
            late["when"].update(_condition(kinds))
            files[file]["rules"].append(late)

        yield Mutant(f"a rule hidden by {rule['name']}", changed(hidden), Code.SHADOWED, "late")
    for file, kind, last in (
        ("20-placement.yaml", "placement.elsewhere", "follow-the-label"),
        ("30-tracking.yaml", "tracking.missing", "write-tracking"),
        ("50-availability.yaml", "availability.differs", "offer-what-is-available"),
        ("40-failures.yaml", "failure.open", "show-the-failure"),
    ):
        stopping = {"name": "stopping", "on": kind, "then": ["notify"], "stop": True}
        yield Mutant(f"{kind} stopped at once", with_rules(file, stopping), Code.SHADOWED, last)
    halves = (
        make_rule("labelled", "placement.elsewhere", {"part.labelled": True}, "relocate"),
        make_rule("unlabelled", "placement.elsewhere", {"not": {"part.labelled": True}}, "hold"),
    )
    yield Mutant("hidden by two halves", with_rules("20-placement.yaml", *halves), Code.SHADOWED, "pickup-stays")


def _contradictions() -> Iterator[Mutant]:
    """Ask for what cannot be."""
    for number, (file, kind, when) in enumerate(
        (
            ("10-ship-from.yaml", "order.new", {"order.total": {"at_least": 500, "less_than": 50}}),
            ("10-ship-from.yaml", "order.new", {"order.item_count": {"less_than": 1}}),
            ("10-ship-from.yaml", "order.new", {"order.tags": {"exists": False}, "any": [{"order.tags": "vip"}]}),
            ("10-ship-from.yaml", "order.new", {"order.age": {"older_than": "3 days", "younger_than": "2h"}}),
            (
                "10-ship-from.yaml",
                "order.new",
                {"every line": {"gift_card": True}, "any line": {"gift_card": False, "quantity": {"at_least": 2}}},
            ),
            (
                "20-placement.yaml",
                "placement.elsewhere",
                {"order.shipping_method": {"starts_with": "Express", "matches": "[a-z ]+"}},
            ),
            ("20-placement.yaml", "placement.blocked", {"reason": {"not": sorted(vocabulary.REASONS)}}),
            (
                "50-availability.yaml",
                "availability.differs",
                {"level.gap": {"more_than": 5}, "level.available": {"at_least": 10}, "level.target": {"at_most": 12}},
            ),
            ("50-availability.yaml", "availability.differs", {"level.gap_size": {"less_than": 1}}),
        )
    ):
        name = f"impossible {number}: {next(iter(when))}"
        yield Mutant(name, with_rules(file, make_rule("dead", kind, when, "hold")), Code.NEVER_MATCHES, "dead")


def _overlaps() -> Iterator[Mutant]:
    """Put two rules above the general one that meet by halves and want different things."""
    heavy, abroad = {"order.weight": {"more_than": 20000}}, {"order.ship_to.country": {"not": "US"}}
    frozen, vip = {"any line": {"sku": {"starts_with": "FRZ-"}}}, {"customer.tags": "vip"}
    assign: Callable[[str], dict[str, str]] = lambda name: {"assign_warehouse": name}  # noqa: E731 - a short name
    for kind in ("order.new", "order.unassigned"):
        for number, (one, other) in enumerate(((heavy, abroad), (frozen, vip), (abroad, frozen))):
            rules = (
                make_rule("one", kind, one, assign("warehouse-a")),
                make_rule("other", kind, other, assign("warehouse-b")),
            )
            yield Mutant(
                f"{kind} by halves {number}", with_rules("10-ship-from.yaml", *rules), Code.DISAGREEMENT, "other"
            )
    rules = (
        make_rule(
            "one", "availability.differs", {"product.sku": {"starts_with": "FRZ-"}}, {"set_inventory": {"max": 5}}
        ),
        make_rule("other", "availability.differs", {"location.name": "Austin"}, {"set_inventory": {"reserve": 2}}),
    )
    yield Mutant("shapes by halves", with_rules("50-availability.yaml", *rules), Code.DISAGREEMENT, "other")
    rules = (
        make_rule("one", "tracking.missing", abroad, {"write_tracking": {"notify_customer": True}}),
        make_rule("other", "tracking.missing", vip, {"write_tracking": {"notify_customer": False}}),
    )
    yield Mutant("tracking by halves", with_rules("30-tracking.yaml", *rules), Code.DISAGREEMENT, "other")
    eager = make_rule("eager", "placement.elsewhere", heavy, "relocate")
    yield Mutant("eager relocation", with_rules("20-placement.yaml", eager), Code.DISAGREEMENT, "pickup-stays")
    careful = make_rule("careful", "tracking.stale", abroad, "hold")
    half = make_rule("half", "tracking.stale", vip, {"update_tracking": {"notify_customer": True}})
    yield Mutant("a hold by halves", with_rules("30-tracking.yaml", careful, half), Code.BY_ORDER, "half")


def _tag_circles() -> Iterator[Mutant]:
    """Take off a tag that another rule adds."""
    for file, kind in (
        ("20-placement.yaml", "placement.elsewhere"),
        ("20-placement.yaml", "placement.blocked"),
        ("30-tracking.yaml", "tracking.missing"),
        ("30-tracking.yaml", "tracking.stale"),
        ("30-tracking.yaml", "tracking.void"),
        ("30-tracking.yaml", "tracking.blocked"),
    ):
        tidy = make_rule("tidy", kind, {"order.tags": FAILURE_TAG}, {"untag": FAILURE_TAG})
        yield Mutant(f"the failure's tag taken off by {kind}", with_rules(file, tidy), Code.TAGS_UNDONE, "tidy")
    for kind, file in (("placement.blocked", "20-placement.yaml"), ("order.unassigned", "10-ship-from.yaml")):
        rules = (
            make_rule("mark", kind, {"order.tags": {"not": "waiting"}}, {"tag": "waiting"}),
            make_rule(
                "unmark", kind, {"order.tags": "waiting", "order.total": {"more_than": 20}}, {"untag": "waiting"}
            ),
        )
        yield Mutant(f"a tag to and fro on {kind}", with_rules(file, *rules), Code.TAGS_UNDONE, "unmark")


def _tag_chains() -> Iterator[Mutant]:
    """Let four rules turn two tags on and off, each by the other's."""
    for kind, file in (("placement.blocked", "20-placement.yaml"), ("tracking.void", "30-tracking.yaml")):
        dear = {"order.total": {"more_than": 20}}
        rules = (
            make_rule("on-one", kind, {"order.tags": {"not": "two"}}, {"tag": "one"}),
            make_rule("on-two", kind, {"order.tags": "one", **dear}, {"tag": "two"}),
            make_rule("off-one", kind, {"order.tags": "two"}, {"untag": "one"}),
            make_rule("off-two", kind, {"order.tags": {"not": "one"}}, {"untag": "two"}),
        )
        yield Mutant(f"two tags in a circle on {kind}", with_rules(file, *rules), Code.TAGS_UNDONE, "on-two")
        names = ("new", "seen", "done", "kept")
        steps = [
            make_rule(
                f"{name}-on",
                kind,
                {"order.tags": name, "not": {"order.tags": [other for other in names if other != name]}},
                {"untag": name},
                {"tag": names[(at + 1) % len(names)]},
            )
            for at, name in enumerate(names)
        ]
        name = f"a tag handed on in a circle of four on {kind}"
        yield Mutant(name, with_rules(file, *steps), Code.TAGS_UNDONE, "kept-on")


def _assignment_circles() -> Iterator[Mutant]:
    """Assign a part away from where another rule assigned it to."""
    kind = "order.spans_locations"
    three = ("warehouse-a", "warehouse-b", "warehouse-c")
    for names in (three[:2], three, (*three, "warehouse-d", "warehouse-e")):
        rules = [
            make_rule(
                f"from-{name}", kind, {"part.ship_from": name}, {"assign_warehouse": names[(at + 1) % len(names)]}
            )
            for at, name in enumerate(names)
        ]
        name = f"{len(names)} warehouses in a circle"
        yield Mutant(name, with_rules("12-split.yaml", *rules), Code.ASSIGNMENT_UNDONE, "from-warehouse-a")
    rules = [
        make_rule("cold", kind, {"part.ship_from": {"not": "cold-store"}}, {"assign_warehouse": "cold-store"}),
        make_rule("dear", kind, {"part.ship_from": "cold-store"}, {"assign_warehouse": {"default": True}}),
    ]
    yield Mutant("to and from the default", with_rules("12-split.yaml", *rules), Code.ASSIGNMENT_UNDONE, "dear")


def _flapping() -> Iterator[Mutant]:
    """Shape by what the shop offers now, which the write changes."""
    for number, (when, shape) in enumerate(
        (
            ({"level.available": {"more_than": 10}}, {"max": 5}),
            ({"level.gap_size": {"at_most": 3}}, {"reserve": 10}),
            ({"level.gap_percent": {"less_than": 20}}, {"percent": 50}),
            ({"level.gap": {"at_least": 0}, "level.available": {"at_least": 1}}, {"reserve": 2, "max": 40}),
            ({"level.on_hand": {"more_than": 30}, "product.sku": {"starts_with": "FRZ-"}}, {"percent": 50}),
        )
    ):
        shaping = make_rule("shaping", "availability.differs", when, {"set_inventory": shape})
        yield Mutant(f"flapping {number}", with_rules("50-availability.yaml", shaping), Code.STOCK_FLAPS, "shaping")
        shaping = make_rule("shaping", "availability.differs", when, {"set_inventory": {"warehouses": {"w-b": shape}}})
        name = f"flapping {number} at one warehouse"
        yield Mutant(name, with_rules("50-availability.yaml", shaping), Code.STOCK_FLAPS, "shaping")
