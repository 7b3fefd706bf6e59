"""Progress: bars on stderr while a shop is read or written, on a terminal only; silent when piped."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from reconciler import plans

WRITING = "changes"


class Bars:
    """One bar for each thing that is read, and one for the changes that are made. Call it as `observing.Progress`."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show that so many of them were read."""
        self._shown.update(self._task(what, f"reading {what}"), completed=done, total=total)

    def expect(self, changes: int) -> None:
        """Show how many changes there will be."""
        self._shown.update(self._task(WRITING, "making changes"), total=changes)

    def outcome(self, outcome: plans.Outcome) -> None:
        """Show that one more change came out."""
        del outcome
        self._shown.advance(self._task(WRITING, "making changes"))

    def _task(self, what: str, words: str) -> TaskID:
        if what not in self._tasks:
            self._tasks[what] = self._shown.add_task(words, total=None)
        return self._tasks[what]


@contextmanager
def bars() -> Iterator[Bars]:
    """Show bars while the block runs, and take them away at its end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as shown:
        yield Bars(shown)
