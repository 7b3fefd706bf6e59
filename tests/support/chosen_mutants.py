"""Mutants of the shipped rules whose mistake lies in how a ship-from is chosen. See `mutants`."""

from collections.abc import Iterator
from typing import Any

from support import mutants
from support.mutants import Mutant

from engine.proving.findings import Code


def all_mutants() -> list[Mutant]:
    """Make every mutant."""
    return [*_choices(), *_chosen_circles()]


def _choices() -> Iterator[Mutant]:
    """Choose a ship-from by stock or province, and leave it at that, hide it, or ask for what cannot be."""
    file, kind = "10-ship-from.yaml", "order.new"
    first, most = {"first_with_stock": ["a", "b"]}, {"most_stock": True}
    texas, south = {"by_province": {"US-TX": "a"}}, {"by_province": {"TX": "b", "LA": "b"}}

    def alone(way: dict[str, Any]) -> mutants.Files:
        def change(files: mutants.Files) -> None:
            files[file]["rules"][0]["then"] = [{"assign_warehouse": way}]

        return mutants.changed(change)

    for number, way in enumerate((first, most, {"most_stock": ["a"]}, texas, south)):
        for each in ("order.new", "order.unassigned"):
            yield Mutant(f"only by luck {number}: {each}", alone(way), Code.GAP, each)
    for number, (hiding, hidden) in enumerate(
        (
            (first, {"first_with_stock": ["b"]}),
            (first, {"most_stock": ["b", "a"]}),
            (most, first),
            (south, {"by_province": {"US-LA": "a", "CA-TX": "a"}}),
            ({"default": True}, most),
        )
    ):
        rules = (
            mutants.make_rule("above", kind, {}, {"assign_warehouse": hiding}),
            mutants.make_rule("below", kind, {}, {"assign_warehouse": hidden}),
        )
        yield Mutant(f"a choice that is made above {number}", mutants.with_rules(file, *rules), Code.SHADOWED, "below")
    for number, (when, way) in enumerate(
        (
            ({"order.ship_to.province": "CA"}, south),
            ({"order.ship_to.country": "MX"}, texas),
            ({"warehouse.can_fulfil_all": {"not": ["a", "b", "c"]}}, first),
            ({"warehouse.can_fulfil_all": {"exists": False}}, most),
        )
    ):
        unlucky = mutants.make_rule("unlucky", kind, when, {"assign_warehouse": way})
        yield Mutant(
            f"a choice without a chance {number}", mutants.with_rules(file, unlucky), Code.NEVER_MATCHES, "unlucky"
        )
    heavy, abroad = {"order.weight": {"more_than": 20000}}, {"order.ship_to.country": {"not": "US"}}
    for number, (one, other) in enumerate(((first, most), (south, first), (most, texas))):
        rules = (
            mutants.make_rule("one", kind, heavy, {"assign_warehouse": one}),
            mutants.make_rule(
                "other", kind, abroad if other is not texas else {"order.tags": "vip"}, {"assign_warehouse": other}
            ),
        )
        yield Mutant(f"choices by halves {number}", mutants.with_rules(file, *rules), Code.DISAGREEMENT, "other")


def _chosen_circles() -> Iterator[Mutant]:
    """Choose by stock or province away from where another rule chose."""
    kind, at = "order.spans_locations", "part.ship_from"
    for number, (there, back) in enumerate(
        (
            ({"first_with_stock": ["cold", "cool"]}, {"most_stock": ["a", "b"]}),
            ({"name": "cold"}, {"most_stock": True}),
            ({"by_province": {"TX": "cold"}}, {"first_with_stock": ["a"]}),
            ({"by_province": {"US-TX": "cold", "TX": "a"}}, {"default": True}),
        )
    ):
        rules = (
            mutants.make_rule("there", kind, {at: {"not": "cold"}}, {"assign_warehouse": there}),
            mutants.make_rule("back", kind, {at: "cold"}, {"assign_warehouse": back}),
        )
        name = f"a choice to and fro {number}"
        yield Mutant(name, mutants.with_rules("12-split.yaml", *rules), Code.ASSIGNMENT_UNDONE, "back")
