"""A daemon that is killed, wherever that is, and started again: everything is done, and nothing is done twice.

Some boundaries of each kind are tried here; TRUEUP_CRASHES=all (`make crashes`) tries every one.
"""

import signal

import pytest
from support import crash_stories
from support.crash_stories import Story


def test_the_stories_have_every_kind_of_request(story: Story) -> None:
    """What is compared below is what should be: each label written once, one tag, one note, the right quantities."""
    shop, store = story.undisturbed["shop"], story.undisturbed["store"]
    parcels = {name: [parcel[:2] for parcel in order["parcels"]] for name, order in shop.items()}
    if story.name == "seed":
        assert parcels == {"#1001": [("1Z1", "Austin Office")], "#1002": [], "#1003": []}
        assert shop["#1002"]["tags"] == ["Failed Shipment Notification"]
        assert [len(order["notes"]) for order in store.values()] == [0, 1, 0]
        kinds = {"Move", "CreateFulfillment", "AddTags", "SetQuantities"}
    else:
        assert parcels == {"#1001": [("1Z1", "Austin Office"), ("1Z2", "Lake Jackson")], "#1002": []}
        kinds = {"Move", "CreateFulfillment"}
    assert kinds <= {story.requests[number - 1].split()[-1] for number in story.mutations}
    assert story.undisturbed["unsettled"] == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_a_request(story: Story, moment: str) -> None:
    """The process dies before the request takes effect, or after it and before anybody hears of it."""
    for number in story.choose_requests():
        with story.open() as trial:
            daemon = trial.start_cut(number, moment)
            assert daemon.wait() == -signal.SIGKILL, daemon.said

            trial.recover()

            assert trial.look() == story.undisturbed, f"{moment} request {number}, {story.requests[number - 1]}"


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_killed_at_a_commit(story: Story, moment: str) -> None:
    """The process dies when the database is about to get what it wrote, or as soon as it has it."""
    for number in story.choose(story.commits):
        with story.open() as trial:
            assert trial.run(**{moment: number}) == -signal.SIGKILL, trial.last.said

            trial.recover()

            assert trial.look() == story.undisturbed, f"{moment} commit {number}"


def test_each_answer_is_lost_once(story: Story) -> None:
    """The effect takes place and the answer is dropped, while the daemon goes on."""
    for number in story.choose_requests():
        with story.open() as trial:
            trial.boundary.at(number, "after")
            trial.run()
            assert len(trial.boundary.asked) >= number

            trial.recover()

            assert trial.look() == story.undisturbed, f"answer to request {number}, {story.requests[number - 1]}"


def test_told_to_stop_while_a_change_is_under_way(story: Story) -> None:
    """SIGTERM lets the change in hand end and leaves with no trace of a crash; the next round does the rest."""
    for number in story.mutations if crash_stories.ALL else story.mutations[:1]:
        with story.open() as trial:
            daemon = trial.start_cut(number, "arrived", signal.SIGTERM)
            assert daemon.wait() in {0, 1}, daemon.said
            assert trial.look()["unsettled"] == []

            trial.recover()

            assert trial.look() == story.undisturbed, f"SIGTERM at request {number}, {story.requests[number - 1]}"
