"""`trueup run` as real processes, against a simulated shop over HTTP: signals, crashes, and two on one database."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import command_lines, daemon_processes, gates, served_shops
from support.daemon_processes import Daemon

from store import databases, leases, rounds

DOMAIN = "demo.myshopify.com"
FAST = ("--interval", "0.2")


class Shop:
    """A served shop behind a gate, and the folder of its project."""

    def __init__(self, served: served_shops.ServedShop, gate: gates.Gate, folder: Path) -> None:
        self.served = served
        self.gate = gate
        self.folder = folder
        self._url = f"sqlite:///{folder / 'trueup.db'}"

    def daemon(self, **variables: str) -> Daemon:
        """A daemon of this project that hardly waits between rounds."""
        return Daemon(self.folder, *FAST, **variables)

    def wait_for_request(self) -> None:
        """Wait until a request is held at the gate."""
        daemon_processes.wait_until(lambda: self.gate.arrived, "a request at the gate")

    def parcels(self) -> list[str]:
        """The tracking numbers of all fulfillments that stand."""
        state = self.served.control("GET", "state")
        return [one["tracking"][0]["number"] for order in state["orders"] for one in order["fulfillments"]]

    def is_moved(self) -> bool:
        """Whether the order is at Austin by now."""
        return self.served.levels("MUG") == {"Lake Jackson": 50, "Austin Office": 47}

    def round_statuses(self) -> list[str]:
        """How the rounds of the test ended, in order; the first round of all was the story's own."""
        with databases.open(self._url) as database, database.reading() as session:
            return [one.status for one in reversed(rounds.list_latest(session, DOMAIN, 1000))][1:]

    def is_leased(self) -> bool:
        """Whether anybody has the shop."""
        with databases.open(self._url) as database:
            return leases.holder(database, DOMAIN) is not None


@pytest.fixture
def shop(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trueup: command_lines.Run) -> Iterator[Shop]:
    """The seed story's shop: order 1001 is labelled at Austin and sits at Lake Jackson."""
    copied = shutil.copytree(story, tmp_path / "story")
    placed: list[gates.Gate] = []

    def around(app: object) -> gates.Gate:
        placed.append(gates.Gate(app))
        return placed[0]

    with served_shops.serve(around, state=copied / "shop.json") as served:
        monkeypatch.chdir(copied / "project")
        variables = {"SHOP__DOMAIN": DOMAIN, "SHOP__URL": served.url, "SHOP_TOKEN": served_shops.TOKEN}
        for name, value in (variables | {"RULES__ENGINE": "plain"}).items():
            monkeypatch.setenv(f"TRUEUP_{name}", value)
        answer = trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z1")
        assert answer.code == 0, answer.err
        yield Shop(served, placed[0], copied / "project")
        placed[0].let_go()


def test_a_daemon_makes_the_shop_true_and_then_has_nothing_to_do(shop: Shop) -> None:
    """The first round runs at once and writes the parcel; the rounds after it are quiet; SIGTERM ends it with 0."""
    with shop.daemon() as daemon:
        daemon.wait_for("nothing to do")
        assert daemon.stop() == 0

    first = daemon.rounds[0]
    assert first["changes"] == {"relocate:done": 1, "write_tracking:done": 1}
    assert first["shop"] == "demo.myshopify.com"
    assert shop.parcels() == ["1Z1"]
    assert not shop.is_leased()


def test_sigterm_finishes_the_change_in_hand_and_leaves_cleanly(shop: Shop) -> None:
    """The move under way is finished and recorded, the parcel is skipped, the lease is given back, the code is 0."""
    shop.gate.hold("fulfillmentOrderMove")
    with shop.daemon() as daemon:
        shop.wait_for_request()
        daemon.signal(signal.SIGTERM)
        daemon.wait_for("finishing the change in hand")
        shop.gate.let_go()
        assert daemon.wait() == 0

    assert daemon.rounds[-1]["changes"] == {"relocate:done": 1, "write_tracking:skipped": 1}
    assert daemon.outcomes() == ["stopped"]
    assert shop.parcels() == []
    assert shop.round_statuses()[-1] == "partial"
    assert not shop.is_leased()


def test_control_c_while_it_looks_ends_at_once(shop: Shop) -> None:
    """SIGINT counts as SIGTERM; a round without a plan is abandoned, though the shop does not answer."""
    shop.gate.hold("locations")
    with shop.daemon() as daemon:
        shop.wait_for_request()
        daemon.signal(signal.SIGINT)
        assert daemon.wait() == 0

    assert shop.round_statuses()[-1] == "abandoned"
    assert not shop.is_leased()


