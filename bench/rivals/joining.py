"""Contestants of the join, each a function of the tables that gives the answers; `prepare` stays outside the clock."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from rivals import joins, races, rulebooks

from engine import deciding, decisions, ir
from engine.facts import Fact

_KIND = "placement.elsewhere"
_PLACE = ir.Place("bench.yaml", 1, 1)
Joining = Callable[[joins.Tables], Any]


def trueup() -> deciding.Decider:
    """Make a decider for the three rules; a mapping that is not there is a field that is missing."""
    mapped = _test("location.wanted", ir.Operator.EXISTS, operand=True)
    whens = (
        ir.Not(mapped),
        ir.AllOf((mapped, _test("part.labelled", ir.Operator.IS, operand=True))),
        ir.AllOf((mapped, _test("order.item_count", ir.Operator.AT_LEAST, operand=1))),
    )
    action = ir.Action(name="notify", arguments={}, place=_PLACE)
    rules = tuple(
        ir.Rule(name=f"rule-{number}", kinds=(_KIND,), when=when, then=(action,), place=_PLACE)
        for number, when in enumerate(whens)
    )
    return deciding.Decider(ir.RuleSet(rules=rules, digest="0" * 64), clock=lambda: rulebooks.NOW)


def facts(of: joins.Tables) -> list[Fact]:
    """Join by dictionaries, as the reconciler describes differences."""
    made = []
    add, location_of, levels = made.append, of.mappings.get, of.levels
    for order in of.orders:
        location = location_of(order["warehouse"])
        if location is None:
            add(Fact(kind=_KIND, key="", values={}))
            continue
        values: dict[str, Any] = {
            "location.wanted": location,
            "part.labelled": location != order["location"],
            "order.item_count": order["quantity"] - levels[order["sku"], location],
        }
        add(Fact(kind=_KIND, key="", values=values))
    return made


def by_trueup(_module: object, race: races.Race) -> races.Timing:
    """Join, and match or decide, from tables to answers; a new decider each time."""
    passes: dict[str, races.Pass] = {}
    (of,) = race.facts
    for _ in range(5):
        for name, answer in (("which rules match", deciding.Decider.matching), ("decisions", deciding.Decider.decide)):
            with trueup() as decider:
                for way in ("cold", "warm"):
                    answering = partial(_joined_and_asked, partial(answer, decider))
                    taken, answers = races.timed(answering, race.facts, decider.worker_pid)
                    races.check(answers if answer is deciding.Decider.matching else _stand(answers), race.right)
                    races.note(passes, f"{name}, {way}", taken)
    return races.Timing(len(of.orders), 0.0, passes)


def _joined_and_asked(answer: Callable[[list[Fact]], Any], tables: Sequence[joins.Tables]) -> Any:
    return answer(facts(tables[0]))


def _stand(made: Sequence[decisions.Decision]) -> list[list[int]]:
    return [[each.position for each in decision.outline.standing] for decision in made]


def by_python(_module: object, race: races.Race) -> races.Timing:
    """Do everything by hand."""
    return _timed(joins.right, race)


def by_rows(module: Any, race: races.Race) -> races.Timing:
    """Join by dictionaries, and ask an engine that looks at one fact at a time."""
    answer = module.prepare(joins.RULES)
    return _timed(lambda of: answer(joins.joined(of)), race)


def by_own_join(module: Any, race: races.Race) -> races.Timing:
    """Let a contestant join by its own means."""
    return _timed(module.join, race, passes=3)


def _timed(answering: Joining, race: races.Race, passes: int = 5) -> races.Timing:
    best: dict[str, races.Pass] = {}
    (of,) = race.facts
    for _ in range(passes):
        taken, answers = races.timed(lambda _: answering(of), race.facts)
        races.check(answers, race.right)
        races.note(best, "", taken)
    return races.Timing(len(of.orders), 0.0, best)


def _test(field: str, operator: ir.Operator, *, operand: bool | int) -> ir.Test:
    return ir.Test(field=field, operator=operator, operands=(operand,), place=_PLACE)
