"""Rule files as rules: the map of a file (`on`, `define`, `rules`), read rule by rule."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from engine import ir, suggesting, vocabulary
from engine.loading import actions, conditions, frames, lookalikes, measures, scalars
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.loading.scopes import Definition, Scope, fields_of
from engine.loading.tables import ListFiles

_LONGEST_NAME = 80
_fields_of = cache(fields_of)


class RuleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed rule file: its map, mended by `frames`, and the folder in which its list files are looked for."""

    tree: Node | None
    start: ir.Place
    folder: Path | None


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of one load share."""

    definitions: Mapping[str, Definition]
    lists: ListFiles
    findings: Findings
    compiled: dict[tuple[str, str], ir.Condition]


def definitions_of(files: Iterable[RuleFile], findings: Findings) -> dict[str, Definition]:
    """Collect the named conditions of all files: each may be used in every file."""
    found: dict[str, Definition] = {}
    for file in files:
        node = file.tree.get("define") if isinstance(file.tree, Table) else None
        if node is None:
            continue
        if not isinstance(node, Table):
            findings.error(node.place, "`define` is a map of names and conditions", "write `name:` and its conditions")
            continue
        for name, condition in node.pairs:
            earlier = found.get(name.text)
            if earlier is not None:
                first = earlier.name.place
                findings.error(name.place, f"`{name.text}` is defined already, at {first}", "give one another name")
                continue
            found[name.text] = Definition(name=name, condition=condition, folder=file.folder)
    return found


def compile_file(file: RuleFile, shared: Surroundings) -> list[ir.Rule]:
    """Compile the rules of one file, in their order."""
    findings = shared.findings
    if file.tree is None:
        findings.warn(file.start, "there are no rules in this file", "see the rule guide for a first one")
        return []
    if not isinstance(file.tree, Table):
        findings.error(file.tree.place, "a rule file is a map with `on:` and `rules:`", "see the rule guide")
        return []
    on = file.tree.get("on")
    kinds = _kinds(on, findings) if on is not None else None
    rules = file.tree.get("rules")
    if rules is None and file.tree.get("define") is not None:
        return []
    if not isinstance(rules, Listing):
        place = file.tree.place if rules is None else rules.place
        findings.error(place, "`rules:` with a list of rules is missing", "begin each rule with `- name: …`")
        return []
    if not rules.items and not findings.failed:
        findings.warn(rules.place, "there are no rules in this file", "see the rule guide for a first one")
    compiled = (_rule(node, kinds, file.folder, shared) for node in rules.items)
    return [rule for rule in compiled if rule is not None]


def check_unused(shared: Surroundings) -> None:
    """Check the named conditions that no rule uses, against the fields of all kinds, and warn of them."""
    used = {name for name, _ in shared.compiled}
    for name, definition in shared.definitions.items():
        if name in used:
            continue
        scope = Scope(
            fields={field: each for kind in vocabulary.KINDS.values() for field, each in kind.fields.items()},
            of="any kind of difference",
            has_lines=True,
            folder=definition.folder,
            definitions=shared.definitions,
            lists=shared.lists,
            findings=shared.findings,
            compiled=shared.compiled,
            within=(name,),
        )
        conditions.compile_condition(definition.condition, scope)
        if not shared.findings.failed:
            summary = f"no rule uses the condition `{name}`"
            shared.findings.warn(definition.name.place, summary, "name it under `meets:`, or take it out")


def _rule(node: Node, kinds: tuple[str, ...] | None, folder: Path | None, shared: Surroundings) -> ir.Rule | None:
    """One rule. `kinds` are those of its file, None where the file names none, and empty where it names wrong ones."""
    findings = shared.findings
    if not isinstance(node, Table):
        findings.error(node.place, "a rule is a map with `name:` and `then:`", "begin it with `- name: …`")
        return None
    node = frames.mend_rule(node, findings)
    own = node.get("on")
    if own is not None:
        kinds = _kinds(own, findings)
    elif kinds is None:
        hint = "write `on: …` in the rule, or above `rules:` for all rules of the file"
        findings.error(node.place, "this rule does not say which kind of difference it is for", hint)
    kinds = kinds or ()
    then = node.get("then")
    if then is None:
        findings.error(node.place, "this rule does not say what to do", "add `then:` with a list of actions")
    return ir.Rule(
        name=_text(node, "name", findings, needed=True),
        kinds=kinds,
        when=_when(node.get("when"), kinds, folder, shared),
        then=() if then is None else actions.compile_actions(then, kinds, findings),
        place=node.place,
        why=_text(node, "why", findings),
        stop=_flag(node, "stop", findings, otherwise=False),
        enabled=_flag(node, "enabled", findings, otherwise=True),
    )


def _when(node: Node | None, kinds: tuple[str, ...], folder: Path | None, shared: Surroundings) -> ir.Condition:
    if node is None or not kinds:
        return conditions.ALWAYS
    if isinstance(node, Scalar) and node.is_empty:
        hint = "leave `when:` out if the rule is for every difference of its kind"
        shared.findings.error(node.place, "`when:` is empty", hint)
        return conditions.ALWAYS
    scope = Scope(
        fields=_fields_of(kinds),
        of=kinds[0] if len(kinds) == 1 else f"all of {', '.join(kinds)}",
        has_lines=all(vocabulary.KINDS[kind].has_lines for kind in kinds),
        folder=folder,
        definitions=shared.definitions,
        lists=shared.lists,
        findings=shared.findings,
        compiled=shared.compiled,
    )
    condition = conditions.compile_condition(node, scope)
    if measures.too_large(condition):
        shared.findings.error(node.place, "this condition grows too large", "put long lists of values into `in_list`")
    return condition


def _kinds(node: Node, findings: Findings) -> tuple[str, ...]:
    names = node.items if isinstance(node, Listing) else (node,)
    if not names:
        findings.error(node.place, "`on` names no kind of difference", "write `on: order.new`, or another kind")
    kinds: list[str] = []
    for name in names:
        if not isinstance(name, Scalar):
            findings.error(name.place, "`on` takes a kind of difference, or a list of them", "write on: order.new")
        elif name.text not in vocabulary.KINDS:
            otherwise = f"the kinds are {suggesting.listed(vocabulary.KINDS)}"
            hint = suggesting.did_you_mean(name.text, vocabulary.KINDS, otherwise)
            findings.unknown(name.place, f"`{name.text}` is not a kind of difference", hint)
            meant = suggesting.nearest(name.text, vocabulary.KINDS)
            if meant is not None and meant not in kinds:
                # The file is refused; read as what was meant, its other faults show up in the same run.
                kinds.append(meant)
        elif name.text in kinds:
            findings.error(name.place, f"`{name.text}` stands in this list twice", "keep one of them")
        else:
            kinds.append(name.text)
    return tuple(kinds)


def _text(table: Table, key: str, findings: Findings, *, needed: bool = False) -> str:
    node = table.get(key)
    if node is None:
        if needed:
            findings.error(table.place, f"this rule has no `{key}`", f"add `{key}: …`: reports and tests show it")
        return ""
    if not isinstance(node, Scalar) or node.is_empty or not node.text.strip():
        findings.error(node.place, f"`{key}` is a text", "write a few words")
        return ""
    if needed and lookalikes.note(node, findings):
        return ""
    text = node.text.strip()
    if needed and (len(text) > _LONGEST_NAME or "\n" in text):
        findings.error(node.place, f"`{key}` is one line of at most {_LONGEST_NAME} characters", "use a short name")
    return text


def _flag(table: Table, key: str, findings: Findings, *, otherwise: bool) -> bool:
    node = table.get(key)
    if node is None:
        return otherwise
    if not isinstance(node, Scalar):
        findings.error(node.place, f"`{key}` is true or false", f"write {key}: true")
        return otherwise
    read = scalars.read_flag(node, key, findings)
    return otherwise if read is None else read
