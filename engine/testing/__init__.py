"""Rule tests: runs the `*.test.yaml` files beside the rules and tells, case by case, what was expected and decided.

Paths go in, a report comes out; `reports` shows it. Cases run on the plain evaluator against all rules that the paths
come to, at one fixed moment, so that a case gives the same answer every day.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine import evaluating, explaining, ir, loading, standing
from engine import problems as problem_texts
from engine.loading import findings, folders, sources
from engine.problems import Problem
from engine.testing import cases, givens


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one case came to: the actions expected and decided, as a rule file writes them.

    Where it failed, `explanation` tells of every rule what it did, and `doing` which rules of the kind do an action.
    """

    name: str
    place: ir.Place
    passed: bool
    expected: tuple[str, ...]
    decided: tuple[str, ...]
    explanation: explaining.Explanation | None = None
    doing: tuple[tuple[str, str], ...] = ()


class TestReport(msgspec.Struct, frozen=True, kw_only=True):
    """All cases of a run, the enabled rules that no case exercises, and the problems of rule and test files.

    `was_run` tells whether the files were in order, so that cases could be run at all.
    """

    __test__ = False  # it is no test, whatever a test collector makes of its name

    results: tuple[CaseResult, ...]
    untested: tuple[ir.Rule, ...]
    problems: tuple[Problem, ...]
    was_run: bool = True

    @property
    def ok(self) -> bool:
        """Tell whether there is no error and every case passed. A rule without a case is shown, and is no failure."""
        return not problem_texts.any_error(self.problems) and all(result.passed for result in self.results)


def run(paths: Sequence[Path]) -> TestReport:
    """Run the test files that the paths come to against the rules that the paths come to.

    A test file given by itself is run against the rules in its folder.
    """
    rule_paths = [path.parent if folders.is_test(path) else path for path in paths]
    loaded = loading.load(list(dict.fromkeys(rule_paths)))
    if loaded.rules is None:
        return TestReport(results=(), untested=(), problems=loaded.problems, was_run=False)
    found = findings.Findings()
    read: list[sources.Source] = []
    run_cases: list[cases.Case] = []
    with contextlib.suppress(findings.TooMany):
        for path in folders.case_files(paths, found):
            source = sources.read(path)
            if isinstance(source, sources.Source):
                read.append(source)
                run_cases.extend(cases.read(source, loaded.rules, found))
            else:
                found.add(source)
    problems = (*loaded.problems, *found.with_excerpts(read))
    if found.failed:
        return TestReport(results=(), untested=(), problems=problems, was_run=False)
    exercised: set[str] = set()
    results = tuple(_run_case(case, loaded.rules, exercised) for case in run_cases)
    untested = tuple(rule for rule in loaded.rules.rules if rule.enabled and rule.name not in exercised)
    return TestReport(results=results, untested=untested, problems=problems)


def _run_case(case: cases.Case, ruleset: ir.RuleSet, exercised: set[str]) -> CaseResult:
    rules = _with_enabled(ruleset, case.enable)
    outline = standing.outline(rules, evaluating.matching(rules, case.given, givens.NOW))
    decided = tuple(each.action for each in outline.standing)
    exercised.update(rules.rules[each.position].name for each in outline.standing)
    result = CaseResult(
        name=case.name,
        place=case.place,
        passed=[_meaning(action) for action in decided] == [_meaning(action) for action in case.expect],
        expected=tuple(explaining.action_as_text(action) for action in case.expect),
        decided=tuple(explaining.action_as_text(action) for action in decided),
    )
    if result.passed:
        return result
    return msgspec.structs.replace(
        result,
        explanation=explaining.explain(rules, case.given, givens.NOW),
        doing=tuple(
            (rule.name, explaining.action_as_text(action))
            for rule in rules.rules
            if case.given.kind in rule.kinds
            for action in rule.then
        ),
    )


def _with_enabled(ruleset: ir.RuleSet, names: tuple[str, ...]) -> ir.RuleSet:
    if not names:
        return ruleset
    rules = (msgspec.structs.replace(rule, enabled=rule.enabled or rule.name in names) for rule in ruleset.rules)
    return ir.RuleSet(rules=tuple(rules), digest=ruleset.digest)


def _meaning(action: ir.Action) -> tuple[str, dict[str, object]]:
    return action.name, action.arguments
