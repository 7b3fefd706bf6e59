"""A project: the folder with settings.toml in it, and what its settings point at.

In: where the command was run, or --settings. Out: a `Project`, from which `wiring` makes everything else.
"""

import os
from pathlib import Path

import msgspec

import engine
from trueup import errors
from trueup.settings import loading, options, secrecy

SETTINGS = "settings.toml"


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project's folder, its settings and its secrets. Relative paths in the settings start from the folder."""

    folder: Path
    settings: options.Settings
    secrets: secrecy.Secrets
    file: Path | None = None
    """The settings file; None where everything that is set comes from the environment."""

    @property
    def shop(self) -> str:
        """The shop's domain. Raises ProjectError when the settings name none."""
        if domain := self.settings.shop.domain.strip().lower():
            return domain
        raise errors.ProjectError(
            f"No shop is named. Write its address (it ends in .myshopify.com) into {self.folder / SETTINGS}, table "
            "[shop], as domain, or set TRUEUP_SHOP__DOMAIN. `trueup init` writes such a file."
        )

    @property
    def database_url(self) -> str:
        """Where the database is, an SQLite file made absolute from the folder."""
        url = self.settings.store.url
        kind, marked, name = url.partition("sqlite:///")
        if marked and not kind and name and not name.startswith(("/", ":")):
            return f"sqlite:///{self.folder / name}"
        return url

    @property
    def rule_paths(self) -> tuple[Path, ...]:
        """The rule folders and files; those below the current folder relative to it, as people read them in reports."""
        return tuple(_shown(self.folder / path) for path in self.settings.rules.paths)


def _shown(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def open_project(settings: Path | None = None) -> Project:
    """Read the project that `settings` names; else TRUEUP_SETTINGS; else the settings.toml here; else the environment.

    Raises ProjectError where none of these says anything: what is typed in the wrong folder must not leave a database
    there. Also raises SettingsError and SecretsError.
    """
    named = settings or (Path(os.environ["TRUEUP_SETTINGS"]) if os.environ.get("TRUEUP_SETTINGS") else None)
    here = Path.cwd()
    file = named or (here / SETTINGS if (here / SETTINGS).exists() else None)
    if file is None and not loading.has_variables():
        raise errors.ProjectError(no_project(here))
    folder = file.absolute().parent if file else here
    return Project(folder=folder, settings=loading.load(file), secrets=secrecy.load(folder), file=file)


def no_project(folder: Path) -> str:
    """What is said where a project is needed and none is."""
    return (
        f"There is no Trueup project here: {folder} has no {SETTINGS}. `trueup init` makes one, and --settings "
        "names one elsewhere."
    )


def shipped_rules() -> Path:
    """The folder of the rule files that come with Trueup; it lies beside the packages, installed or not."""
    return Path(engine.__file__).parent.parent / "rules"
