"""How commands end: plain sentences, exit codes, and help with an example everywhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from support.command_lines import Run

from trueup.cli import apps, refusals

SECRET = "shpat_0123456789abcdef"


def commands(group: typer.main.TyperGroup, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and every group of the tree, the whole of it first, as the words that call it."""
    yield words
    for name, command in group.commands.items():
        if isinstance(command, typer.main.TyperGroup):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


TREE = typer.main.get_command(apps.app_for(()))
assert isinstance(TREE, typer.main.TyperGroup)
ALL = sorted(commands(TREE))


@pytest.mark.parametrize("words", ALL, ids=lambda words: " ".join(words) or "trueup")
def test_every_command_and_group_has_help_with_an_example_of_itself(trueup: Run, words: tuple[str, ...]):
    """The quickest way to learn a command is to see it used."""
    answer = trueup(*words, "--help")

    assert answer.code == 0
    examples = [line for line in answer.out.splitlines() if line.strip().startswith("Example: trueup ")]
    assert len(examples) == 1
    own = ("trueup", *words)
    assert " ".join(own).removesuffix(" create") in examples[0]


@pytest.mark.parametrize("words", [words for words in ALL if words], ids=" ".join)
def test_every_example_is_a_command_line_that_trueup_understands(trueup: Run, words: tuple[str, ...]):
    """An example with a slip in it teaches the slip: every word of it is known to its own help."""
    (example,) = (line.strip() for line in trueup(*words, "--help").out.splitlines() if "Example: trueup " in line)

    for line in re.split(r"&&|;", example.removeprefix("Example: ")):
        program, *typed = shlex.split(line)
        answer = trueup(*typed, "--help")
        assert (program, answer.code) == ("trueup", 0), answer.err


def test_a_wrong_command_ends_with_1_and_says_where_help_is(trueup: Run):
    """2 is kept for `diff`, where it means that something would change."""
    answer = trueup("bogus")

    assert (answer.code, answer.out) == (1, "")
    assert "No such command 'bogus'" in answer.err
    assert "trueup --help" in answer.err


def test_a_missing_argument_ends_with_1_and_names_the_commands_help(trueup: Run):
    """The help of the command at hand, not of all."""
    answer = trueup("warehouses", "add")

    assert answer.code == 1
    assert "trueup warehouses add --help" in answer.err


def test_the_version_is_told(trueup: Run):
    """For bug reports."""
    answer = trueup("--version")

    assert answer.code == 0
    assert answer.out.startswith("trueup ")


@pytest.mark.usefixtures("project")
def test_an_error_is_one_plain_sentence_on_stderr(trueup: Run):
    """No traceback, no type."""
    answer = trueup("warehouses", "default", "nowhere")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith('Error: There is no warehouse "nowhere".')
    assert "Traceback" not in answer.err


@pytest.mark.usefixtures("project")
def test_debug_shows_where_an_error_came_from(trueup: Run):
    """For those who mend Trueup."""
    answer = trueup("--debug", "warehouses", "default", "nowhere")

    assert answer.code == 1
    assert "Traceback" in answer.err


def test_an_error_that_is_nobodys_says_its_type_and_how_to_see_more(capsys: pytest.CaptureFixture[str]):
    """A bug should be reported, and its long message is not for the terminal."""
    refusals.tell(KeyError("missing\nmore"), debug=False)

    said = capsys.readouterr().err

    assert "Unexpected KeyError" in said
    assert "--debug" in said


@pytest.mark.parametrize("how", [{"debug": True}, {"debug": False}], ids=["debug", "plain"])
def test_a_secret_in_an_error_is_hidden(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, how: dict[str, bool]
):
    """Whatever library quoted it."""
    monkeypatch.setenv("TRUEUP_CLIENT_SECRET", "verysecret")
    refusals.tell(ValueError(f"{SECRET} verysecret"), **how)

    said = capsys.readouterr().err

    assert SECRET not in said
    assert "verysecret" not in said


@pytest.mark.usefixtures("project")
def test_a_system_error_names_its_file(trueup: Run):
    """A folder that can't be had is no bug."""
    answer = trueup("import", "stock", "nowhere.csv")

    assert answer.code == 1
    assert "nowhere.csv can't be read: No such file" in answer.err


@pytest.mark.usefixtures("project")
def test_a_database_of_a_newer_trueup_is_refused(trueup: Run, database_from_the_future: Path):
    """An old program must not write what it does not understand."""
    answer = trueup("--settings", str(database_from_the_future), "warehouses", "list")

    assert answer.code == 1
    assert "newer" in answer.err


def test_a_word_that_is_no_text_is_refused_before_anything_is_done(trueup: Run):
    """Bytes that are not UTF-8 can be typed, and stored nowhere."""
    answer = trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z\udcff")

    assert answer.code == 1
    assert answer.err == "Error: '1Z\\udcff' is not text in UTF-8. Type it again, or paste it as plain text.\n"
