"""Proofs for people and for other programs: text, JSON and SARIF.

A proof goes in; each finding comes out as a problem with its place, and with the order or level that shows it, whose
decision the engine really made. Called by the command line.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from engine import decisions, excerpts, explaining, problems, sarif, wording
from engine.facts import Value
from engine.problems import Problem, Severity
from engine.proving import choices, phrases
from engine.proving.findings import Finding, Step
from engine.proving.proofs import Proof

_MOST_QUESTIONS = 20


def failed(proof: Proof) -> bool:
    """Tell whether something should be mended: remarks and open questions do not count."""
    return any(finding.severity is not Severity.NOTE for finding in proof.findings)


def as_text(proof: Proof) -> str:
    """Show a proof for a terminal: findings with their examples, open questions, and what it comes to."""
    lines: list[str] = []
    for finding in proof.findings:
        lines.append(problems.as_text([_problem(finding)]))
        lines += [f"        {sentence}" for sentence in _examples(finding)]
    for each in proof.undecided[:_MOST_QUESTIONS]:
        lines += [f"{each.place}: undecided: {each.question}", f"        {each.why}"]
    if len(proof.undecided) > _MOST_QUESTIONS:
        lines.append(f"... and {len(proof.undecided) - _MOST_QUESTIONS} more undecided: --format json shows all")
    lines += [f"note: {warning}" for warning in proof.warnings]
    return "\n".join([*lines, _summary(proof)])


def as_json(proof: Proof) -> str:
    """Give a proof as JSON: findings with all that their examples hold, open questions, and what it comes to."""
    whole = {
        "findings": [_row(finding) for finding in proof.findings],
        "undecided": [
            {"question": each.question, "why": each.why, "file": each.place.file, "line": each.place.line}
            for each in proof.undecided
        ],
        "rules": proof.rules,
        "engines": proof.engines,
        "warnings": proof.warnings,
        "seconds": round(proof.seconds, 3),
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def as_sarif(proof: Proof) -> str:
    """Give findings and open questions as SARIF 2.1.0, each example in the message."""
    rows = [_problem(finding, *_examples(finding)) for finding in proof.findings]
    rows += [
        Problem(severity=Severity.NOTE, summary=each.question, hint=each.why, place=each.place, code="undecided")
        for each in proof.undecided
    ]
    return sarif.as_text("trueup check", rows)


def _problem(finding: Finding, *sentences: str) -> Problem:
    excerpt, mark = excerpts.around(_line(finding.place.file, finding.place.line), finding.place.column)
    return Problem(
        severity=finding.severity,
        summary=". ".join([finding.summary, *sentences]),
        hint=finding.hint,
        place=finding.place,
        excerpt=excerpt,
        mark=mark,
        code=finding.code,
    )


def _line(file: str, line: int) -> str:
    """Give the line of the rule file; empty where it cannot be read any more."""
    try:
        lines = Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return lines[line - 1] if line <= len(lines) else ""


def _examples(finding: Finding) -> Iterator[str]:
    for number, step in enumerate(finding.steps):
        begin = "for example" if not number else "then"
        shown = phrases.fact(step.fact, finding.shown, step.now)
        yield f"{begin} {step.fact.kind} of {shown}: {_decided(step, finding)}"


def _decided(step: Step, finding: Finding) -> str:
    decision = step.decision or decisions.Decision(step.fact, step.now)
    settled = choices.settle(decision, step.fact, step.now)
    concerned = [each for each in settled.stands if each[0] in finding.rules] or settled.stands
    said = [f"`{rule}` does {explaining.action_as_text(action)}" for rule, action in concerned]
    said += [
        f"`{rule}` does not {explaining.action_as_text(action)}"
        for rule, action in settled.lost
        if rule in finding.rules
    ]
    said += [f"`{rule}` finds no warehouse by {explaining.action_as_text(action)}" for rule, action in settled.missed]
    said += [f"`{rule}` does nothing" for rule in step.silent]
    return " and ".join(said) if said else "nothing is decided"


def _summary(proof: Proof) -> str:
    warnings = sum(finding.severity is not Severity.NOTE for finding in proof.findings)
    remarks = len(proof.findings) - warnings
    counted = [
        _counted(proof.rules, "rule") + " proved",
        _counted(warnings, "warning") if warnings else "no warnings",
        *([_counted(remarks, "note")] if remarks else []),
        *([_counted(len(proof.undecided), "question") + " undecided"] if proof.undecided else []),
    ]
    tried = f" Every example was tried on {' and '.join(proof.engines)}." if proof.findings else ""
    return f"{', '.join(counted)} ({proof.seconds:.1f} s).{tried}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _row(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "kind": finding.kind,
        "rules": finding.rules,
        "summary": finding.summary,
        "hint": finding.hint,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "examples": [_step(step) for step in finding.steps],
    }


def _step(step: Step) -> dict[str, object]:
    decision = step.decision or decisions.Decision(step.fact, step.now)
    return {
        "kind": step.fact.kind,
        "key": step.fact.key,
        "now": step.now.isoformat(),
        "values": _plain(step.fact.values),
        "lines": [_plain(line) for line in step.fact.lines],
        "applied": [
            {"rule": each.rule, "action": explaining.action_as_text(each.action), "held": each.held}
            for each in decision.applied
        ],
        "overridden": [
            {"rule": each.rule, "action": explaining.action_as_text(each.action), "by": each.by}
            for each in decision.overridden
        ],
    }


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else value
        if isinstance(value, bool | int | str | tuple)
        else wording.shown_value(value)
        for name, value in values.items()
    }
