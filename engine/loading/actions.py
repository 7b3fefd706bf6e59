"""Actions: the list under `then` as actions of the intermediate form, checked against the vocabulary."""

from collections.abc import Sequence

from engine import ir, suggesting
from engine.loading import cures, lookalikes, nested, scalars
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.vocabulary import ACTIONS, ActionSpec, Argument, ArgumentType

_OF_A_RULE = frozenset({"stop", "why", "when", "enabled", "on", "name"})


def compile_actions(node: Node, kinds: Sequence[str], findings: Findings, word: str = "then") -> tuple[ir.Action, ...]:
    """Compile the list under `then`, or another `word`, and refuse two actions of which only one could stand."""
    actions: list[ir.Action] = []
    for item in _items(node, word, findings):
        action = _action(item, kinds, findings)
        if action is None:
            continue
        earlier = next((other for other in actions if ACTIONS[other.name].excludes(ACTIONS[action.name])), None)
        if earlier is not None:
            both = f"`{earlier.name}` and `{action.name}` exclude each other"
            if earlier.name == action.name:
                both = f"`{action.name}` stands here twice"
            findings.error(action.place, f"{both}, so the second would never be done", "keep one of them")
        else:
            _refuse_pointless(action, actions, findings)
        actions.append(action)
    return tuple(actions)


_OPPOSITES = {"tag": "untag", "untag": "tag"}


def _refuse_pointless(action: ir.Action, actions: Sequence[ir.Action], findings: Findings) -> None:
    """Refuse what an action before it does already, and what takes it back."""
    text = action.arguments.get("text")
    said = f"{action.name}: {text}" if text else action.name
    for other in actions:
        if other.arguments != action.arguments:
            continue
        if other.name == action.name:
            findings.error(action.place, f"`{said}` stands here twice", "keep one of them")
        elif other.name == _OPPOSITES.get(action.name):
            findings.error(action.place, f"`{said}` takes back the `{other.name}` before it", "keep one of them")


def _items(node: Node, word: str, findings: Findings) -> Sequence[Node]:
    """The items of the list under `word`; what stands there without its dashes is noted, and read as if it had them."""
    items: list[Node] = []
    if isinstance(node, Scalar) and node.text.startswith("-"):
        node = Listing(node.place, (node,))
    if not isinstance(node, Listing) or not node.items:
        none = "; [] says that no rule answers" if word == "expect" else ""
        hint = f"begin each with a dash, such as `- hold`{none}"
        findings.error(node.place, f"`{word}` takes a list of actions", hint)
        if isinstance(node, Table):
            return [Table(key.place, ((key, value),)) for key, value in node.pairs]
        return [node] if isinstance(node, Scalar) and not node.is_empty else []
    for item in node.items:
        if isinstance(item, Table) and len(item.pairs) > 1:
            items += _parted(item, findings)
        elif isinstance(item, Scalar) and item.text.startswith("-") and item.text.lstrip("-").strip() in ACTIONS:
            hint = f"write `- {item.text.lstrip('-').strip()}`"
            findings.error(item.place, f"a space is missing after the dash of `{item.text}`", hint)
        else:
            items.append(item)
    return items


def _parted(item: Table, findings: Findings) -> list[Node]:
    """What stands in one map after one dash: several actions, or one whose arguments are not indented enough."""
    first, value = item.pairs[0]
    rest = item.pairs[1:]
    spec = ACTIONS.get(first.text)
    if spec and isinstance(value, Scalar) and value.is_empty and all(key.text in spec.arguments for key, _ in rest):
        hint = f"indent {suggesting.listed(key.text for key, _ in rest)} further than `{first.text}`"
        findings.error(rest[0][0].place, f"`{rest[0][0].text}` stands beside `{first.text}`, not below it", hint)
        return [Table(item.place, ((first, Table(rest[0][0].place, rest)),))]
    hint = f"give each a dash of its own: {', '.join(f'`- {key.text}: …`' for key, _ in item.pairs[:3])}"
    findings.error(rest[0][0].place, f"`{rest[0][0].text}` is a second action after one dash", hint)
    return [Table(key.place, ((key, value),)) for key, value in item.pairs]


def _action(item: Node, kinds: Sequence[str], findings: Findings) -> ir.Action | None:
    value: Node | None
    if isinstance(item, Scalar):
        key, value = item, None
    elif isinstance(item, Table) and len(item.pairs) == 1:
        key, value = item.pairs[0]
    else:
        findings.error(item.place, "an action is one word, or one word with its arguments", "one action for each dash")
        return None
    spec = ACTIONS.get(key.text)
    if spec is None:
        fitting = [name for name, other in ACTIONS.items() if other.kinds.issuperset(kinds)]
        hint = suggesting.did_you_mean(key.text, ACTIONS, f"here fit {suggesting.listed(fitting)}")
        word, _, rest = key.text.partition(" ")
        if key.text in _OF_A_RULE:
            hint = f"`{key.text}:` is a part of the rule: write it beside `then:`, not under it"
        elif word in ACTIONS and rest:
            hint = f"write a colon after the action: `{word}: {rest.strip()}`"
        findings.unknown(key.place, f"`{key.text}` is not an action", hint)
        return None
    unfit = [kind for kind in kinds if kind not in spec.kinds]
    if unfit:
        fitting = sorted(spec.kinds)
        findings.error(
            key.place,
            f"`{spec.name}` makes no sense for {suggesting.listed(unfit)}",
            f"it answers {suggesting.listed(fitting[:6])}" + (" and others" if len(fitting) > 6 else ""),
        )
        return None
    arguments = _arguments(spec, key, value, findings)
    return ir.Action(name=spec.name, arguments=arguments, place=key.place)


