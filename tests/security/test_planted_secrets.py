"""Secrets and people are planted, all of Trueup is run over them, errors included, and everything written is searched.

Each story leaves everything that it wrote: what came on stdout and stderr, logs, reports, plans, the database by byte
and by row. Nothing of the secrets may be in it, in any form, and nothing of people but where rules need it.
"""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url
from support import daemon_processes, leaks, served_shops
from support.databases import PostgreSQL
from support.wires import sign

from trueup.cli import refusals

DOMAIN = "demo.myshopify.com"
SECRETS = {
    "the token": "tok3n+9f/Wq8=Zr~4.planted-Kx",
    "the client secret": "cl13nt&secret/9+Qz=planted",
    "the webhook secret": "wh00k$secret-planted/7=+",
    "the webhook secret before": "bef0re#webhook-planted%41",
    "the password of the database": "p4ss/w+rd=pl@nted&9",
    "the password of the feed": "f33d-authorization.planted",
}
NAMES = {"the name": "Zephyrine Quillfeather", "the city": "Dunwich-Hollow", "the postal code": "QX7-4ZZP"}
REST = {
    "the street": "17 Wombat Crescent",
    "the e-mail address": "zephyrine@planted.example",
    "the phone number": "+15557654321",
}
SHIP_TO = {
    "name": NAMES["the name"],
    "city": NAMES["the city"],
    "zip": NAMES["the postal code"],
    "address1": REST["the street"],
    "phone": REST["the phone number"],
    "country_code": "US",
    "province_code": "TX",
}
RULE = """\
on: order.new
rules:
  - name: by-hand
    when:
      order.ship_to.name: {starts_with: Zephyrine}
      order.ship_to.city: {exists: true}
      order.ship_to.postal_code: {not: "00000"}
    then: [tag: by-hand, require_approval]
"""
FORMATS = ("text", "json", "markdown", "html", "csv")


class _Story:
    """A project, its shop, and what was written so far."""

    def __init__(self, folder: Path, served: served_shops.ServedShop, shop: leaks.EchoingShop) -> None:
        self.folder = folder
        self.served = served
        self.shop = shop
        self.left: leaks.Left = {}

    def run(self, *words: str, code: int | None = 0) -> None:
        """Run a command line in this process, and keep what it says."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            found = refusals.run(words)
        self._keep(" ".join(words), out.getvalue() + err.getvalue())
        assert code in {None, found}, (words, found, out.getvalue(), err.getvalue())

    def start(self, *words: str, **variables: str) -> None:
        """Run it as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "trueup", "--settings", str(self.folder / "settings.toml"), *words],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        self._keep(f"process {' '.join(words)}", done.stdout + done.stderr)

    def refuse(self, *statuses: int) -> None:
        """Let the shop refuse the next requests, quoting what it was sent."""
        self.shop.status[:] = list(statuses)

    def watch(self, **variables: str) -> None:
        """Run the daemon for some rounds, through refusals and a storm, with a webhook that nobody signed."""
        with daemon_processes.Daemon(
            self.folder, "--interval", "0.2", TRUEUP_LOG__LEVEL="debug", **variables
        ) as daemon:
            port = daemon.wait_for("receiving webhooks")["port"] if "TRUEUP_WEBHOOKS__LISTEN" in variables else None
            daemon.wait_for_outcome("done")
            if port is not None:
                body = b'{"id": 1001}'
                for secret in ("nobody's", SECRETS["the webhook secret"]):
                    headers = {"X-Shopify-Hmac-SHA256": sign(body, secret), "X-Shopify-Topic": "orders/updated"}
                    httpx.post(f"http://127.0.0.1:{port}/webhooks", content=body, headers=headers)
            self.refuse(500, 403, 401, 302, 200)
            daemon_processes.wait_until(lambda: not self.shop.status, "the refusals to be used up")
            daemon.wait_for_outcome("done")
            daemon.stop()
            self._keep(f"daemon {variables}", "".join(daemon.said))

    def _keep(self, where: str, said: str) -> None:
        self.left[f"{len(self.left)}: {where}"] = said.encode()

    def gathered(self) -> leaks.Left:
        """Everything written: what was said, and all files but the one that holds the secrets."""
        return self.left | leaks.gather(self.folder, but=["secrets.toml"])


