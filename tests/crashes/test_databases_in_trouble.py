"""A daemon whose database is full, held by somebody else, or can't be written: it stops cleanly and goes on later."""

import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import crash_stories
from support.crash_stories import Story, Trial

PAGE = 4096


def make_full(folder: Path, *, leaving: int) -> Path:
    """Fill the file system of a folder but for so many bytes; gives the file that does it."""
    fill = folder / "fill"
    with fill.open("wb") as file:
        file.write(b"\0" * max(0, shutil.disk_usage(folder).free - leaving))
    return fill


def mount(*words: str) -> bool:
    """Mount, or unmount, something; whether we may."""
    command = shutil.which(words[0])
    return (
        command is not None and not subprocess.run([command, *words[1:]], check=False, capture_output=True).returncode
    )


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 8 MiB, where we may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="trueup-small-"))
    if not mount("mount", "-t", "tmpfs", "-o", "size=8m", "trueup", str(folder)):
        folder.rmdir()
        pytest.skip("only who may mount a file system can fill one")
    yield folder
    assert mount("umount", "--lazy", str(folder))
    folder.rmdir()


def move_database(trial: Trial, disk: Path) -> None:
    """Let the project's database lie on that disk."""
    here = trial.folder / "trueup.db"
    shutil.copyfile(here, disk / "trueup.db")
    here.unlink()
    here.symlink_to(disk / "trueup.db")


@pytest.mark.parametrize("pages", [16, 40])
def test_a_full_disk_stops_a_round_and_room_lets_it_go_on(story: Story, small_disk: Path, pages: int) -> None:
    """Wherever the room ends, nothing is done twice, and once there is room again everything is done."""
    with story.open() as trial:
        move_database(trial, small_disk)
        fill = make_full(small_disk, leaving=pages * PAGE)
        code = trial.run()
        fill.unlink()
        assert code == 1
        assert "database or disk is full" in trial.last.said

        trial.recover()

        assert trial.look() == story.undisturbed


@pytest.mark.parametrize("share", [0.4, 0.7])
def test_a_file_that_may_not_grow_stops_a_round(story: Story, share: float) -> None:
    """A limit on the size of files strikes in the middle of a round; without it the next one does the rest."""
    with story.open() as trial:
        code = trial.run(largest_file=int(story.written * share))
        assert code == 1
        assert "can't be used" in trial.last.said

        trial.recover()

        assert trial.look() == story.undisturbed


def test_a_lock_that_is_held_for_a_moment_is_waited_out(story: Story) -> None:
    """Somebody has the database while the answer to a change arrives: the outcome is written when they are done."""
    with story.open() as trial:
        other = sqlite3.connect(trial.folder / "trueup.db", isolation_level=None, check_same_thread=False)
        let_go = threading.Timer(1.0, lambda: other.execute("COMMIT"))

        def hold() -> None:
            other.execute("BEGIN IMMEDIATE")
            let_go.start()

        trial.boundary.at(story.mutations[0], "arrived", hold)
        trial.run()
        let_go.join()
        other.close()
        assert len(trial.boundary.asked) == len(story.requests)

        trial.recover()

        assert trial.look() == story.undisturbed


@pytest.mark.skipif(not crash_stories.ALL, reason="waits for locks for minutes: TRUEUP_CRASHES=all")
def test_a_lock_that_stays_ends_the_round(story: Story) -> None:
    """Nobody can note what became of a change: the round fails, and the next one looks for its effect."""
    with story.open() as trial:
        other = sqlite3.connect(trial.folder / "trueup.db", isolation_level=None, check_same_thread=False)
        trial.boundary.at(story.mutations[0], "arrived", lambda: other.execute("BEGIN IMMEDIATE"))
        code = trial.run()
        other.execute("COMMIT")
        other.close()
        assert code == 1
        assert "locked" in trial.last.said

        trial.recover()

        assert trial.look() == story.undisturbed


def test_a_database_that_may_not_be_written_changes_nothing(story: Story, small_disk: Path) -> None:
    """The shop is asked to change nothing, because no intent could be kept; with the right again, all is done."""
    with story.open() as trial:
        move_database(trial, small_disk)
        assert mount("mount", "-o", "remount,ro", str(small_disk))
        code = trial.run()
        assert mount("mount", "-o", "remount,rw", str(small_disk))
        assert code == 1
        assert "can't be reached" in trial.last.said
        assert trial.boundary.mutations == []

        trial.recover()

        assert trial.look() == story.undisturbed
