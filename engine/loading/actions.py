"""Actions: the list under `then` as actions of the intermediate form, checked against the vocabulary."""

from collections.abc import Sequence

from engine import ir, suggesting
from engine.loading import nested, scalars
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.vocabulary import ACTIONS, ActionSpec, Argument, ArgumentType

_OF_A_RULE = frozenset({"stop", "why", "when", "enabled", "on", "name"})


def compile_actions(node: Node, kinds: Sequence[str], findings: Findings) -> tuple[ir.Action, ...]:
    """Compile the list under `then`, and refuse two actions of which only one could stand."""
    if not isinstance(node, Listing) or not node.items:
        findings.error(node.place, "`then` takes a list of actions", "begin each with a dash, such as `- hold`")
        return ()
    actions: list[ir.Action] = []
    for item in node.items:
        action = _action(item, kinds, findings)
        if action is None:
            continue
        earlier = next((other for other in actions if ACTIONS[other.name].excludes(ACTIONS[action.name])), None)
        if earlier is not None:
            findings.error(
                action.place,
                f"`{earlier.name}` and `{action.name}` exclude each other, so the second would never be done",
                "keep one of them",
            )
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
        if key.text in _OF_A_RULE:
            hint = f"`{key.text}:` is a part of the rule: write it beside `then:`, not under it"
        findings.error(key.place, f"`{key.text}` is not an action", hint)
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
            findings.error(key.place, f"`{spec.name}` lacks what it is about", f"write `{spec.example}`")
        return {}
    if isinstance(value, Scalar) and spec.bare:
        if value.text == "default" and "default" in spec.arguments:
            return {"default": True}
        read = _argument(spec.arguments[spec.bare], value, findings)
        return {} if read is None else {spec.bare: read}
    if not isinstance(value, Table) or not spec.arguments:
        findings.error(value.place, f"`{spec.name}` does not take this", f"write `{spec.example}`")
        return {}
    return _named_arguments(spec, value, findings)


def _named_arguments(spec: ActionSpec, table: Table, findings: Findings) -> dict[str, object]:
    arguments: dict[str, object] = {}
    for key, value in table.pairs:
        argument = spec.arguments.get(key.text)
        if argument is None:
            otherwise = f"it takes {suggesting.listed(spec.arguments)}"
            hint = suggesting.did_you_mean(key.text, spec.arguments, otherwise)
            findings.error(key.place, f"`{key.text}` is not an argument of `{spec.name}`", hint)
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
            findings.error(value.place, f"`{argument.name}` is one {argument.type}", f"write `{spec.example}`")
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
        findings.error(value.place, f"`{argument.name}` is empty", "write a text")
        return None
    if argument.choices and value.text not in argument.choices:
        otherwise = f"it is {suggesting.listed(argument.choices)}"
        hint = suggesting.did_you_mean(value.text, argument.choices, otherwise)
        findings.error(value.place, f"`{value.text}` is not known here", hint)
        return None
    if len(value.text) > argument.longest:
        findings.error(value.place, f"the text has more than {argument.longest:,} characters", "write less")
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