@contextlib.contextmanager
def _open(folder: Path, patch: pytest.MonkeyPatch, **variables: str) -> Iterator[_Story]:
    """A shop with an order of somebody, and a project for it."""
    placed: list[leaks.EchoingShop] = []

    def around(app: object) -> leaks.EchoingShop:
        placed.append(leaks.EchoingShop(app))
        return placed[0]

    for name in [name for name in os.environ if name.startswith("TRUEUP_")]:
        patch.delenv(name)
    with served_shops.serve(around) as served:
        for name in ("Lake Jackson", "Austin Office"):
            served.control("POST", "locations", name=name)
        served.control("POST", "products", title="Mug", sku="MUG", stock={"Lake Jackson": 50, "Austin Office": 48})
        served.control(
            "POST", "orders", lines=[{"sku": "MUG", "quantity": 1}], ship_to=SHIP_TO, email=REST["the e-mail address"]
        )
        scopes = served.control(
            "POST", "apps", client_id="a-planted-client", client_secret=SECRETS["the client secret"]
        )
        served.control("POST", "token", token=SECRETS["the token"], scopes=scopes["scopes"])
        project = folder / "project"
        patch.chdir(folder)
        for name, value in {
            "TRUEUP_SHOP__DOMAIN": DOMAIN,
            "TRUEUP_SHOP__URL": served.url,
            "TRUEUP_SHOP_TOKEN": SECRETS["the token"],
            "TRUEUP_RULES__ENGINE": "plain",
            "ERP_AUTHORIZATION": f"Bearer {SECRETS['the password of the feed']}",
            **variables,
        }.items():
            patch.setenv(name, value)
        story = _Story(project, served, placed[0])
        story.run("init", str(project))
        patch.chdir(project)
        (project / "rules" / "05-by-hand.yaml").write_text(RULE, encoding="utf-8")
        for words in (
            ("warehouses", "add", "warehouse-a", "Warehouse A", "--default"),
            ("warehouses", "add", "warehouse-b", "Warehouse B"),
            ("map", "warehouse-a", "Austin Office"),
            ("map", "warehouse-b", "Lake Jackson"),
        ):
            story.run(*words)
        yield story


def _tell_everything(story: _Story) -> None:
    """Every command once, in peace."""
    for form in FORMATS:
        story.run("diff", "--format", form, code=2)
        story.run("diff", "--format", form, "--report", f"report.{form}", code=2)
    story.run("diff", "--out", "plan.json", code=2)
    story.run("explain", "1001", code=None)
    story.run("apply", "plan.json", code=None)
    story.run("apply", "--yes", code=None)
    story.run("rounds", "waiting")
    story.run("approve", "1", "--yes", code=None)
    story.run("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784", code=None)
    for form in FORMATS:
        story.run("apply", "--yes", "--format", form, code=None)
    story.run("rounds", "show", "2", code=None)
    story.run("orders", "show", "1001", code=None)
    story.run("undo", "2", "--yes", code=None)
    story.run("replay", "--rules", "rules", code=None)
    story.run("check")
    story.run("shop", "show")


