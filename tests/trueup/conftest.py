"""Running the command line as a person does, in a folder of the test's own."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import served_shops
from support.command_lines import Answer, Run

from trueup.cli import refusals

DOMAIN = "demo.myshopify.com"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No TRUEUP_ variable of the machine, and an empty folder to stand in."""
    stand_alone(monkeypatch, tmp_path)


def stand_alone(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Forget the machine's own settings and go to a folder."""
    for name in list(os.environ):
        if name.startswith("TRUEUP_"):
            patch.delenv(name)
    patch.setenv("TERM", "dumb")
    patch.chdir(folder)


@pytest.fixture
def trueup(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in this process."""

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = refusals.run(words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project for a shop that nobody serves."""
    (tmp_path / "settings.toml").write_text(f'[shop]\ndomain = "{DOMAIN}"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy from: a project with two mapped warehouses and an imported order, and the shop's state.

    The shop has one product at two locations, and order 1001 for one of it, placed at the first of them.
    """
    folder = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch, served_shops.serve(state=folder / "shop.json") as served:
        stand_alone(patch, folder)
        stock_up(served)
        served.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
        assert refusals.run(["init", "project"]) == 0
        use(patch, folder / "project", served)
        for words in (
            ("warehouses", "add", "warehouse-a", "Warehouse A", "--default"),
            ("warehouses", "add", "warehouse-b", "Warehouse B"),
            ("map", "warehouse-a", "Austin Office"),
            ("map", "warehouse-b", "Lake Jackson"),
            ("apply", "--yes"),
        ):
            assert refusals.run(words) == 0, words
    return folder


@pytest.fixture
def imported(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[served_shops.ServedShop]:
    """A copy of the story's project to stand in, and its shop."""
    copied = shutil.copytree(story, tmp_path / "story")
    with served_shops.serve(state=copied / "shop.json") as served:
        use(monkeypatch, copied / "project", served)
        yield served


@pytest.fixture
def shop(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[served_shops.ServedShop]:
    """A project with nothing in its database, and the story's shop before anybody ordered."""
    with served_shops.serve() as served:
        stock_up(served)
        use(monkeypatch, project, served)
        yield served


def stock_up(served: served_shops.ServedShop) -> None:
    """Two locations, and one product at both."""
    for name in ("Lake Jackson", "Austin Office"):
        served.control("POST", "locations", name=name)
    stock = {"Lake Jackson": 50, "Austin Office": 48}
    served.control("POST", "products", title="Mug", sku="MUG", stock=stock)


def use(patch: pytest.MonkeyPatch, folder: Path, served: served_shops.ServedShop) -> None:
    """Stand in a project, and point it at a served shop."""
    patch.chdir(folder)
    patch.setenv("TRUEUP_SHOP__DOMAIN", DOMAIN)
    patch.setenv("TRUEUP_SHOP__URL", served.url)
    patch.setenv("TRUEUP_SHOP_TOKEN", served_shops.TOKEN)
    # What evaluates the rules is not what these tests are about, and a worker process takes its time to start.
    patch.setenv("TRUEUP_RULES__ENGINE", "plain")


@pytest.fixture
def database_from_the_future(project: Path) -> Path:
    """The settings of a project whose database a newer Trueup has written."""
    made = sqlite3.connect(project / "trueup.db")
    made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    made.execute("INSERT INTO alembic_version VALUES ('from_the_future')")
    made.commit()
    made.close()
    return project / "settings.toml"
