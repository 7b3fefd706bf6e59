"""`trueup run` that receives webhooks: a real process, told by a simulated shop over HTTP what happens there."""

import json
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import command_lines, served_shops
from support.daemon_processes import Daemon, wait_until
from support.receivers import LEVEL, headers_for

from simulator import auth

DOMAIN = "demo.myshopify.com"
ONCE_AN_HOUR = ("--interval", "3600")


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def served(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int
) -> Iterator[served_shops.ServedShop]:
    """The seed story's shop, and settings with a receiver that it can reach."""
    copied = shutil.copytree(story, tmp_path / "story")
    state = json.loads((copied / "shop.json").read_text())
    (copied / "shop.json").write_text(json.dumps({**state, "domain": DOMAIN}))
    with served_shops.serve(state=copied / "shop.json") as served:
        monkeypatch.chdir(copied / "project")
        for name, value in {
            "SHOP__DOMAIN": DOMAIN,
            "SHOP__URL": served.url,
            "SHOP_TOKEN": served_shops.TOKEN,
            "RULES__ENGINE": "plain",
            "WEBHOOK_SECRET": auth.CLIENT_SECRET,
            "WEBHOOKS__LISTEN": f"127.0.0.1:{port}",
            "WEBHOOKS__ADDRESS": f"http://127.0.0.1:{port}/webhooks",
            "WEBHOOKS__GATHER_SECONDS": "0.1",
        }.items():
            monkeypatch.setenv(f"TRUEUP_{name}", value)
        yield served


def narrow(daemon: Daemon) -> list[dict[str, Any]]:
    """The lines of narrow rounds."""
    return [line for line in daemon.rounds if line.get("narrow")]


def test_what_happens_in_the_shop_is_looked_at_within_seconds(served: served_shops.ServedShop) -> None:
    """With an hour between full rounds: the order is imported because the shop tells of it. SIGTERM ends it all."""
    with Daemon(Path.cwd(), *ONCE_AN_HOUR) as daemon:
        daemon.wait_for("receiving webhooks")
        daemon.wait_for("subscribed to webhooks")
        wait_until(lambda: daemon.rounds, "the first full round")
        begun = time.monotonic()
        served.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])

        wait_until(
            lambda: any("import_order:done" in line.get("changes", {}) for line in narrow(daemon)),
            f"a narrow round that imports it, in {daemon.said}",
        )

        assert time.monotonic() - begun < 10
        wait_until(lambda: not served.control("GET", "webhooks")["waiting"], "the end of the webhooks")
        # Our own writes are told to us as well; that must come to an end.
        wait_until(lambda: "nothing to do" in narrow(daemon)[-1]["event"] or len(narrow(daemon)) == 1, "rest")
        assert len([line for line in daemon.rounds if not line.get("narrow")]) == 1
        assert daemon.stop() == 0
    assert {attempt["status"] for attempt in served.control("GET", "webhooks")["attempts"]} == {200}
    assert auth.CLIENT_SECRET not in "".join(daemon.said)


def test_a_stranger_cannot_make_it_look(served: served_shops.ServedShop, port: int) -> None:
    """Unsigned, wrongly signed, too large: refused at the port, and no round comes of it."""
    served.control("DELETE", "webhooks")
    url = f"http://127.0.0.1:{port}/webhooks"
    body = json.dumps(LEVEL).encode()
    forged = headers_for(body, "inventory_levels/update", "a guess", Shop_Domain=DOMAIN)
    with Daemon(Path.cwd(), *ONCE_AN_HOUR) as daemon:
        daemon.wait_for("receiving webhooks")
        wait_until(lambda: daemon.rounds, "the first full round")

        assert httpx.post(url, content=body).status_code == 401
        assert httpx.post(url, content=body, headers=forged).status_code == 401
        assert httpx.post(url, content=b"x" * 5_000_000, headers=forged).status_code == 413
        assert httpx.get(url).status_code == 405

        daemon.wait_for("A webhook was refused: it is not signed with the app's secret")
        assert narrow(daemon) == []
        assert daemon.stop() == 0


def test_a_port_that_is_taken_is_told_before_the_first_round(
    served: served_shops.ServedShop, port: int, trueup: command_lines.Run
) -> None:
    """With the setting to change."""
    served.control("DELETE", "requests")
    with socket.create_server(("127.0.0.1", port)):
        answer = trueup("run")

    assert answer.code == 1
    assert f"Webhooks can't be received at 127.0.0.1:{port}" in answer.err
    assert "[webhooks] listen" in answer.err
    assert served.control("GET", "requests")["requests"] == []


@pytest.mark.parametrize("listen", ["8770", "127.0.0.1:", ":8770", "127.0.0.1:http", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_told_with_the_form_it_should_have(
    served: served_shops.ServedShop, trueup: command_lines.Run, monkeypatch: pytest.MonkeyPatch, listen: str
) -> None:
    """An example says more than a rule."""
    monkeypatch.setenv("TRUEUP_WEBHOOKS__LISTEN", listen)

    answer = trueup("run")

    assert answer.code == 1
    assert f'[webhooks] listen is "{listen}"; write HOST:PORT' in answer.err
    assert served.url


def test_without_a_secret_nothing_is_received(
    served: served_shops.ServedShop, trueup: command_lines.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Webhooks that nobody can check would be everybody's."""
    monkeypatch.delenv("TRUEUP_WEBHOOK_SECRET")

    answer = trueup("run")

    assert answer.code == 1
    assert "TRUEUP_WEBHOOK_SECRET" in answer.err
    assert served.url


def test_a_public_address_without_tls_is_refused(
    served: served_shops.ServedShop, trueup: command_lines.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shopify would refuse it later, and less plainly."""
    monkeypatch.setenv("TRUEUP_WEBHOOKS__ADDRESS", "http://hooks.example.com/webhooks")

    answer = trueup("run")

    assert answer.code == 1
    assert "TRUEUP_WEBHOOKS__ADDRESS" in answer.err
    assert "use https://HOST/PATH" in answer.err
    assert served.url
