"""Locked requirements: complete, hashed, and free of places."""

import ast
import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "reconciler", "simulator", "store", "trueup")
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(r"(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;]+)( ; [^\\]+)? \\")
HASHED = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def described() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned(lock: str) -> dict[str, str]:
    """Name to version of everything that a lock pins."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    matches = (PINNED.fullmatch(line) for line in text.splitlines())
    return {canonicalize_name(match["name"]): match["version"] for match in matches if match}


def missing(requirements: list[str], lock: str) -> list[str]:
    """The requirements that a lock does not satisfy."""
    versions = pinned(lock)
    wanted = [Requirement(text) for text in requirements]
    return [
        f"{one} (locked: {versions.get(canonicalize_name(one.name))})"
        for one in wanted
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"), prereleases=True)
    ]


def imported(folder: Path) -> set[str]:
    """The top-level names that the Python files under a folder import."""
    nodes = (node for file in folder.rglob("*.py") for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_versions_and_hashes_and_no_place(lock: Path):
    """No index address, no path, nothing unpinned: it installs from whichever index pip is set up with."""
    odd = [
        line
        for line in lock.read_text(encoding="utf-8").splitlines()
        if not PINNED.fullmatch(line) and not HASHED.fullmatch(line)
    ]

    assert odd == []


def test_everything_the_project_asks_for_to_run_is_locked_within_its_range():
    """Adding a dependency without `make lock` would leave fresh clones without it."""
    project = described()["project"]

    assert missing(project["dependencies"] + project["optional-dependencies"]["postgresql"], "runtime.lock") == []


def test_everything_that_tests_and_checks_need_is_locked_within_its_range():
    """As for running, for the dev group."""
    assert missing(described()["dependency-groups"]["dev"], "dev.lock") == []


@pytest.mark.parametrize(
    ("folders", "locks"),
    [
        (PACKAGES, ("runtime.lock",)),
        (("tests",), ("dev.lock",)),
        # The rule engines to race against are installed for that alone, and then they are there for all tests.
        (("bench",), ("dev.lock", "bench.lock")),
    ],
)
def test_everything_that_is_imported_is_locked(folders: tuple[str, ...], locks: tuple[str, ...]):
    """What happens to be on one machine is not on the next."""
    sources = metadata.packages_distributions()
    known = {"trueup"}.union(*(pinned(lock) for lock in (*locks, "durable.lock")))
    unlocked = {
        name: sources[name]
        for folder in folders
        for name in imported(ROOT / folder)
        if name in sources and known.isdisjoint(map(canonicalize_name, sources[name]))
    }

    assert unlocked == {}


def test_the_durable_engine_is_locked_at_the_version_that_was_measured():
    """Its crashes are known by version; another one is another engine."""
    assert missing(described()["project"]["optional-dependencies"]["durable"], "durable.lock") == []


def test_what_runs_is_what_was_tested():
    """The runtime lock pins nothing that the dev lock pins otherwise."""
    tested = pinned("dev.lock")

    assert {name: version for name, version in pinned("runtime.lock").items() if tested.get(name) != version} == {}
