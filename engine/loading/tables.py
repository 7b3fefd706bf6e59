"""CSV files behind `in_list`: the values of the first column, or of a named one, read once per load."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from engine import suggesting
from engine.loading import csv_rows, sources
from engine.loading.csv_rows import Row
from engine.loading.findings import Findings
from engine.loading.nodes import Scalar
from engine.problems import Problem, Severity, Sort

LONGEST = 100_000
"""Different values in one list."""
LARGEST = 10_000_000
"""Bytes of one list file."""


class Listed(NamedTuple):
    """The different values of a list in their order, each with the line of the file where it stands first."""

    file: str
    lines: Mapping[str, int]


class ListFiles:
    """The list files of one load: their rows, their bytes for the digest of the rule set, and their texts.

    `recorded`, bytes by path, stand for the files where a load of earlier is done again.
    """

    def __init__(self, recorded: Mapping[str, bytes] | None = None) -> None:
        self._recorded = recorded
        self.files: dict[str, bytes] = {}
        self.sources: list[sources.Source] = []
        self._rows: dict[Path, list[Row] | Problem] = {}

    def values(self, name: Scalar, column: Scalar | None, folder: Path | None, findings: Findings) -> Listed | None:
        """Give the different values of the file `name` in `folder`.

        Without `column` every row counts and its first cell is the value. With it the first row holds the columns'
        names. Blank rows, rows without that value, and remarks (rows that begin with # and a blank) are skipped.
        None after noting why there are no values.
        """
        if folder is None or not _is_plain(name.text):
            hint = "the file stands beside the rule file; name it without the way to it, such as skus.csv"
            findings.wrong_value(
                name.place, f"`{name.text}` is not the name of a file in the folder of the rules", hint
            )
            return None
        path = folder / name.text
        if path not in self._rows:
            self._rows[path] = self._read(path, name)
        rows = self._rows[path]
        if isinstance(rows, Problem):
            findings.add(rows)
            return None
        position = 0
        if column is not None:
            found = _position(rows, name, column, findings)
            if found is None:
                return None
            position, rows = found, rows[1:]
        lines: dict[str, int] = {}
        for line, cells in rows:
            if len(cells) > position and (text := cells[position].strip()):
                lines.setdefault(text, line)
        if not lines or len(lines) > LONGEST:
            findings.wrong_value(
                name.place,
                f"{name.text} holds {len(lines):,} values; a list has 1 to {LONGEST:,}",
                "split it, and name both lists under `any:`" if lines else "put values into it, one a line",
            )
            return None
        return Listed(str(path), lines)

    def _read(self, path: Path, name: Scalar) -> list[Row] | Problem:
        content = self._bytes_of(path, name)
        if isinstance(content, Problem):
            return content
        source = sources.decode(content, str(path), LARGEST)
        if isinstance(source, Problem):
            hint = "save it as UTF-8; spreadsheets call that `CSV UTF-8`" if "UTF-8" in source.summary else "delete it"
            return msgspec.structs.replace(source, hint=hint)
        self.files[str(path)] = content
        self.sources.append(source)
        return csv_rows.parse(source)

    def _bytes_of(self, path: Path, name: Scalar) -> bytes | Problem:
        if self._recorded is not None:
            return self._recorded.get(str(path), b"")
        hint = "the file stands beside the rule file: check its name and its permissions"
        try:
            size = path.stat().st_size
            if not path.is_file():
                return _refusal(name, f"the list {path} is not a file", hint)
            if size > LARGEST:
                summary = f"the list {path} has {size:,} bytes, at most {LARGEST:,} are read"
                return _refusal(name, summary, "split it, and name both lists under `any:`")
            return path.read_bytes()
        except OSError as error:
            return _refusal(name, f"the list {path} cannot be read: {error.strerror}", hint)


def _position(rows: list[Row], name: Scalar, column: Scalar, findings: Findings) -> int | None:
    header = [cell.strip() for cell in rows[0].cells] if rows else []
    count = header.count(column.text)
    if count == 1:
        return header.index(column.text)
    if count:
        hint = "give each column a name of its own"
        findings.wrong_value(column.place, f"{name.text} has {count} columns `{column.text}`", hint)
    else:
        otherwise = f"its columns are: {', '.join(cell for cell in header if cell) or 'none'}"
        hint = suggesting.did_you_mean(column.text, header, otherwise)
        findings.wrong_value(column.place, f"{name.text} has no column `{column.text}`", hint)
    return None


def _refusal(name: Scalar, summary: str, hint: str) -> Problem:
    return Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=name.place, code=Sort.FILE)


def _is_plain(name: str) -> bool:
    # A name with a NUL in it can't even be asked for.
    return (
        bool(name)
        and "\0" not in name
        and not Path(name).is_absolute()
        and ".." not in Path(name).parts
        and "\\" not in name
    )
