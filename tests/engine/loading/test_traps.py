"""YAML's traps, and files that are no rule files: refused with a reason, or read as written. Never a traceback."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import rule_texts

from engine import loading

RULES = "on: order.new\nrules:\n  - name: a\n    when: {order.ship_to.country: NO}\n    then: [hold]\n"


@pytest.mark.parametrize(
    ("text", "summary", "hint"),
    [
        ("on: order.new\n\trules: []", "a tab stands here", "write spaces"),
        ("on: order.new\nrules:\n\t- name: a", "", "write spaces"),
        ("on: a: b", "a second colon", 'on: "a: …"'),
        ("on: [order.new", "is not closed", "close it with `]`"),
        ('on: "order\\.new"', "means nothing within double quotes", "single quotes"),
        ('on: "order.new', "this quote is not closed", "where the text ends"),
        ("on: @x", "can't begin with `@`", 'in quotes: "@x"'),
        ("on: order.new\non: order.edited\nrules: []", "stands here twice; the first is in line 1", "`on: [order"),
        ("on: &a order.new\nrules: []", "anchors", "`define:`"),
        ("on: *a\nrules: []", "aliases", "write the thing out"),
        ("on: !!python/object:os.system order.new\nrules: []", "tags (!)", "quote it"),
        ("on: order.new\nrules: []\n---\nrules: []", "a second document", "a file of its own"),
        ("on: order.new\nrules: \x07", "control character (U+0007)", "delete"),
        ("on: order\x85.new", "control character (U+0085)", "delete"),
        ("on: order.new # \u202eslerutcurtsnoc", "cannot be seen (U+202E)", '"\\u202E" in double quotes'),
        ("on: order\u200b.new", "cannot be seen (U+200B)", "delete it"),
        ("[" * 3000, "nested more than 40 levels", "flatten"),
        ("{a: " * 3000, "nested more than 40 levels", "flatten"),
        ("[" + "a," * 60_000 + "]", "more than 50,000 values", "split it by concern"),
        ("#" * 500_001, "500,001 characters", "split the file"),
    ],
)
def test_what_yaml_should_not_hold_is_refused(text: str, summary: str, hint: str) -> None:
    """Each trap gives one problem that says how to get out."""
    loaded = loading.load_text(text)
    assert summary in rule_texts.summary_of(loaded)
    assert hint in rule_texts.hint_of(loaded)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    """Ten levels of ten references would be ten thousand million values."""
    bomb = "a: &a [x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.monotonic()
    assert loading.load_text(bomb).rules is None
    assert time.monotonic() - started < 1


def test_norway_and_leading_zeros_stay_as_written() -> None:
    """`NO` is a country and `012` a text."""
    assert rule_texts.holds("{order.ship_to.country: NO}", {"order.ship_to.country": "NO"})
    assert rule_texts.holds("{order.number: [on, 012, 1e3, ~x]}", {"order.number": "012"})


def test_a_character_that_cannot_be_seen_is_read_where_it_is_spelled_out() -> None:
    """In double quotes, as YAML has it."""
    assert rule_texts.holds('{order.tags: "a\\u200b"}', {"order.tags": ("a\u200b",)})


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + RULES.encode(), RULES.replace("\n", "\r\n").encode()])
def test_byte_order_marks_and_windows_line_ends_are_read(tmp_path: Path, content: bytes) -> None:
    """Files saved by Windows editors load, and give the same rule."""
    file = tmp_path / "a.yaml"
    file.write_bytes(content)
    rule = rule_texts.only_rule(loading.load([file]))
    assert (rule.place.line, rule.place.column) == (3, 5)


def test_a_file_that_is_not_utf8_is_refused_at_its_first_bad_byte(tmp_path: Path) -> None:
    """The place of the byte is told, and the cure."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"on: order.new\n# caf\xe9\n")
    loaded = loading.load([file])
    (problem,) = loaded.problems
    assert (problem.place.line, problem.place.column) == (2, 6)
    assert "UTF-8" in problem.hint


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """Fifty megabytes are no rule file."""
    file = tmp_path / "a.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    started = time.monotonic()
    assert "50,000,000 bytes" in rule_texts.summary_of(loading.load([file]))
    assert time.monotonic() - started < 1


def test_more_problems_than_anybody_reads_are_cut_off_quickly() -> None:
    """A file that is wrong in every line tells its first two hundred faults, and that there are more."""
    text = "on: order.new\nrules:\n" + "- {name: a, when: {order.totl: 1}, then: [hodl]}\n" * 1_000
    started = time.monotonic()
    loaded = loading.load_text(text)
    assert loaded.rules is None
    assert len(loaded.problems) == 201
    assert "more than 200 problems" in loaded.problems[-1].summary
    assert time.monotonic() - started < 5


def test_definitions_that_multiply_are_refused() -> None:
    """Names that stand for names that stand for names cannot blow up either."""
    levels = "".join(f"  d{n}: {{meets: [{', '.join([f'd{n + 1}'] * 9)}]}}\n" for n in range(9))
    rule = "rules: [{name: a, when: {meets: d0}, then: [hold]}]"
    started = time.monotonic()
    loaded = loading.load_text(f"on: order.new\ndefine:\n{levels}  d9: {{order.total: 1}}\n{rule}\n")
    assert loaded.rules is None
    assert all("grows too large" in problem.summary for problem in loaded.problems)
    assert time.monotonic() - started < 5


WORDS = (
    "on: order.new rules: name: when: then: hold order.total all not 0 1e3 order.age older_than 2h matches (a+ between"
)
FRAGMENTS = st.sampled_from(
    [*WORDS.split(), *"\n -[]{},:\"'&*!|>#?\t%@\r\ufeffé", "  ", "- ", ": ", "&a", "*a", "any line", "define:", "meets"]
)


@given(st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_loading_fail_with_anything_but_problems(text: str) -> None:
    """Whatever stands in a file, the answer is rules, or problems with places inside the text."""
    loaded = loading.load_text(text)
    assert (loaded.rules is None) == any(problem.severity == "error" for problem in loaded.problems)
    for problem in loaded.problems:
        assert problem.summary
        assert problem.hint
        assert 1 <= problem.place.line <= len(text.splitlines()) + 2
