"""Explanations: what the rules say about one fact, rule by rule, and for each rule that did nothing why not.

A rule set, a fact, the present moment and what of the rules' word could not be done go in; an explanation comes out,
which `as_text` puts in plain words. The command line's `explain` and failed rule tests show it.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from engine import decisions, evaluating, ir, reasoning, standing, wording
from engine.facts import Fact


class Verdict(StrEnum):
    """What became of a rule."""

    APPLIED = "applied"
    MISSED = "missed"
    OVERRIDDEN = "overridden"
    STOPPED = "stopped"
    NOT_MATCHED = "not matched"
    DISABLED = "disabled"
    OTHER_KIND = "other kind"


class RuleStory(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one rule: the conditions that held, or why they did not (also in words), and who stood before it.

    `done` and `overridden` hold actions as a rule file writes them; `by` names the rule that overrode or stopped it.
    `missed` are its actions that can't be carried out; `instead_of` names the rules in whose place it acts, because
    theirs can't.
    """

    rule: str
    place: ir.Place
    verdict: Verdict
    why: str = ""
    held: tuple[str, ...] = ()
    why_not: reasoning.WhyNot | None = None
    why_not_said: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    by: str = ""
    missed: tuple[decisions.Missed, ...] = ()
    instead_of: tuple[str, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The stories of all rules about one fact, in rule order."""

    kind: str
    key: str
    rules: tuple[RuleStory, ...]

    @property
    def answered(self) -> bool:
        """Tell whether a rule answered, whether or not it can be done. If none did, the difference is held."""
        return any(story.verdict in {Verdict.APPLIED, Verdict.MISSED} for story in self.rules)

    def about(self, rule: str) -> RuleStory | None:
        """Give the story of a rule by its name; None if there is no such rule."""
        return next((story for story in self.rules if story.rule == rule), None)


def explain(ruleset: ir.RuleSet, fact: Fact, now: datetime, missed: Sequence[decisions.Missed] = ()) -> Explanation:
    """Explain what the rules say about a fact at the moment `now` (aware, UTC), on the plain evaluator.

    `missed` is what of it can't be carried out, from whoever tried; without it, every action counts as done.
    """
    matching = evaluating.matching(ruleset, fact, now)
    outline = standing.outline(ruleset, matching)
    stopped_at = next((position for position in matching if ruleset.rules[position].stop), len(ruleset.rules))
    stories = []
    for position, rule in enumerate(ruleset.rules):
        if fact.kind not in rule.kinds:
            stories.append(_without_effect(rule, Verdict.OTHER_KIND))
        elif not rule.enabled:
            stories.append(_without_effect(rule, Verdict.DISABLED))
        elif position not in matching:
            stories.append(_not_matched(rule, fact, now))
        elif position > stopped_at:
            by = ruleset.rules[stopped_at].name
            stories.append(msgspec.structs.replace(_without_effect(rule, Verdict.STOPPED), by=by))
        else:
            story = _matched(rule, position, outline, missed)
            stories.append(msgspec.structs.replace(story, held=wording.held(rule.when, fact, now, people=True)))
    return Explanation(kind=fact.kind, key=fact.key, rules=tuple(stories))


def action_as_text(action: ir.Action) -> str:
    """Write an action as a rule file would: `relocate`, `hold: a reason`, `set_inventory: {reserve: 2}`."""
    if not action.arguments:
        return action.name
    if list(action.arguments) in (["text"], ["name"], ["how"]):
        return f"{action.name}: {next(iter(action.arguments.values()))}"
    shown = ", ".join(f"{name}: {_argument(value)}" for name, value in action.arguments.items())
    return f"{action.name}: {{{shown}}}"


def as_text(explanation: Explanation, rule: str | None = None, *, whole: bool = True) -> str:
    """Put an explanation in plain words; with `rule` only that rule's story, else of all, or of those that match."""
    if rule is not None:
        story = explanation.about(rule)
        return f"There is no rule named {rule}." if story is None else "\n".join(_story_as_text(story, explanation))
    # The reconciler's keys start with the kind, those of rule tests don't.
    lines = [f"{explanation.kind} {explanation.key.removeprefix(explanation.kind).strip()}"]
    for story in explanation.rules:
        if story.verdict is not Verdict.OTHER_KIND and (whole or story.verdict not in _WITHOUT_MATCH):
            lines += ["  " + line for line in _story_as_text(story, explanation)]
    if not explanation.answered:
        lines.append("  no rule answers this: it is held and shown")
    return "\n".join(lines)


def _without_effect(rule: ir.Rule, verdict: Verdict) -> RuleStory:
    return RuleStory(rule=rule.name, place=rule.place, verdict=verdict, why=rule.why)


def _not_matched(rule: ir.Rule, fact: Fact, now: datetime) -> RuleStory:
    why_not = reasoning.why_not(rule.when, fact, now)
    said = tuple(reasoning.as_text(why_not, fact, now))
    return RuleStory(
        rule=rule.name, place=rule.place, verdict=Verdict.NOT_MATCHED, why=rule.why, why_not=why_not, why_not_said=said
    )


def _matched(rule: ir.Rule, position: int, outline: decisions.Outline, missed: Sequence[decisions.Missed]) -> RuleStory:
    impossible = [each for each in missed if each.rule == rule.name]
    taken_up = [each for each in missed if each.instead is not None and each.instead.rule == rule.name]
    stood = [each.action for each in outline.standing if each.position == position]
    done = [action for action in stood if action not in [each.action for each in impossible]]
    done += {each.instead.action.place: each.instead.action for each in taken_up if each.instead}.values()
    settled = [*done, *(each.action for each in impossible)]
    lost = [each for each in outline.overridden if each.rule == rule.name and each.action not in settled]
    came_in = {each.rule: each.instead.rule for each in missed if each.instead}
    verdict = Verdict.APPLIED if done else Verdict.MISSED if impossible else Verdict.OVERRIDDEN
    return RuleStory(
        rule=rule.name,
        place=rule.place,
        verdict=verdict,
        why=rule.why,
        done=tuple(map(action_as_text, done)),
        overridden=tuple(action_as_text(each.action) for each in lost),
        by=came_in.get(lost[0].by, lost[0].by) if lost else "",
        missed=tuple(impossible),
        instead_of=tuple(dict.fromkeys(each.rule for each in taken_up)),
    )


_WITHOUT_MATCH = frozenset({Verdict.NOT_MATCHED, Verdict.DISABLED})

_PLAIN = {
    Verdict.NOT_MATCHED: "does not match",
    Verdict.MISSED: "matches",
    Verdict.DISABLED: "is switched off (enabled: false)",
}


def _story_as_text(story: RuleStory, explanation: Explanation) -> Sequence[str]:
    lines = [f"{story.rule} ({story.place}): {_verdict_in_words(story, explanation)}"]
    lines += [f"    because {sentence}" for sentence in story.held]
    if story.verdict is Verdict.APPLIED and story.why:
        lines.append(f"    why: {story.why}")
    lines += [f"    {sentence}" for sentence in story.why_not_said]
    for missed in story.missed:
        lines += _missed_as_text(missed)
    if story.verdict is Verdict.APPLIED and story.overridden:
        lines.append(f"    but not {', '.join(story.overridden)}: {story.by} came first")
    return lines


def _missed_as_text(missed: decisions.Missed) -> Sequence[str]:
    lines = [f"    {action_as_text(missed.action)} can't be done: {missed.why}"]
    if missed.fix:
        lines.append(f"    fix: {missed.fix}")
    came = f"{missed.instead.rule} comes in its place" if missed.instead else "it is held and shown"
    return [*lines, f"    so {came}"]


def _verdict_in_words(story: RuleStory, explanation: Explanation) -> str:
    match story.verdict:
        case Verdict.APPLIED:
            instead = f", in place of {', '.join(story.instead_of)}" if story.instead_of else ""
            return f"does {', '.join(story.done)}{instead}"
        case Verdict.OVERRIDDEN:
            return f"matches, but {story.by} came first, so not {', '.join(story.overridden)}"
        case Verdict.STOPPED:
            return f"matches, but {story.by} stopped the list before it"
        case Verdict.OTHER_KIND:
            return f"is for other kinds of difference, not for {explanation.kind}"
        case plain:
            return _PLAIN[plain]


def _argument(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple() if all(isinstance(one, tuple) for one in value):
            return "{" + ", ".join(f"{name}: {_argument(each)}" for name, each in value) + "}"
        case tuple():
            return f"[{', '.join(str(one) for one in value)}]"
        case _:
            return str(value)
