"""Outlines: the little of a project that checking rules needs, read without what loads and checks every option.

`trueup check` should answer at once, and what reads settings in full takes longer to load than a hundred rules. So what
is plainly written is read here; anything else is left to `projects`, which says what is wrong with it.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from trueup import errors
from trueup.settings import variables

SETTINGS = "settings.toml"

DATABASE = "sqlite:///trueup.db"
"""The database of a project whose settings name none."""

_READ_HERE = frozenset({"TRUEUP_STORE__URL", "TRUEUP_SHOP__DOMAIN"})


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """Where a project's rules and its database are, and the domain of its shop ("" for none)."""

    rule_paths: tuple[Path, ...]
    database_url: str
    shop: str


def glance(named: Path | None) -> Outline | None:
    """Read the outline of the project that is meant (see `find`); None where that takes more than a glance.

    Raises ProjectError where no project is.
    """
    folder, file = find(named)
    from_environment = variables.set_options()
    if not from_environment.keys() <= _READ_HERE:
        return None
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file else {}
    except (OSError, ValueError, RecursionError):
        return None
    paths = _option(tables, "rules", "paths", ["rules"])
    url = from_environment.get("TRUEUP_STORE__URL", _option(tables, "store", "url", DATABASE))
    domain = from_environment.get("TRUEUP_SHOP__DOMAIN", _option(tables, "shop", "domain", ""))
    if not (isinstance(paths, list) and paths and all(isinstance(one, str) for one in [*paths, url, domain])):
        return None
    return Outline(
        rule_paths=tuple(shown(folder / path) for path in paths),
        database_url=absolute_url(folder, url),
        shop=domain.strip().lower(),
    )


def find(named: Path | None) -> tuple[Path, Path | None]:
    """The folder of the project that is meant, and its settings file; None where all of it is in the environment.

    It is the one that `named` says; else TRUEUP_SETTINGS; else the settings.toml here; else the environment. Raises
    ProjectError where none of these says anything.
    """
    set_by = os.environ.get(variables.SETTINGS)
    here = Path.cwd()
    file = named or (Path(set_by) if set_by else None) or (here / SETTINGS if (here / SETTINGS).exists() else None)
    if file is None and not variables.set_options():
        raise errors.ProjectError(no_project(here))
    return (file.absolute().parent if file else here), file


def no_project(folder: Path) -> str:
    """What is said where a project is needed and none is."""
    return (
        f"There is no Trueup project here: {folder} has no {SETTINGS}. `trueup init` makes one, and --settings "
        "names one elsewhere."
    )


def absolute_url(folder: Path, url: str) -> str:
    """The address of a database, an SQLite file made absolute from the folder."""
    kind, marked, name = url.partition("sqlite:///")
    if marked and not kind and name and not name.startswith(("/", ":")):
        return f"sqlite:///{folder / name}"
    return url


def shown(path: Path) -> Path:
    """A path as people read it in reports: relative to the current folder if it is below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _option(tables: Mapping[str, Any], table: str, option: str, otherwise: object) -> Any:
    inside = tables.get(table, {})
    return inside.get(option, otherwise) if isinstance(inside, dict) else None
