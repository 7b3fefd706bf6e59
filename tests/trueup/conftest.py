"""Running the command line as a person does, in a folder of the test's own."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import served_shops
from support.command_lines import Answer, Run

from trueup.cli import apps, refusals


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No TRUEUP_ variable of the machine, and an empty folder to stand in."""
    for name in list(os.environ):
        if name.startswith("TRUEUP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def trueup(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in this process."""

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = refusals.run(apps.app, words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project for a shop that nobody serves."""
    (tmp_path / "settings.toml").write_text('[shop]\ndomain = "demo.myshopify.com"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def shop(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[served_shops.ServedShop]:
    """The same project with a simulated shop behind it: two locations, one product."""
    with served_shops.serve() as served:
        for name in ("Lake Jackson", "Austin Office"):
            served.control("POST", "locations", name=name)
        stock = {"Lake Jackson": 50, "Austin Office": 48}
        served.control("POST", "products", title="Mug", sku="MUG", stock=stock)
        (project / "settings.toml").write_text(
            f'[shop]\ndomain = "demo.myshopify.com"\nurl = "{served.url}"\n', encoding="utf-8"
        )
        monkeypatch.setenv("TRUEUP_SHOP_TOKEN", served_shops.TOKEN)
        yield served


@pytest.fixture
def database_from_the_future(project: Path) -> Path:
    """The settings of a project whose database a newer Trueup has written."""
    made = sqlite3.connect(project / "trueup.db")
    made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    made.execute("INSERT INTO alembic_version VALUES ('from_the_future')")
    made.commit()
    made.close()
    return project / "settings.toml"
