"""CSV files behind `in_list`: the values of the first column, or of a named one, read once per load."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from engine.loading import sources
from engine.loading.findings import Findings
from engine.loading.nodes import Scalar

LONGEST = 100_000
"""Values in one list."""
LARGEST = 10_000_000
"""Bytes of one list file."""


class ListFiles:
    """The list files of one load: their rows, and their bytes for the digest of the rule set.

    `recorded`, bytes by path, stand for the files where a load of earlier is done again.
    """

    def __init__(self, recorded: Mapping[str, bytes] | None = None) -> None:
        self._recorded = recorded
        self.files: dict[str, bytes] = {}
        self._rows: dict[Path, list[list[str]] | str] = {}
        self.contents: dict[str, bytes] = {}

    def values(self, name: Scalar, column: Scalar | None, folder: Path | None, findings: Findings) -> list[str] | None:
        """Give the values of the file `name` in `folder`; None after noting why there are none.

        Without `column` every row counts and its first cell is the value. With it the first row holds the columns'
        names. Blank rows and rows that begin with # are skipped.
        """
        rows = self._read(name, folder)
        if isinstance(rows, str):
            findings.error(name.place, rows, "the file stands beside the rule file, one value a line")
            return None
        position = 0
        if column is not None:
            header = rows[0] if rows else []
            if column.text not in header:
                known = ", ".join(header) or "none"
                findings.error(column.place, f"{name.text} has no column `{column.text}`", f"its columns are: {known}")
                return None
            position, rows = header.index(column.text), rows[1:]
        values = [row[position].strip() for row in rows if len(row) > position and row[position].strip()]
        if not values or len(values) > LONGEST:
            findings.error(
                name.place,
                f"{name.text} holds {len(values):,} values; a list has 1 to {LONGEST:,}",
                "put values into it, or split it and name both under `any:`",
            )
            return None
        return list(dict.fromkeys(values))

    def _read(self, name: Scalar, folder: Path | None) -> list[list[str]] | str:
        if folder is None or not _is_plain(name.text):
            return f"`{name.text}` is not the name of a file in the folder of the rules"
        path = folder / name.text
        if path not in self._rows:
            self._rows[path] = self._rows_of(path)
        return self._rows[path]

    def _rows_of(self, path: Path) -> list[list[str]] | str:
        try:
            if self._recorded is not None:
                content = self._recorded.get(str(path), b"")
                size = len(content)
            else:
                size = path.stat().st_size
                if not path.is_file():
                    return f"the list {path} is not a file"
                content = path.read_bytes() if size <= LARGEST else b""
        except OSError as error:
            return f"the list {path} cannot be read: {error.strerror}"
        if size > LARGEST:
            return f"the list {path} has {size:,} bytes, at most {LARGEST:,} are read"
        source = sources.decode(content, str(path), LARGEST)
        if not isinstance(source, sources.Source):
            return f"the list {source.place}: {source.summary}"
        self.contents[path.name] = self.files[str(path)] = content
        try:
            rows = list(csv.reader(io.StringIO(source.text, newline=""), strict=True))
        except csv.Error as error:
            return f"the list {path} is not CSV: {error}"
        return [row for row in rows if row and not row[0].lstrip().startswith("#")]


def _is_plain(name: str) -> bool:
    # A name with a NUL in it can't even be asked for.
    return (
        bool(name)
        and "\0" not in name
        and not Path(name).is_absolute()
        and ".." not in Path(name).parts
        and "\\" not in name
    )