def test_a_second_signal_leaves_at_once_and_the_next_round_sorts_it_out(shop: Shop, trueup: command_lines.Run) -> None:
    """The parcel is written once, though nobody knew what became of the move."""
    shop.gate.hold("fulfillmentOrderMove")
    with shop.daemon() as daemon:
        shop.wait_for_request()
        daemon.signal(signal.SIGTERM)
        daemon.wait_for("finishing the change in hand")
        daemon.signal(signal.SIGTERM)
        assert daemon.wait() == 128 + signal.SIGTERM
    shop.gate.let_go()

    daemon_processes.wait_until(shop.is_moved, "the effect of the request that was under way")
    assert trueup("run", "--once").code == 0
    assert shop.parcels() == ["1Z1"]


def test_after_kill_9_the_next_process_goes_on_at_once_and_does_nothing_twice(
    shop: Shop, trueup: command_lines.Run
) -> None:
    """The lease of the dead is taken over, its round is closed, and its lost request is looked for."""
    shop.gate.hold("fulfillmentCreate")
    with shop.daemon() as killed:
        shop.wait_for_request()
        killed.signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
    assert shop.is_leased()
    shop.gate.let_go()
    daemon_processes.wait_until(shop.parcels, "the effect of the request that was under way")

    answer = trueup("run", "--once")

    assert answer.code == 0, answer.err
    assert "was cut off by a crash" in answer.err
    assert shop.round_statuses() == ["abandoned", "done"]
    assert shop.parcels() == ["1Z1"]


def test_two_daemons_on_one_database_take_turns(shop: Shop) -> None:
    """While one is at work the other says so quietly and asks the shop nothing; everything is done once."""
    shop.gate.hold("fulfillmentOrderMove")
    with shop.daemon() as one:
        shop.wait_for_request()
        with shop.daemon() as other:
            other.wait_for_outcome("busy")
            other.wait_for_outcome("busy")
            assert shop.gate.arrived == 1
            shop.gate.let_go()
            one.wait_for_outcome("done")
            other.wait_for_outcome("done")
            assert (one.stop(), other.stop()) == (0, 0)

    assert shop.parcels() == ["1Z1"]
    assert {line["level"] for line in other.rounds} == {"info"}
    assert not {"failed", "partial"} & set(shop.round_statuses())


def test_a_broken_edit_of_the_rules_stops_no_round(shop: Shop) -> None:
    """It is warned of with its place, and the rounds go on with the last good rules."""
    with shop.daemon() as daemon:
        daemon.wait_for("nothing to do")
        (shop.folder / "rules" / "99-new.yaml").write_text("on: order.nwe\nrules: []\n", encoding="utf-8")
        warning = daemon.wait_for("RULE FILES ARE BROKEN")
        daemon.wait_for_outcome("done")
        (shop.folder / "rules" / "99-new.yaml").unlink()
        daemon.wait_for("in order again")
        assert daemon.stop() == 0

    assert "99-new.yaml:1:5: error:" in warning["problems"][0]
    assert "failed" not in daemon.outcomes()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("settings.toml", "[lop]\ninterval_seconds = 5\n", "Did you mean loop?"),
        ("rules/99-new.yaml", "on: order.nwe\nrules: []\n", "99-new.yaml:1:5"),
    ],
)
def test_a_daemon_does_not_start_on_broken_files(
    shop: Shop, trueup: command_lines.Run, file: str, text: str, said: str
) -> None:
    """There is nothing good to fall back on yet: it says what is wrong, leaves with 1, and has run no round."""
    (shop.folder / file).write_text(text, encoding="utf-8")

    answer = trueup("run")

    assert answer.code == 1
    assert said in answer.err
    assert shop.round_statuses() == []


def test_one_round_for_a_timer_ends_with_0_when_all_is_well(shop: Shop, trueup: command_lines.Run) -> None:
    """Whether it changed something or not."""
    assert trueup("run", "--once").code == 0
    assert shop.parcels() == ["1Z1"]
    assert trueup("run", "--once").code == 0


def test_one_round_that_a_guard_holds_ends_with_1(
    shop: Shop, trueup: command_lines.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person should look."""
    monkeypatch.setenv("TRUEUP_GUARDS__ORDERS_MOVED", "0")

    answer = trueup("run", "--once")

    assert answer.code == 1
    assert "--allow orders_moved=1" in answer.err
    assert shop.parcels() == []


def test_one_round_with_a_wrong_token_ends_with_1_and_never_shows_it(
    shop: Shop, trueup: command_lines.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what the shop said, and what to check."""
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", "shpat_mistyped0123")

    answer = trueup("run", "--once")

    assert answer.code == 1
    assert "check the token" in answer.err
    assert "mistyped" not in answer.out + answer.err
    assert shop.round_statuses() == ["failed"]


def test_one_round_leaves_a_shop_to_the_daemon_that_is_at_it(shop: Shop, trueup: command_lines.Run) -> None:
    """A timer that fires meanwhile is no fault: code 0, and the shop is asked nothing twice."""
    shop.gate.hold("fulfillmentOrderMove")
    with shop.daemon() as daemon:
        shop.wait_for_request()

        answer = trueup("run", "--once")

        assert answer.code == 0
        assert "another process is at it" in answer.err
        shop.gate.let_go()
        assert daemon.stop() == 0
