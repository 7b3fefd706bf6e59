"""Test files as cases: what is given and what is expected, in the vocabulary of the rules.

A case gives a fact: its kind, values of fields, and lines. It expects the actions that stand, as `then` writes them.
"""

import msgspec

from engine import ir, suggesting
from engine.facts import Fact
from engine.loading import actions, frames, nodes, sources
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.testing import givens

_CASE_KEYS = ("case", "enable", "given", "expect")
_NEEDED = {
    "case": ("this case has no name", "begin it with `- case: …`: failures are told by it"),
    "given": ("this case does not say what is given", "add `given:` with the `kind` and the values of fields"),
    "expect": ("this case does not say what is expected", "add `expect:` with a list of actions, [] for none"),
}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case: the fact it gives, the actions it expects, and rules that are switched on for it."""

    name: str
    place: ir.Place
    given: Fact
    expect: tuple[ir.Action, ...]
    enable: tuple[str, ...] = ()


def read(source: sources.Source, ruleset: ir.RuleSet, findings: Findings) -> list[Case]:
    """Read the cases of one test file; what cannot be read is noted and left out."""
    tree = nodes.parse(source, findings)
    if tree is None:
        if not findings.failed:
            start = ir.Place(source.file, 1, 1)
            findings.warn(start, "there are no cases in this file", "begin each with `- case: …`, or delete the file")
        return []
    if not isinstance(tree, Listing):
        findings.error(tree.place, "a test file is a list of cases", "begin each with `- case: …`")
        if not isinstance(tree, Table):
            return []
        tree = Listing(tree.place, (tree,))
    rules = tuple(rule.name for rule in ruleset.rules)
    cases = [case for node in tree.items if (case := _case(node, rules, findings)) is not None]
    _warn_of_equal_names(cases, findings)
    return cases


def _case(node: Node, rules: tuple[str, ...], findings: Findings) -> Case | None:
    if not isinstance(node, Table):
        findings.error(node.place, "a case is a map", "begin it with `- case: …`")
        return None
    mended = frames.mend_words(node, _CASE_KEYS, "a case", findings)
    for key, (summary, hint) in _NEEDED.items():
        if mended.get(key) is None:
            findings.error(node.place, summary, hint)
    name, given, expect = mended.get("case"), mended.get("given"), mended.get("expect")
    if name is not None and (not isinstance(name, Scalar) or name.is_empty or not name.text.strip()):
        findings.error(name.place, "the name of a case is a text", "write what it shows, in a few words")
    if given is not None and not isinstance(given, Table):
        findings.error(given.place, "`given` is a map of fields and values", "write kind: order.new, and so on")
    enable = _enabled(mended.get("enable"), rules, findings)
    fact = givens.read(given, str(node.place), findings) if isinstance(given, Table) else None
    if fact is None or expect is None or not isinstance(name, Scalar):
        return None
    empty = isinstance(expect, Listing) and not expect.items
    expected = () if empty else actions.compile_actions(expect, (fact.kind,), findings, word="expect")
    return Case(name=name.text, place=node.place, given=fact, expect=expected, enable=enable)


def _enabled(node: Node | None, rules: tuple[str, ...], findings: Findings) -> tuple[str, ...]:
    names = () if node is None else node.items if isinstance(node, Listing) else (node,)
    enabled = []
    for name in names:
        if not isinstance(name, Scalar) or name.text not in rules:
            word = name.text if isinstance(name, Scalar) else ""
            findings.unknown(
                name.place, f"there is no rule `{word}`", suggesting.did_you_mean(word, rules, "name a rule")
            )
        else:
            enabled.append(name.text)
    return tuple(enabled)


def _warn_of_equal_names(cases: list[Case], findings: Findings) -> None:
    first: dict[str, Case] = {}
    for case in cases:
        earlier = first.setdefault(case.name, case)
        if earlier is not case:
            summary = f"there is a case named `{case.name}` already, in line {earlier.place.line}"
            findings.warn(case.place, summary, "give each a name of its own: failures are told by it")
