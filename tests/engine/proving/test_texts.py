"""Texts that tell tests apart: every combination of answers that a text can give is among them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import rulesets
from support.rulesets import compare

from engine import evaluating, ir
from engine.facts import Value
from engine.proving import texts

FIELD = "order.shipping_method"
LETTERS = "abA1 "
WORDS = st.text(LETTERS, min_size=1, max_size=3)
PATTERNS = st.sampled_from(
    (
        "a+b?",
        "[ab]{2}",
        "(a|b1)*",
        "[^a]",
        ".",
        "\\d+",
        "\\w\\s\\w",
        "a|b|",
        "A{1,2}?b",
        "(?:ab|ba)1",
        "[a-b]1",
        "^a.*",
        "a|b$",
        "^(a|^b)1?$",
    )
)


def _tests() -> st.SearchStrategy[ir.Test]:
    words = st.builds(
        lambda operator, word, fold: compare(FIELD, operator, word, ignoring_case=fold),
        st.sampled_from((ir.Operator.IS, ir.Operator.STARTS_WITH, ir.Operator.ENDS_WITH, ir.Operator.CONTAINS)),
        WORDS,
        st.booleans(),
    )
    patterns = st.builds(
        lambda pattern, fold: compare(FIELD, ir.Operator.MATCHES, pattern, ignoring_case=fold), PATTERNS, st.booleans()
    )
    return st.one_of(words, patterns)


def answers(tests: list[ir.Test], text: Value) -> tuple[bool, ...]:
    """Tell of each test whether the text passes."""
    return tuple(evaluating.passes(test, {FIELD: text}, rulesets.NOW) for test in tests)


SHORT = ["".join(letters) for size in range(5) for letters in product(LETTERS, repeat=size)]


@settings(max_examples=300, deadline=None)
@given(st.lists(_tests(), min_size=1, max_size=4))
def test_no_text_answers_in_a_way_that_was_not_found(tests: list[ir.Test]):
    """Compared with all 780 texts of up to four letters."""
    found = texts.telling_apart(FIELD, tests)
    known = {answers(tests, text) for text in found.texts}

    assert found.complete
    assert {answers(tests, text) for text in SHORT} <= known


@settings(max_examples=150, deadline=None)
@given(st.lists(_tests(), min_size=1, max_size=3))
def test_no_text_but_the_empty_one_is_left_out_where_there_is_none(tests: list[ir.Test]):
    """As among tags: what a longer text answers as the empty one does is still found."""
    found = texts.telling_apart(FIELD, tests, empty=False)
    known = {answers(tests, text) for text in found.texts}

    assert "" not in found.texts
    assert {answers(tests, text) for text in SHORT if text} <= known


def test_a_letter_whose_other_case_is_named_does_not_stand_for_all_others():
    """One that a test without case takes for its own says nothing of ordinary letters."""
    tests = [
        compare(FIELD, ir.Operator.MATCHES, "."),
        compare(FIELD, ir.Operator.STARTS_WITH, "A", ignoring_case=True),
    ]

    known = {answers(tests, text) for text in texts.telling_apart(FIELD, tests).texts}
    assert (True, False) in known


def test_many_beginnings_are_searched_at_once():
    """A field with two hundred prefixes is still looked at in full."""
    tests = [compare(FIELD, ir.Operator.STARTS_WITH, f"A{number}-") for number in range(200)]

    assert texts.telling_apart(FIELD, [*tests, compare(FIELD, ir.Operator.MATCHES, "A[0-9]+-")]).complete


@pytest.mark.parametrize("pattern", ["b?^a", "(?i:a)b", "a\\b", "(a$)?b"])
def test_patterns_beyond_the_search_are_said_to_be(pattern: str):
    """Nothing is taken for certain about them."""
    tests = [compare(FIELD, ir.Operator.MATCHES, pattern)]

    assert not texts.telling_apart(FIELD, tests).complete


def test_a_closed_list_is_all_there_is():
    """Words that are not on it are not looked for."""
    tests = [compare(FIELD, ir.Operator.IS, "b")]

    assert texts.telling_apart(FIELD, tests, ("a", "b")) == texts.Texts(texts=("a", "b"), complete=True)