def _arguments(spec: ActionSpec, key: Scalar, value: Node | None, findings: Findings) -> dict[str, object]:
    if value is None or (isinstance(value, Scalar) and value.is_empty):
        if spec.needed or value is not None:
            hint = f"write `{spec.example}`" + ("" if spec.needed else f", or `{spec.name}` without a colon")
            if isinstance(value, Scalar):
                hint = cures.comment(value) or hint
            findings.error(key.place, f"`{spec.name}` lacks what it is about", hint)
        return {}
    if isinstance(value, Scalar) and spec.bare:
        if value.text == "default" and "default" in spec.arguments:
            return {"default": True}
        if value.text in spec.arguments and value.text != spec.bare and not value.quoted:
            hint = f"write {{{value.text}: …}}, or its name in quotes if it is called so"
            findings.error(value.place, f"`{value.text}` is a way to choose, and says no more", hint)
            return {}
        read = _argument(spec.arguments[spec.bare], value, findings)
        return {} if read is None else {spec.bare: read}
    if not isinstance(value, Table) or not spec.arguments:
        findings.error(value.place, f"`{spec.name}` does not take this", _instead(spec, value))
        return {}
    return _named_arguments(spec, value, findings)


def _instead(spec: ActionSpec, value: Node) -> str:
    """What to write where an action was given a value that it does not take."""
    if not spec.arguments:
        return f"write `{spec.example}`, without a value"
    if isinstance(value, Listing) and "first_with_stock" in spec.arguments:
        return f"to choose among several, write `{spec.name}: {{first_with_stock: [a, b]}}`"
    if isinstance(value, Listing) and spec.group is None:
        return f"write one for each: `- {spec.example}`"
    return f"write `{spec.example}`"


def _named_arguments(spec: ActionSpec, table: Table, findings: Findings) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for key, value in table.pairs:
        argument = spec.arguments.get(key.text)
        if argument is None:
            otherwise = f"it takes {suggesting.listed(spec.arguments)}"
            hint = suggesting.did_you_mean(key.text, spec.arguments, otherwise)
            findings.unknown(key.place, f"`{key.text}` is not an argument of `{spec.name}`", hint)
        else:
            read = _read(spec, argument, value, findings)
            if read is not None:
                arguments[key.text] = read
    if spec.needed and not table.pairs:
        findings.error(table.place, f"`{spec.name}` lacks what it is about", f"write `{spec.example}`")
    _check_together(spec, arguments, table, findings)
    return arguments


def _read(spec: ActionSpec, argument: Argument, value: Node, findings: Findings) -> object:
    match argument.type:
        case ArgumentType.TEXTS | ArgumentType.TRUE_OR_TEXTS:
            return nested.read_texts(argument, value, findings)
        case ArgumentType.MAP | ArgumentType.SHAPES:
            return nested.read_map(argument, value, findings)
        case _ if isinstance(value, Scalar):
            return _argument(argument, value, findings)
        case _:
            findings.wrong_value(value.place, f"`{argument.name}` is one {argument.type}", f"write `{spec.example}`")
            return None


def _argument(argument: Argument, value: Scalar, findings: Findings) -> object:
    match argument.type:
        case ArgumentType.FLAG:
            return scalars.read_flag(value, argument.name, findings)
        case ArgumentType.WHOLE:
            return nested.read_whole(argument.name, value, findings)
        case ArgumentType.PERCENT:
            return nested.read_percent(argument.name, value, findings)
        case _:
            return _text(argument, value, findings)


def _text(argument: Argument, value: Scalar, findings: Findings) -> str | None:
    if value.is_empty or not value.text.strip():
        findings.wrong_value(value.place, f"`{argument.name}` is empty", "write a text")
        return None
    if lookalikes.note(value, findings):
        return None
    if argument.choices and value.text not in argument.choices:
        otherwise = f"it is {suggesting.listed(argument.choices)}"
        hint = suggesting.did_you_mean(value.text, argument.choices, otherwise)
        findings.wrong_value(value.place, f"`{value.text}` is not known here", hint)
        return None
    if len(value.text) > argument.longest:
        findings.wrong_value(value.place, f"the text has more than {argument.longest:,} characters", "write less")
        return None
    return value.text


def _check_together(spec: ActionSpec, arguments: dict[str, object], table: Table, findings: Findings) -> None:
    if spec.name == "assign_warehouse" and arguments:
        if len(arguments) > 1:
            summary = f"there are {len(arguments)} ways to choose a warehouse here: one, not both or all"
            hint = "keep one of them, and give another rule the other: it answers where this one finds none"
            findings.error(table.place, summary, hint)
        elif arguments.get("default") is False:
            findings.error(table.place, "`default: false` names no warehouse", "write the warehouse's key")
    nested.check_bounds(arguments, table, findings)
    nested.check_merged_bounds(arguments, table.get("warehouses"), findings)
