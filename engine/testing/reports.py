"""Reports of rule tests: for people as text with a readable difference, for other programs as JSON and SARIF."""

import difflib
from collections import Counter
from collections.abc import Iterator

import msgspec

from engine import explaining, problems, sarif
from engine.explaining import Verdict
from engine.problems import Problem, Severity
from engine.testing import CaseResult, TestReport

_SILENT = frozenset({Verdict.NOT_MATCHED, Verdict.DISABLED})


def as_text(report: TestReport) -> str:
    """Show a report: problems, failed cases with what was expected and why it came otherwise, and the totals."""
    lines = [problems.as_text(report.problems)] if report.problems else []
    for result in report.results:
        if not result.passed:
            lines += [f"{result.place}: FAILED: {result.name}", *_difference(result), *_reasons(result)]
    lines += [f"{rule.place}: no case exercises `{rule.name}`" for rule in report.untested]
    return "\n".join([*lines, _totals(report)])


def as_json(report: TestReport) -> str:
    """Give a report as JSON: every case with what it expected and what was decided, rules without a case, problems."""
    whole = {
        "passed": sum(result.passed for result in report.results),
        "failed": sum(not result.passed for result in report.results),
        "cases": [
            {
                "case": result.name,
                "file": problems.file_as_text(result.place.file),
                "line": result.place.line,
                "passed": result.passed,
                "expected": result.expected,
                "decided": result.decided,
            }
            for result in report.results
        ],
        "untested": [
            {"rule": rule.name, "file": problems.file_as_text(rule.place.file), "line": rule.place.line}
            for rule in report.untested
        ],
        "problems": problems.as_rows(report.problems),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def as_sarif(report: TestReport) -> str:
    """Give problems, failed cases and rules without a case as SARIF 2.1.0."""
    failed = [
        Problem(
            severity=Severity.ERROR,
            summary=f"the case `{result.name}` failed",
            hint="; ".join(line.strip() for line in _difference(result)),
            place=result.place,
            code="failed-case",
        )
        for result in report.results
        if not result.passed
    ]
    untested = [
        Problem(
            severity=Severity.NOTE,
            summary=f"no case exercises `{rule.name}`",
            hint="add one to the test file beside it",
            place=rule.place,
            code="rule-without-a-case",
        )
        for rule in report.untested
    ]
    return sarif.as_text("trueup test", [*report.problems, *failed, *untested])


def _difference(result: CaseResult) -> Iterator[str]:
    """What was expected beside what was decided, action by action: - is missing, + is too much."""
    expected, decided = result.expected, result.decided
    if Counter(expected) == Counter(decided):
        yield f"    the order differs: expected {', '.join(expected)}; decided {', '.join(decided)}"
        return
    matcher = difflib.SequenceMatcher(None, expected, decided, autojunk=False)
    for _, start, end, begin, stop in matcher.get_opcodes():
        if expected[start:end] == decided[begin:stop]:
            yield from (f"      {action}" for action in expected[start:end])
            continue
        yield from (f"    - {action}   expected, and not decided" for action in expected[start:end])
        yield from (f"    + {action}   decided, and not expected" for action in decided[begin:stop])


def _reasons(result: CaseResult) -> Iterator[str]:
    """Why it came so: every rule that did something, and those that would have done what is missing."""
    missing = Counter(result.expected) - Counter(result.decided)
    does = {action for _, action in result.doing}
    for action in missing:
        if action not in does:
            near = difflib.get_close_matches(action, does, n=1, cutoff=0.6)
            yield f"    no rule for this kind does {action}" + (f"; one does {near[0]}" if near else "")
    explanation = result.explanation
    if explanation is None:
        return
    wanted = {rule for rule, action in result.doing if action in missing}
    told = [each for each in explanation.rules if each.verdict not in _SILENT or each.rule in wanted]
    silent = [each for each in explanation.rules if each.verdict in _SILENT and each.rule not in wanted]
    shown = explaining.as_text(msgspec.structs.replace(explanation, rules=tuple(told)))
    yield from ("    " + line for line in shown.splitlines()[1:])
    if silent:
        yield f"      {len(silent)} other rule{'s' if len(silent) > 1 else ''} for this kind did not match"


def _totals(report: TestReport) -> str:
    if not report.was_run:
        return "no case was run: mend the files first"
    passed = sum(result.passed for result in report.results)
    untested = f"{len(report.untested)} rule{'' if len(report.untested) == 1 else 's'} without a case"
    return f"{passed} passed, {len(report.results) - passed} failed, {untested}"
