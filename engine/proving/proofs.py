"""Proofs: everything that can be told of a rule set before it decides anything.

A rule set that loaded goes in, a proof comes out. `trueup check --prove` shows it, through `reporting`.
"""

import time
from datetime import datetime

import msgspec

from engine import ir, vocabulary
from engine.proving import alone, assignments, chains, flapping, gaps, pairs, replaying, rulebooks, tags
from engine.proving.findings import Finding, Results, Undecided
from engine.proving.solving import Effort
from engine.proving.spaces import Surroundings


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, by file and line, and what could not be decided.

    `engines` names those that each finding was tried in, `warnings` is what they said; `seconds` is how long it took.
    """

    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    rules: int
    engines: tuple[str, ...]
    warnings: tuple[str, ...]
    seconds: float


def prove(ruleset: ir.RuleSet, now: datetime) -> Proof:
    """Prove what can be proved of all enabled rules, seen from the moment `now` (aware, UTC) where ages matter."""
    started = time.monotonic()
    effort = Effort.of_rules(sum(rule.enabled for rule in ruleset.rules))
    surroundings = Surroundings(now=now, shapes=rulebooks.shapes(ruleset), effort=effort)
    books = {kind: rulebooks.Rulebook(ruleset, kind, surroundings) for kind in vocabulary.KINDS}
    start = ir.Place(ruleset.rules[0].place.file if ruleset.rules else "rules", 1, 1)
    results = Results()
    for book in books.values():
        told = alone.prove(book, results)
        pairs.prove(book, results, told, surroundings.effort)
        gaps.prove(book, results, start)
    tags.prove(books, surroundings, results)
    chains.prove(books, surroundings, results)
    assignments.prove(books, surroundings, results)
    flapping.prove(books, surroundings, results)
    replayed = replaying.replay(ruleset, results, now)
    return Proof(
        findings=tuple(sorted(replayed.results.findings, key=lambda each: (each.place, each.code))),
        undecided=tuple(sorted(replayed.results.undecided, key=lambda each: (each.place, each.question))),
        rules=sum(rule.enabled for rule in ruleset.rules),
        engines=replayed.engines,
        warnings=replayed.warnings,
        seconds=time.monotonic() - started,
    )
