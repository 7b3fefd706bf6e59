"""Which files a load reads: rule files and test files out of the paths that people name."""

from collections.abc import Iterable
from pathlib import Path

from engine import ir
from engine.loading.findings import Findings

_SUFFIXES = (".yaml", ".yml")
_TESTS = (".test.yaml", ".test.yml")


def rule_files(paths: Iterable[Path], findings: Findings) -> list[Path]:
    """Give the rule files that the paths come to, each once, in file-name order within each folder.

    Test files are left out. A path that does not exist and a folder without rule files are noted as errors.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            wanted = [each for each in _yaml_files(path) if not is_test(each)]
            if not wanted:
                findings.error(_start(path), "there is no rule file in this folder", "rule files end in .yaml")
        elif path.is_file():
            wanted = [] if is_test(path) else [path]
        else:
            wanted = []
            findings.error(_start(path), "there is no such file or folder", "check the path")
        for each in wanted:
            files.setdefault(each.resolve(), each)
    return list(files.values())


def case_files(paths: Iterable[Path]) -> list[Path]:
    """Give the test files that the paths come to, each once. A rule file brings the test file beside it."""
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            wanted = [each for each in _yaml_files(path) if is_test(each)]
        else:
            wanted = [path if is_test(path) else path.with_name(f"{path.stem}.test{path.suffix}")]
        for each in wanted:
            if each.is_file():
                files.setdefault(each.resolve(), each)
    return list(files.values())


def is_test(path: Path) -> bool:
    """Tell a test file from a rule file by its name."""
    return path.name.endswith(_TESTS)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.name.endswith(_SUFFIXES) and each.is_file())


def _start(path: Path) -> ir.Place:
    return ir.Place(str(path), 1, 1)
