"""Loading: rule files in, checked rules out, or every problem at once with its place.

The daemon, `trueup check` and all that decides call `load`; editors' help and tests call `load_text`.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from engine import ir, problems
from engine.loading import findings, folders, frames, nodes, rules, sources, tables


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a load came to: `rules` is None if one of the problems is an error."""

    rules: ir.RuleSet | None
    problems: tuple[problems.Problem, ...]


def load(paths: Sequence[Path]) -> Loaded:
    """Load rule files and all rule files of folders, in file-name order within each folder. Test files are skipped.

    Never raises for what files hold: a path that does not exist, a folder without rules and every fault in a file
    are problems.
    """
    found = findings.Findings()
    read: list[tuple[sources.Source, Path | None]] = []
    with contextlib.suppress(findings.TooMany):
        for path in folders.rule_files(paths, found):
            source = sources.read(path)
            if isinstance(source, sources.Source):
                read.append((source, path.parent))
            else:
                found.add(source)
    return _load(read, found)


def load_text(text: str, file: str = "rules.yaml") -> Loaded:
    """Load rules from text; `file` is the name that problems show. `in_list` finds no files from here."""
    found = findings.Findings()
    source = sources.from_text(text, file)
    if isinstance(source, sources.Source):
        return _load([(source, None)], found)
    found.add(source)
    return _load([], found)


def load_recorded(origin: ir.Origin) -> Loaded:
    """Load rules again from what was kept of them; nothing is read from files."""
    read = [(sources.Source(file=file, text=text), Path(file).parent) for file, text in origin.files]
    return _load(read, findings.Findings(), tables.ListFiles(dict(origin.lists)))


def _load(
    read: Sequence[tuple[sources.Source, Path | None]],
    found: findings.Findings,
    lists: tables.ListFiles | None = None,
) -> Loaded:
    lists = lists or tables.ListFiles()
    compiled: list[ir.Rule] = []
    with contextlib.suppress(findings.TooMany):
        compiled = _compile(read, lists, found)
    ruleset = None
    if not found.failed:
        origin = ir.Origin(
            files=tuple((source.file, source.text) for source, _ in read), lists=tuple(lists.files.items())
        )
        digest = _digest([source for source, _ in read], lists)
        ruleset = ir.RuleSet(rules=tuple(compiled), digest=digest, origin=origin)
    return Loaded(rules=ruleset, problems=found.with_excerpts([*(source for source, _ in read), *lists.sources]))


def _compile(
    read: Sequence[tuple[sources.Source, Path | None]], lists: tables.ListFiles, found: findings.Findings
) -> list[ir.Rule]:
    files = []
    for source, folder in read:
        tree = nodes.parse(source, found)
        if tree is not None or not found.failed:
            tree = frames.mend_file(tree, found) if isinstance(tree, nodes.Table) else tree
            files.append(rules.RuleFile(tree=tree, start=ir.Place(source.file, 1, 1), folder=folder))
    definitions = rules.definitions_of(files, found)
    shared = rules.Surroundings(definitions=definitions, lists=lists, findings=found, compiled={})
    compiled = [rule for file in files for rule in rules.compile_file(file, shared)]
    _refuse_equal_names(compiled, found)
    rules.check_unused(shared)
    return compiled


def _refuse_equal_names(compiled: Iterable[ir.Rule], found: findings.Findings) -> None:
    first: dict[str, ir.Rule] = {}
    for rule in compiled:
        earlier = first.setdefault(rule.name, rule)
        if earlier is not rule and rule.name:
            found.error(
                rule.place,
                f"there is a rule named `{rule.name}` already, at {earlier.place}",
                "give each rule a name of its own: reports and tests tell them apart by it",
            )


def _digest(read: Iterable[sources.Source], lists: tables.ListFiles) -> str:
    digest = hashlib.sha256()
    parts = [(Path(source.file).name, source.text.encode()) for source in read]
    # By name, not by path: the same rules in another folder are the same rules.
    listed = sorted((Path(path).name, content) for path, content in lists.files.items())
    for name, content in [*parts, *listed]:
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
