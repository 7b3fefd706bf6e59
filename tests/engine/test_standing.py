"""What stands when rules meet, for any rules: held to a walk that remembers nothing and is written down differently."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from support import rulesets

from engine import ir, standing, vocabulary

ACTIONS = ("relocate", "hold", "ignore", "notify", "tag")
RULES = st.lists(
    st.tuples(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3), st.booleans()), min_size=1, max_size=8
)


def ruleset(drawn: Sequence[tuple[list[str], bool]]) -> ir.RuleSet:
    """Make rules of the actions drawn, some of which stop."""
    return rulesets.ruleset(
        *(
            rulesets.rule(f"rule-{number}", rulesets.ALWAYS, *map(rulesets.action, actions), stop=stop)
            for number, (actions, stop) in enumerate(drawn)
        )
    )


def by_hand(rules: ir.RuleSet, matching: Sequence[int]) -> tuple[list[tuple[int, str]], list[tuple[str, str, str]]]:
    """Say which actions stand (by position of the rule), and which give way to whom."""
    stopping = [place for place, position in enumerate(matching) if rules.rules[position].stop]
    heard = matching[: stopping[0] + 1] if stopping else matching
    asked = [(position, action.name) for position in heard for action in rules.rules[position].then]
    groups = [vocabulary.ACTIONS[name].group for _, name in asked]
    stands, gives_way = [], []
    for place, (position, name) in enumerate(asked):
        first = groups.index(groups[place])
        if groups[place] is None or first == place:
            stands.append((position, name))
        else:
            gives_way.append((rules.rules[position].name, name, rules.rules[asked[first][0]].name))
    return stands, gives_way


@given(RULES, st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=6))
def test_what_stands_is_what_a_walk_by_hand_comes_to(
    drawn: list[tuple[list[str], bool]], asked: list[set[int]]
) -> None:
    """Whichever rules match, in whichever order they are asked about, and also when asked once more."""
    rules = ruleset(drawn)
    outlines = standing.Outlines(rules)
    for each in (*asked, *asked):
        matching = tuple(sorted(position for position in each if position < len(drawn)))

        outline = outlines[matching]

        assert (
            [(one.position, one.action.name) for one in outline.standing],
            [(one.rule, one.action.name, one.by) for one in outline.overridden],
        ) == by_hand(rules, matching)


def test_what_is_remembered_of_sets_of_rules_is_bounded() -> None:
    """Six hundred sets of a thousand rules are more than is kept; the answers stay right all the same."""
    rules = ruleset([(["relocate", "notify"], False)] * 1_000)
    outlines = standing.Outlines(rules)
    every = range(1_000)
    for left_out in range(600):
        outline = outlines[tuple(position for position in every if position != left_out)]

        assert (len(outline.standing), len(outline.overridden)) == (1_000, 998)
    assert sum(map(len, outlines)) < 400_000
