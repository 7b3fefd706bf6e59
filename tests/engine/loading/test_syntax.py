"""Text that is no YAML: told where it goes wrong, in words that need no YAML, and how it is written."""

import pytest

from engine import loading, problems

HEAD = "on: order.new\nrules:\n"


def _told(text: str) -> tuple[str, str, str]:
    """The place, the summary and the hint of the one problem that a text has."""
    loaded = loading.load_text(text)
    assert loaded.rules is None
    (problem,) = loaded.problems
    assert problem.excerpt, "the line is shown"
    return f"{problem.place.line}:{problem.place.column}", problem.summary, problem.hint


@pytest.mark.parametrize(
    ("lines", "place", "summary", "hint"),
    [
        (
            "  - name: a\n    when:\n      order.total: 5\n     order.channel: x\n",
            "6:6",
            "begins in column 6, and nothing that it could belong to does",
            "start it in column 7, as `order.total` in line 5, or in column 5, as `when` in line 4",
        ),
        ("  - name: a\n  when:\n    order.total: 5\n", "4:3", "begins in column 3", "in column 5, as `name` in line 3"),
        ("  - name: a\n    then: [hold]\n - name: b\n", "5:2", "begins in column 2", "column 3, as the dash in line 3"),
        ("  - name: a\n      then: [hold]\n", "4:7", "indented further than `name` above", "column 5, as `name`"),
        ("  - name: a\n    then:\n    - hold\n    - tag: a\n      tag: b: c\n", "7:13", "second colon", 'tag: "b: …"'),
        ("  - name: a\n    then:\n      - hold\n        tag: x\n", "5:9", "`hold` lacks a colon", "write `hold:`"),
        ("  - name: a\n    then\n      - hold\n", "4:5", "`then` lacks a colon", "`name: value`"),
        ("  - name:a\n    then: [hold]\n", "3:10", "a space is missing after this colon", "write `name: …`"),
        ("  -name: a\n    then: [hold]\n", "3:3", "a space is missing after this dash", "`- ` before each item"),
        ("  - name: a\n    why: note: this\n", "4:14", "a second colon", 'why: "note: …"'),
        ("\u00a0 - name: a\n    then: [hold]\n", "3:1", "not the ordinary one (U+00A0)", "type a space"),
        ("  - name\uff1a a\n    then: [hold]\n", "3:9", "a wide colon (U+FF1A)", "an ordinary colon and a space"),
        ("\t- name: a\n", "3:1", "a tab stands here", "write spaces"),
        ("  - name: a\n    then:\t[hold]\n", "4:10", "a tab stands here", "write spaces"),
        ("  - name: a\n    when: {order.channel: @web}\n", "4:27", "can't begin with `@`", 'quotes: "@web"'),
        ("  - name: a\n    when:\n      order.tags: %vip\n", "5:19", "can't begin with `%`", 'quotes: "%vip"'),
        ("  - name: a\n    when: {order.tags: *}\n", "4:24", "can't begin with `*`", "in quotes"),
        ("  - name: a\n    when: {order.tags: !}\n", "4:24", "can't begin with `!`", "in quotes"),
        ("  - name: a\n    when: {order.tags: & co}\n", "4:24", "can't begin with `&`", 'quotes: "& co"'),
        ("  - name: a\n    when:\n      order.total: > 5\n", "5:20", "`>` does not compare", "{more_than: 5}"),
        ("  - name: a\n    when:\n      order.total: >= 5\n", "5:20", "`>=` does not compare", "{at_least: 5}"),
        ("  - name: a\n    when:\n      order.channel: |x\n", "5:22", "can't begin with `|`", "in quotes"),
        ("  - name: a\n    when: {order.tags: [a\n    then: [hold]\n", "4:24", "`[` is not closed", "with `]`"),
        ("  - name: a\n    when: {order.tags: a\n    then: [hold]\n", "4:11", "`{` is not closed", "with `}`"),
        ("  - name: a\n    then: [hold\n", "4:11", "`[` is not closed", "with `]`"),
        ('  - {"name": "a" "then": [hold]}\n', "3:18", "a comma or the closing bracket", "[A, B]"),
        ("  - name: a\n    then: [hold],\n", "4:17", "complete before this", "delete it"),
        (
            '  - name: a\n    why: "no end\n    then: [hold]\n',
            "4:10",
            "this quote is not closed",
            "where the text ends",
        ),
        ("  - name: a\n    why: 'it's fine'\n", "4:14", "after the closing quote", "is written twice"),
        ('  - name: a\n    when: {order.name: {matches: "\\d"}}\n', "4:36", "`\\d` means nothing", "single quotes"),
        ("<<<<<<< HEAD\n  - name: a\n=======\n", "3:1", "two versions of this file", "delete the other"),
    ],
)
def test_a_slip_is_told_where_it_was_made(lines: str, place: str, summary: str, hint: str) -> None:
    """Not where the parser gave up, and not in the parser's words."""
    told = _told(HEAD + lines)
    assert told[0] == place
    assert summary in told[1]
    assert hint in told[2]


@pytest.mark.parametrize(
    ("text", "place", "summary"),
    [
        (" on: order.new\nrules: []\n", "1:1", "this line is indented, and those below it are not"),
        ('[shop]\ndomain = "x"\n', "2:1", "ends above"),
        ("on: order.new\nrules\n  - name: a\n", "2:1", "`rules` lacks a colon"),
        ("Dear all,\nplease: hold\n", "1:1", "`Dear all,` lacks a colon"),
        ("define:\n  a: {order.total: 5}\n  - b\n", "3:3", "a list item stands here among words with values"),
    ],
)
def test_a_file_that_goes_wrong_at_its_top_is_told(text: str, place: str, summary: str) -> None:
    """A file of another program, or one with a first line that was moved."""
    told = _told(text)
    assert told[0] == place
    assert summary in told[1]


def test_all_that_rule_files_do_without_is_told_at_once() -> None:
    """An anchor, a tag and an alias: three words, and nothing about what they leave open."""
    loaded = loading.load_text(
        "on: order.new\nrules:\n- name: a\n  when: {order.tags: &v vip, order.channel: !x }\n- {name: b, then: *v}\n"
    )
    assert [(problem.place.line, problem.summary.split()[0]) for problem in loaded.problems] == [
        (4, "anchors"),
        (4, "tags"),
        (5, "aliases"),
    ]


def test_what_a_tag_swallows_is_not_held_against_the_brackets() -> None:
    """A `!` before a word takes the bracket after it along."""
    loaded = loading.load_text(HEAD + "  - name: a\n    then: [tag: !important]\n  - name: b\n    then: [hold]\n")
    assert [problem.summary for problem in loaded.problems] == ["tags (!) are not used in rule files"]


def test_merged_keys_are_refused_and_read_as_they_were_meant() -> None:
    """What they bring along is not told to be missing."""
    loaded = loading.load_text("on: order.new\nrules:\n  - name: a\n    <<: {then: [hodl]}\n")
    assert [(problem.place.line, problem.place.column) for problem in loaded.problems] == [(4, 5), (4, 17)]


def test_text_of_the_file_cannot_steer_the_terminal() -> None:
    """An escape in double quotes is shown, not sent."""
    loaded = loading.load_text('on: "order\\e[31m\\nnew"\nrules: [{name: a, then: [hold]}]\n')
    (problem,) = loaded.problems
    assert "`order\\x1b[31m\\nnew` is not a kind" in problem.summary
    assert "\x1b" not in problems.as_text([problem])
