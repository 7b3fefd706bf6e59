"""Feeds that lie in a file: on this machine, or on a share that is mounted here. Also text that somebody piped in."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from reconciler.warehouse import errors
from reconciler.warehouse.values import Document

LARGEST = 64 * 1024 * 1024
"""Bytes; some two million rows. What is longer is not a stock feed."""


class FileSource:
    """A file that somebody overwrites from time to time. Its version is its moment of change and size."""

    can_read_again = True

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._path = path

    async def read(self, known: str = "") -> Document | None:
        """Read the file, unless it is as it was. Raises UnavailableError, also while it is still being written."""
        return await asyncio.to_thread(self._read, known)

    def _read(self, known: str) -> Document | None:
        try:
            version, changed_at, size = self._look()
            if version == known:
                return None
            if size > LARGEST:
                raise errors.UnavailableError(f"{self.place} has {size:,} bytes; a feed has at most {LARGEST:,}.")
            with self._path.open("rb") as file:
                data = file.read(LARGEST + 1)
            after, _, _ = self._look()
        except OSError as problem:
            raise errors.UnavailableError(f"{self.place} can't be read: {problem.strerror or problem}.") from problem
        if after != version or len(data) != size:
            raise errors.UnavailableError(f"{self.place} was changed while it was read; it is read again later.")
        return Document(data=data, version=version, as_of=changed_at, received=len(data))

    def _look(self) -> tuple[str, datetime, int]:
        found = self._path.stat()
        changed_at = datetime.fromtimestamp(found.st_mtime, UTC)
        return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}", changed_at, found.st_size


class TextSource:
    """Text that came through a pipe: it can be read once, so a zero in it can't be confirmed."""

    can_read_again = False

    def __init__(self, data: bytes, place: str = "standard input") -> None:
        self.place = place
        self._data = data

    async def read(self, known: str = "") -> Document | None:
        """Give the text."""
        del known
        return Document(data=self._data, received=len(self._data))
