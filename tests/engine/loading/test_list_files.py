"""CSV files behind `in_list`: which values they give, as spreadsheets and people write them, and why one is refused."""

from pathlib import Path

import pytest
from support import rule_texts

from engine import evaluating, loading
from engine.facts import Fact, Value

RULE = "on: order.new\nrules: [{{name: a, when: {{{field}: {{in_list: {asked}}}}}, then: [hold]}}]"


def _load(folder: Path, content: bytes | str, asked: str = "list.csv", field: str = "order.name") -> loading.Loaded:
    (folder / "10.yaml").write_text(RULE.format(field=field, asked=asked), encoding="utf-8")
    (folder / "list.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return loading.load([folder])


def _listed(loaded: loading.Loaded, *values: Value, field: str = "order.name") -> list[bool]:
    rule = rule_texts.only_rule(loaded)
    facts = [Fact(kind="order.new", key="1", values={field: value}) for value in values]
    return [evaluating.holds(rule.when, fact, rule_texts.NOW) for fact in facts]


def test_the_values_are_those_of_the_first_column(tmp_path: Path) -> None:
    """One value a line; remarks, blanks and further columns do not count, and 012 stays 012."""
    loaded = _load(tmp_path, "# glass\nMUG-01,a mug\n\n , \n#\n012\n## more\n  X \n")
    assert _listed(loaded, "MUG-01", "012", "X") == [True] * 3
    assert _listed(loaded, "12", "# glass", "glass", "#", "", "a mug") == [False] * 6


def test_a_name_that_begins_with_a_mark_is_no_remark(tmp_path: Path) -> None:
    """Orders are listed as the shop shows them: #1001."""
    assert _listed(_load(tmp_path, "# to be held\n#1001\n#1002\n"), "#1001", "#1002", "#1003") == [True, True, False]


def test_texts_that_other_programs_take_for_nothing_are_texts(tmp_path: Path) -> None:
    """A SKU may be called NULL."""
    assert _listed(_load(tmp_path, "NULL\n~\nno\n1e3\n"), "NULL", "~", "no", "1e3", "1000") == [True] * 4 + [False]


def test_a_file_is_read_as_spreadsheets_write_it(tmp_path: Path) -> None:
    """With a byte order mark, carriage returns, quotes, commas and lines within quotes, and values that come twice."""
    loaded = _load(tmp_path, '\ufeffA-1,x\r\n"B, 2",y\r\n"say ""hi""",z\r\n"two\r\nlines",\r\nA-1,again\r\n')
    assert _listed(loaded, "A-1", "B, 2", 'say "hi"', "two\r\nlines", "x") == [True] * 4 + [False]
    assert len(rule_texts.only_rule(loaded).when.operands) == 4  # type: ignore[union-attr]  # the rule is one test


def test_a_column_may_be_named(tmp_path: Path) -> None:
    """With a column the first row holds the names, and rows without that value are passed over."""
    loaded = _load(tmp_path, "name, sku \na mug,MUG-01\na vase\na cup,CUP\n", "{file: list.csv, column: sku}")
    assert _listed(loaded, "MUG-01", "CUP", "sku", "a mug") == [True, True, False, False]


def test_numbers_of_a_list_are_numbers(tmp_path: Path) -> None:
    """Equal amounts are equal however many noughts they have."""
    loaded = _load(tmp_path, "19.90\n5\n", field="order.total")
    assert _listed(loaded, 5, field="order.total") == [True]


def test_the_longest_list_is_read_and_a_longer_one_refused(tmp_path: Path) -> None:
    """A hundred thousand different values; those that come twice count once."""
    many = "".join(f"SKU-{number}\n" for number in range(100_000))
    assert _listed(_load(tmp_path, many + "SKU-7\n"), "SKU-99999") == [True]
    assert "100,001 values" in rule_texts.summary_of(_load(tmp_path, many + "one-more\n"))


@pytest.mark.parametrize(
    ("content", "line", "said", "hint"),
    [
        ("A\nB\ncaf\u00e9".encode("latin-1"), 3, "not UTF-8", "CSV UTF-8"),
        ("A\nB\n".encode("utf-16"), 1, "not UTF-8", "CSV UTF-8"),
        (b"A\nB\x00\n", 2, "a control character (U+0000)", "delete it"),
        ("A\nB\u200b\n", 2, "cannot be seen (U+200B)", "delete it"),
        ("sku;units\nA;1\nB;2\n", 1, "separated by semicolons", "commas"),
        ("# goods\nA\t1\nB\t2\n", 2, "separated by tabs", "commas"),
        ('A\n\n"B\nC\n', 3, "not CSV from here on", "a quote is not closed"),
        ('A\n"B"C\n', 2, "not CSV from here on", "a quote is not closed"),
    ],
)
def test_a_file_that_reads_otherwise_than_it_looks_is_refused_at_its_line(
    tmp_path: Path, content: bytes | str, line: int, said: str, hint: str
) -> None:
    """Rather than giving values that nobody wrote."""
    loaded = _load(tmp_path, content)
    (problem,) = loaded.problems
    assert loaded.rules is None
    assert said in problem.summary
    assert hint in problem.hint
    assert (problem.place.file, problem.place.line) == (str(tmp_path / "list.csv"), line)


def test_a_value_in_quotes_may_hold_a_semicolon(tmp_path: Path) -> None:
    """Quotes say that it belongs to the value, and so does a row without one."""
    assert _listed(_load(tmp_path, '"A;1"\n"B;2"\n'), "A;1") == [True]
    assert _listed(_load(tmp_path, "A;1\nB\n"), "A;1") == [True]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("order.total", "`order.total` is a number, and `much` is not one"),
        ("order.financial_status", "`order.financial_status` is never `much`"),
    ],
)
def test_a_value_of_the_wrong_type_is_shown_where_it_stands_in_the_list(tmp_path: Path, field: str, said: str) -> None:
    """Line and text of the list file: in a thousand rows nobody finds it otherwise."""
    good = {"order.total": "12", "order.financial_status": "paid"}[field]
    loaded = _load(tmp_path, f"# remark\n{good}\nmuch,and more\n", field=field)
    (problem,) = loaded.problems
    assert problem.summary == said
    assert str(problem.place) == f"{tmp_path / 'list.csv'}:3:1"
    assert problem.excerpt == "much,and more"