def _go_wrong(story: _Story, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Refusals that quote what was sent, addresses that lead nowhere, files that are no good; with tracebacks, too."""
    for status in (401, 403, 404, 302, 500, 423, 200):
        story.refuse(*[status] * 6)
        story.run("--debug", "apply", "--yes", code=1)
    for status in (401, 200):
        story.refuse(*[status] * 6)
        story.run("diff", code=1)
    story.refuse()
    feed = '[[warehouse_feeds]]\nname = "erp"\nurl = "{}"\nauthorization_variable = "ERP_AUTHORIZATION"\n'
    settings = (story.folder / "settings.toml").read_text(encoding="utf-8")
    for url in (f"{story.served.url}/nowhere.csv", "http://127.0.0.1:1/stock.csv"):
        (story.folder / "settings.toml").write_text(settings + feed.format(url), encoding="utf-8")
        story.run("--debug", "import", "feeds", code=1)
    story.start("run", "--once", TRUEUP_LOG__LEVEL="debug", TRUEUP_LOG__FORMAT="console")
    (story.folder / "settings.toml").write_text(settings, encoding="utf-8")
    password = leaks.forms(SECRETS["the password of the database"])["quoted"].decode()
    for url in (
        f"postgresql://trueup:{password}@127.0.0.1:1/trueup",
        f"postgresqll:/trueup:{password}@x",
        f"mysql://u:{password}@h/x",
    ):
        for debug in ((), ("--debug",)):
            with pytest.MonkeyPatch.context() as there:
                there.setenv("TRUEUP_STORE__URL", url)
                story.run(*debug, "orders", "list", code=1)
    patch.delenv("TRUEUP_SHOP_TOKEN")
    secrets = story.folder / "secrets.toml"
    secrets.write_text(
        f"client_id = 'a-planted-client'\nclient_secret = '{SECRETS['the client secret']}'\n"
        f"webhook_secret = '{SECRETS['the webhook secret']}'\n"
        f"webhook_secret_before = '{SECRETS['the webhook secret before']}'\n",
        encoding="utf-8",
    )
    secrets.chmod(0o644)
    story.run("diff", code=1)
    assert b"can be read by others" in next(reversed(story.left.values()))
    secrets.chmod(0o600)
    story.run("diff", code=None)
    for status in (400, 302):
        story.refuse(*[status] * 6)
        story.run("--debug", "diff", code=1)
    story.refuse()
    broken = secrets.read_text(encoding="utf-8").replace("webhook_secret_before = '", "webhook_secret_before = ")
    (folder / "broken.toml").write_text(broken, encoding="utf-8")
    (folder / "broken.toml").chmod(0o600)
    with pytest.MonkeyPatch.context() as there:
        there.setenv("TRUEUP_SECRETS_FILE", str(folder / "broken.toml"))
        story.run("--debug", "diff", code=1)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Story]:
    """The whole of it, on SQLite."""
    folder = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch, _open(folder, patch) as told:
        _tell_everything(told)
        _go_wrong(told, folder, patch)
        told.watch(TRUEUP_WEBHOOKS__LISTEN="127.0.0.1:0")
        told.watch(TRUEUP_SHOP_TOKEN=SECRETS["the token"])
        yield told


def test_no_secret_is_written_anywhere(story: _Story):
    """Nor is a token that the shop gave for one."""
    granted = {f"token {number}": token for number, token in enumerate(sorted(story.shop.tokens))}
    left = story.gathered()

    assert len(left) > 80
    assert len(granted) > 1
    assert leaks.find(SECRETS | granted, left) == []


def test_streets_addresses_and_phone_numbers_are_written_nowhere(story: _Story):
    """No rule can test them, so that they are not even asked for twice."""
    assert leaks.find(REST, story.gathered()) == []


def test_names_and_places_of_people_are_kept_only_where_rules_test_them(story: _Story):
    """In what rules were asked, and in no report, plan, log, nor any other table."""
    found = leaks.find(NAMES, {where: data for where, data in story.gathered().items() if "explain" not in where})

    assert {where.partition(" in ")[2] for where in found} == {"trueup.db, decided_contents"}


def test_explaining_shows_the_person_who_asks_what_a_condition_met(story: _Story):
    """The one place where a value is shown: nobody else reads along."""
    said = b"".join(data for where, data in story.left.items() if "explain" in where)

    assert b"order.ship_to.name is " + NAMES["the name"].encode() in said


def test_the_search_finds_what_it_looks_for(story: _Story):
    """It would find a secret if there were one: what is surely written is found, packed as well."""
    left = story.gathered()

    assert leaks.find({"the order": "order=1001"}, left)
    assert any("decided_contents" in where for where in leaks.find({"the name": NAMES["the name"]}, left))


def test_the_password_of_postgresql_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgresql: PostgreSQL
):
    """Not by commands, not by the daemon."""
    with postgresql.fresh(migrated=False) as url:
        password = SECRETS["the password of the database"]
        secret = make_url(url).set(password=password).render_as_string(hide_password=False)
        with _open(tmp_path, monkeypatch, TRUEUP_STORE__URL=secret) as story:
            story.run("diff", "--format", "json", code=2)
            story.run("apply", "--yes", code=None)
            story.start("--debug", "orders", "list")
            story.watch()

        assert leaks.find(SECRETS, story.gathered()) == []
