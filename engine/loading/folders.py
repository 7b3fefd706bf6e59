"""Which files a load reads: rule files and test files out of the paths that people name."""

from collections.abc import Iterable
from pathlib import Path

from engine import ir
from engine.loading.findings import Findings

_SUFFIXES = (".yaml", ".yml")
_TESTS = (".test.yaml", ".test.yml")


def rule_files(paths: Iterable[Path], findings: Findings) -> list[Path]:
    """Give the rule files that the paths come to, each once, in file-name order within each folder.

    Of a folder these are the YAML files in it, without test files and without those whose names begin with a dot, which
    editors and systems put there. What cannot be read, and a folder without rule files, is noted as an error.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        try:
            wanted = _rule_files_of(path, findings)
        except OSError as error:
            findings.unreadable(
                _start(path), f"this cannot be read: {error.strerror}", "check the name and the permissions"
            )
            continue
        for each in wanted:
            files.setdefault(each.resolve(), each)
    tests = [each for each in files.values() if is_test(each)]
    if len(tests) == len(files) and tests:
        hint = f"run its cases: trueup test {tests[0]}"
        findings.unreadable(_start(tests[0]), "this is a test file, and no rule file is named", hint)
    return [each for each in files.values() if not is_test(each)]


def case_files(paths: Iterable[Path], findings: Findings) -> list[Path]:
    """Give the test files that the paths come to, each once. A rule file brings the test file beside it.

    One that is named and not there, and a link that leads to no file, is noted as an error.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            wanted = [each for each in _yaml_files(path) if is_test(each)]
        else:
            beside = path.with_name(f"{path.stem}.test{path.suffix}")
            wanted = [path] if is_test(path) else [beside] if beside.is_file() else []
        for each in wanted:
            if _is_file(each, findings):
                files.setdefault(each.resolve(), each)
    return list(files.values())


def is_test(path: Path) -> bool:
    """Tell a test file from a rule file by its name."""
    return path.name.lower().endswith(_TESTS)


def _rule_files_of(path: Path, findings: Findings) -> list[Path]:
    if path.is_dir():
        named = [each for each in _yaml_files(path) if not is_test(each)]
        if not named:
            hint = "rule files end in .yaml and stand in the folder itself, not in folders below it"
            findings.unreadable(_start(path), "there is no rule file in this folder", hint)
    else:
        named = [path]
    return [each for each in named if _is_file(each, findings)]


def _is_file(path: Path, findings: Findings) -> bool:
    if any("\ud800" <= character <= "\udfff" for character in path.name):
        findings.unreadable(_start(path), "the name of this file is not text in UTF-8", "rename it")
    elif path.is_file():
        return True
    elif path.is_symlink():
        findings.unreadable(_start(path), "this link leads to no file", "mend it, or delete it")
    elif path.exists():
        findings.unreadable(
            _start(path), "this is neither a file nor a folder", "name a rule file, or a folder of them"
        )
    else:
        findings.unreadable(_start(path), "there is no such file or folder", "check the path")
    return False


def _yaml_files(folder: Path) -> list[Path]:
    named = (each for each in folder.iterdir() if each.name.lower().endswith(_SUFFIXES) and each.name[0] != ".")
    return sorted(each for each in named if not each.is_dir())


def _start(path: Path) -> ir.Place:
    return ir.Place(str(path), 1, 1)