@pytest.mark.parametrize(
    ("asked", "said", "hint"),
    [
        ("missing.csv", "cannot be read: No such file", "check its name"),
        ("../secret.csv", "not the name of a file in the folder", "without the way to it"),
        ("/etc/passwd", "not the name of a file in the folder", "without the way to it"),
        ("{file: list.csv, column: SKU}", "has no column `SKU`", "did you mean `sku`?"),
        ("{file: list.csv, column: weight}", "has no column `weight`", "its columns are: name, sku, twice, twice"),
        ("{file: list.csv, column: twice}", "has 2 columns `twice`", "a name of its own"),
        ("{flie: list.csv}", "not known here", "use `file` and `column`"),
        ("empty.csv", "holds 0 values", "put values into it"),
    ],
)
def test_a_list_that_cannot_serve_is_refused_where_the_rule_names_it(
    tmp_path: Path, asked: str, said: str, hint: str
) -> None:
    """Lists stand beside the rules, and hold something."""
    (tmp_path / "empty.csv").write_text("# none\n")
    loaded = _load(tmp_path, "name,sku,twice,twice\na mug,MUG-01,1,1\n", asked)
    assert loaded.rules is None
    (problem,) = (one for one in loaded.problems if said in one.summary)
    assert hint in problem.hint
    assert problem.place.file == str(tmp_path / "10.yaml")


def test_lists_of_one_name_in_two_folders_both_count_for_the_digest(tmp_path: Path) -> None:
    """A round tells by the digest whether it knows the rules already."""
    digests = set()
    for first, second in (("A", "B"), ("C", "B"), ("A", "D")):
        for folder, value in ((tmp_path / "one", first), (tmp_path / "two", second)):
            folder.mkdir(exist_ok=True)
            _load(folder, f"{value}\n")
            text = (folder / "10.yaml").read_text(encoding="utf-8").replace("name: a", f"name: {folder.name}")
            (folder / "10.yaml").write_text(text, encoding="utf-8")
        rules = loading.load([tmp_path / "one", tmp_path / "two"]).rules
        assert rules is not None
        digests.add(rules.digest)
    assert len(digests) == 3
