"""The rules of the house that keep the tree readable."""

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("engine", "reconciler", "simulator", "store", "trueup", "tools", "tests", "bench", "panel")
PACKAGES = ("engine", "reconciler", "simulator", "store", "trueup")
SHADOWED = ("shopify", "console", "packaging", "build")


def python_files(*folders: str) -> list[Path]:
    """Every Python file of ours under the folders."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def lines_of(file: Path) -> int:
    """How long a file is."""
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_500_lines():
    """A file that needs more has two subjects."""
    long = {str(file.relative_to(ROOT)): lines_of(file) for file in python_files(*OURS) if lines_of(file) > 500}

    assert long == {}


def test_the_median_file_is_shorter_than_150_lines():
    """Most files are read in one sitting."""
    assert statistics.median(lines_of(file) for file in python_files(*PACKAGES)) < 150


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is_for(package: str):
    """The first thing in a module is a docstring."""
    silent = [
        str(file.relative_to(ROOT))
        for file in python_files(package)
        if file.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_no_top_folder_shadows_a_library():
    """A folder of these names at the top would be imported in place of the library."""
    assert [name for name in SHADOWED if (ROOT / name / "__init__.py").exists()] == []


def test_every_relative_link_in_the_docs_leads_somewhere():
    """A page that points at a file that is not there sends its reader nowhere."""
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for piece in page.read_text(encoding="utf-8").split("](")[1:]:
            target = piece.split(")")[0].split("#")[0].split(" ")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                broken += [] if (page.parent / target).exists() else [f"{page.relative_to(ROOT)}: {target}"]

    assert broken == []
