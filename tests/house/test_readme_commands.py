"""The README's day, typed line by line as a reader does: every line works, in order, with nothing set up before."""

import re
from pathlib import Path

from support import shells

from trueup.cli import apps

README = Path(__file__).parents[2] / "README.md"
PORT = "8765"


def blocks() -> list[list[str]]:
    """The command lines of each block of the day, as they stand there."""
    found = re.search(r"^## Day by day$(.*?)^## ", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found is not None
    fenced = re.findall(r"^```console\n(.*?)^```$", found.group(1), re.DOTALL | re.MULTILINE)
    return [[line.removeprefix("$ ") for line in block.splitlines()] for block in fenced]


def test_each_line_of_the_readmes_day_works_when_typed_in_order(tmp_path: Path):
    """On a free port instead of the one that is shown. A line leaves with 0, or with 2 where it says so."""
    port = shells.free_port()
    (serve,), lines = [[line.replace(PORT, str(port)) for line in block] for block in blocks()]
    there, here = tmp_path / "one terminal", tmp_path / "another"
    there.mkdir()
    here.mkdir()

    with shells.serving(serve.partition("#")[0], there, port), shells.shell(here) as shell:
        answers = [(line, shell.type(line)) for line in lines]

    assert str(port) in serve
    for line, answer in answers:
        assert answer.code == (2 if "Leaves with 2" in line else 0), f"{line}: {answer.out}"
    said = {line.partition("#")[0].strip(): answer.out for line, answer in answers}
    assert "Lake Jackson → Austin Office" in said["trueup explain 1001"]
    assert "47 → 39" in said["trueup diff"]
    assert "39 → 47" in said["trueup undo 3 --yes"]
    assert "all reproduced exactly" in said["trueup replay --rules rules --since 1d"]


def test_the_readme_names_every_command_or_the_page_that_does():
    """What nobody can find is not there: the README or the operations guide shows each command once."""
    told = README.read_text(encoding="utf-8") + (README.parent / "docs" / "operations.md").read_text(encoding="utf-8")

    assert [command for command in apps.MODULES if not re.search(rf"trueup {command}\b|make {command}\b", told)] == []
