"""Mistakes planted in the shipped rules are found, each with an example that both engines confirm."""

from pathlib import Path

import pytest
from support import chosen_mutants, mutants, rulesets

from engine import loading
from engine.proving import findings, proofs

MUTANTS = [*mutants.all_mutants(), *chosen_mutants.all_mutants()]


def proved(files: mutants.Files, folder: Path) -> proofs.Proof:
    """Write, load and prove rules."""
    loaded = loading.load([mutants.write(files, folder)])
    assert loaded.rules is not None, loaded.problems
    return proofs.prove(loaded.rules, rulesets.NOW)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_planted_mistake_is_found(mutant: mutants.Mutant, tmp_path: Path):
    """By its sort and by the rule or kind it is about, with nothing left open."""
    proof = proved(mutant.files, tmp_path)

    found = [each for each in proof.findings if each.code is mutant.code and mutant.about in (each.kind, *each.rules)]
    assert found, [each.summary for each in proof.findings]
    assert all(each.steps for each in found)
    assert all(step.decision is not None for each in found for step in each.steps)
    assert proof.undecided == ()
    assert proof.engines == ("plain", "durable_rules")


def test_the_shipped_rules_give_no_alarm(tmp_path: Path):
    """Nor any open question; what order alone decides in them is remarked upon."""
    proof = proved(mutants.shipped(), tmp_path)

    assert {each.code for each in proof.findings} == {findings.Code.BY_ORDER}
    assert proof.undecided == ()


def test_there_are_mutants_of_every_sort():
    """At least forty, and each sort of finding is asked for."""
    assert len(MUTANTS) >= 40
    assert {mutant.code for mutant in MUTANTS} == set(findings.Code)
