"""How many facts a second are decided about: Trueup against other rule engines, generated Python and polars.

Run it with `make bench`, or `PYTHONPATH=. python bench/deciding.py [--rules N ...] [--mixes MIX ...] [--facts N]
[--only NAME ...]`. The same rules of two to four tests and the same facts, in three mixes, go to everybody; each answer
is checked against generated Python, and that against the plain evaluator. Rivals get flat dictionaries of what JSON can
say, made beforehand; Trueup and generated Python get Trueup's facts, with Decimal and datetime. Slow contestants are
timed on fewer facts. "Which rules match" is what all answer; "decisions" adds what stands and what gives way to whom;
"in words" reads each action with its rule and the conditions that held, as sentences.
"""

import argparse
from collections.abc import Sequence

from rivals import generated, joining, joins, products, races, rulebooks, tables, trueup

from engine import deciding

CONTESTANTS = (
    "generated",
    "datalogic",
    "zen",
    "cel_list",
    "clips_rete",
    "custodian",
    "readme",
    "business",
    "rule_engines",
    "frames",
)
_JOINING = ("datalogic", "zen", "cel_list", "clips_rete", "readme", "frames")
"""These join by their own means."""
_JOINED = ("datalogic", "zen", "cel_list", "rule_engines")
"""These are also asked about facts that were joined by dictionaries, as Trueup's are."""
_CHECKED = 20_000
"""How often rules meet facts where generated Python, which everybody is checked against, is checked itself."""


def right_answers(rules: Sequence[rulebooks.Rule], own: races.Race) -> rulebooks.Answers:
    """Work the answers out by generated Python, and check some of them by the plain evaluator."""
    right = generated.prepare(rules)(own.facts)
    few = own.facts[: max(100, _CHECKED // len(rules))]
    with deciding.Decider(products.ruleset(rules), engine="plain", clock=lambda: rulebooks.NOW) as plain:
        races.check(plain.matching(few), right)
    return right


def table(count: int, mix: str, asked: argparse.Namespace, summary: tables.Summary) -> None:
    """Race everybody over one set of rules and one mix of facts, and print the rows."""
    rules = rulebooks.rules(count)
    flat = rulebooks.facts(mix, asked.facts)
    own = races.Race(rules, products.facts(flat), [])
    right = right_answers(rules, own)
    tables.heading(f"{count:,} rules, {mix}", f"{sum(map(len, right)) / len(right):.1f} rules hold per fact.")
    products_race = races.Race(products.ruleset(rules), own.facts, right)
    ours: tables.Rates = {}
    for run in (trueup.match, trueup.decide, trueup.tell):
        ours |= tables.own_rows(races.race("trueup", products_race, run))
    others = {}
    for name in asked.only or CONTESTANTS:
        facts = own.facts if name == "generated" else flat
        others[name] = tables.row(name, races.race(name, races.Race(rules, facts, right)), ours)
    summary.add(f"{count:,} rules, {mix}", ours, others)


def join(asked: argparse.Namespace, summary: tables.Summary) -> None:
    """Race everybody over the join, and print the rows: those who join by their rules, then those who are helped."""
    of = joins.tables()
    right = joins.right(of)
    tables.heading(
        f"A join: {len(of.orders):,} orders, {len(of.mappings)} mappings, {len(of.levels):,} levels",
        f"From tables to answers; three rules hold for {joins.hits(right)} orders.",
    )
    race = races.Race((), (of,), right)
    ours = tables.own_rows(races.race("joining", race, joining.by_trueup))
    by_hand = tables.row("by_hand", races.race("joining", race, joining.by_python), ours)
    for run, names in ((joining.by_own_join, _JOINING), (joining.by_rows, _JOINED)):
        chosen = [name for name in asked.only or names if name in names]
        others = {name: tables.row(name, races.race(name, race, run), ours) for name in chosen}
        how = "the join" if names is _JOINING else "the join, others given the joined facts"
        summary.add(how, ours, {"by_hand": by_hand} | others)


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description="Facts a second: Trueup and others.")
    arguments.add_argument("--rules", type=int, nargs="*", default=[50, 200])
    arguments.add_argument("--mixes", nargs="*", default=list(rulebooks.MIXES))
    arguments.add_argument("--facts", type=int, default=100_000)
    arguments.add_argument("--only", nargs="*", choices=CONTESTANTS)
    asked = arguments.parse_args()
    tables.environment()
    summary = tables.Summary()
    for count in asked.rules:
        for mix in asked.mixes:
            table(count, mix, asked, summary)
    join(asked, summary)
    summary.print()


if __name__ == "__main__":
    main()
