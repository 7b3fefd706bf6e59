"""The frame of rule files: the words around conditions and actions, put right where they are misspelt or misplaced.

A file with such a slip is refused. Read as it was meant, its other faults show up in the same run, and nothing is said
to be missing that is only misspelt. Maps go in, maps of known words come out.
"""

from collections.abc import Iterable
from functools import cache

from engine import suggesting, vocabulary
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table

FILE_KEYS = ("on", "define", "rules")
RULE_KEYS = ("name", "why", "on", "when", "then", "stop", "enabled")
CONDITION_WORDS = ("all", "any", "not", "meets", "any line", "every line", "no line")

_Pair = tuple[Scalar, Node]


def mend_file(tree: Table, findings: Findings) -> Table:
    """Give the map of a file with its words as they were meant; rules that stand loose are put under `rules`."""
    loose = [pair for pair in tree.pairs if pair[0].text in RULE_KEYS and pair[0].text not in FILE_KEYS]
    others = tuple(pair for pair in tree.pairs if pair not in loose)
    mended = mend_words(Table(tree.place, others), FILE_KEYS, "a rule file", findings)
    if loose:
        hint = "put a list under `rules:`, and begin each rule of it with a dash: `- name: …`"
        findings.error(loose[0][0].place, f"`{loose[0][0].text}` stands outside of any rule", hint)
    listed = mended.get("rules")
    if listed is None and loose:
        listed = Listing(loose[0][0].place, (Table(loose[0][0].place, tuple(loose)),))
    elif isinstance(listed, Table):
        listed = _list_of_rules(listed, findings)
    return mended if listed is None else _with(mended, "rules", listed)


def mend_rule(rule: Table, findings: Findings) -> Table:
    """Give the map of a rule with its words as they were meant, what stands beside or below its place moved there."""
    rule = _lift(rule, findings)
    conditions, actions, others = [], [], []
    for key, value in rule.pairs:
        if key.text in RULE_KEYS:
            others.append((key, value))
        elif key.text in _condition_keys():
            findings.error(key.place, f"`{key.text}` is a condition", "indent it further, below `when:`")
            conditions.append((key, value))
        elif key.text in vocabulary.ACTIONS:
            findings.error(key.place, f"`{key.text}` is an action", "put it below `then:`, after a dash")
            actions.append(Table(key.place, ((key, value),)))
        elif key.text in FILE_KEYS:
            findings.error(key.place, f"`{key.text}:` belongs to the file, not to a rule", "start it in column 1")
        else:
            others.append((key, value))
    mended = mend_words(Table(rule.place, tuple(others)), RULE_KEYS, "a rule", findings)
    when, then = mended.get("when"), mended.get("then")
    if conditions:
        before = when.pairs if isinstance(when, Table) else ()
        mended = _with(mended, "when", Table(conditions[0][0].place, (*before, *conditions)))
    if actions:
        earlier = then.items if isinstance(then, Listing) else ()
        mended = _with(mended, "then", Listing(actions[0].place, (*earlier, *actions)))
    return mended


def mend_words(table: Table, known: tuple[str, ...], of: str, findings: Findings) -> Table:
    """Give a map with those of its words that are not `known` as they were meant; what nobody can have meant is out."""
    pairs: list[_Pair] = []
    taken = {key.text for key, _ in table.pairs}
    for key, value in table.pairs:
        if key.text in known:
            pairs.append((key, value))
            continue
        meant = suggesting.nearest(key.text, known)
        hint = suggesting.did_you_mean(key.text, known, f"{of} has {suggesting.listed(known)}")
        if key.text.lower() == "true" and "on" in known:
            meant, hint = "on", "write `on:`; a program that rewrote the file took that word for true"
        findings.unknown(key.place, f"`{key.text}` is not a part of {of}", hint)
        if meant is not None and meant not in taken:
            taken.add(meant)
            pairs.append((Scalar(key.place, meant, key.quoted), value))
    return Table(table.place, tuple(pairs))


def _lift(rule: Table, findings: Findings) -> Table:
    """Take words of the rule out of its `when`, where a line was indented too far."""
    when = rule.get("when")
    if not isinstance(when, Table):
        return rule
    sunk = [pair for pair in when.pairs if pair[0].text in RULE_KEYS]
    for key, _ in sunk:
        findings.error(key.place, f"`{key.text}:` stands under `when:`", "start it in the column of `when:`")
    if not sunk:
        return rule
    left = Table(when.place, tuple(pair for pair in when.pairs if pair not in sunk))
    pairs = [
        (key, left if key.text == "when" else value) for key, value in rule.pairs if key.text != "when" or left.pairs
    ]
    return Table(rule.place, (*pairs, *(pair for pair in sunk if rule.get(pair[0].text) is None)))


def _list_of_rules(table: Table, findings: Findings) -> Listing:
    """Read a map under `rules` as the list that was meant: one rule without its dash, or rules by their names."""
    if any(key.text in RULE_KEYS for key, _ in table.pairs) or not _are_tables(table):
        findings.error(
            table.place, "`rules:` takes a list, and this is a map", "begin each rule with a dash: `- name: …`"
        )
        return Listing(table.place, (table,))
    first = table.pairs[0][0]
    hint = f"write `- name: {first.text}` instead of `{first.text}:`, and so on"
    findings.error(first.place, "`rules:` takes a list, and this is a map", hint)
    rules = []
    for key, value in table.pairs:
        inside = value.pairs if isinstance(value, Table) else ()
        rules.append(Table(key.place, ((Scalar(key.place, "name", quoted=False), key), *inside)))
    return Listing(table.place, tuple(rules))


def _are_tables(table: Table) -> bool:
    return bool(table.pairs) and all(isinstance(value, Table) for _, value in table.pairs)


def _with(table: Table, word: str, node: Node) -> Table:
    rest = tuple(pair for pair in table.pairs if pair[0].text != word)
    return Table(table.place, (*rest, (Scalar(node.place, word, quoted=False), node)))


@cache
def _condition_keys() -> frozenset[str]:
    """Every word that may stand in a condition, of whatever kind."""
    fields: Iterable[str] = (name for kind in vocabulary.KINDS.values() for name in kind.fields)
    return frozenset([*fields, *vocabulary.LINE_FIELDS, *CONDITION_WORDS])
