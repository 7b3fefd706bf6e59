"""The front-door wheel: one name in site-packages, everything inside it, and it runs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("trueup-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel would put into site-packages."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def ask(installed: Path, code: str) -> str:
    """What a Python that knows the installed wheel (and not the checkout's folder) prints for some code."""
    env = {**os.environ, "PYTHONPATH": str(installed)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=installed.parent, env=env, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_an_installed_trueup_adds_one_name_to_site_packages(wheel: Path):
    """Plain names such as `store` belong to others there."""
    names = zipfile.ZipFile(wheel).namelist()

    assert {"trueup"} == {name.split("/")[0] for name in names if ".dist-info" not in name}


def test_the_wheel_carries_rules_migrations_and_documents(wheel: Path):
    """What is read at run time is not only Python."""
    names = zipfile.ZipFile(wheel).namelist()

    def carries(folder: str, ending: str) -> bool:
        return any(name.startswith(f"trueup/_packages/{folder}") and name.endswith(ending) for name in names)

    assert carries("rules/", ".yaml")
    assert carries("store/migrations/versions/", ".py")
    assert carries("reconciler/shopify/documents/", ".graphql")
    assert carries("simulator/schema/", ".graphql")


def test_the_wheel_carries_no_test_and_no_leftover(wheel: Path):
    """Compiled files and tests stay at home."""
    names = zipfile.ZipFile(wheel).namelist()

    assert [name for name in names if name.endswith(".pyc") or "/tests/" in name or name.startswith("tests/")] == []


@pytest.mark.parametrize("package", ["engine", "reconciler", "simulator", "store"])
def test_an_installed_package_is_the_one_inside_the_front_door(installed: Path, package: str):
    """Whatever else is called so, ours comes first."""
    where = ask(installed, f"import trueup, {package}; print({package}.__file__)")

    assert where.startswith(str(installed / "trueup" / "_packages"))


def test_an_installed_trueup_answers_for_help(installed: Path):
    """The command line needs nothing from the checkout."""
    answer = ask(installed, "from trueup.cli import refusals; refusals.run(['--help'])")

    assert "trueup" in answer
