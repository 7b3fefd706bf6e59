"""A project: the folder with settings.toml in it, and what its settings point at.

In: where the command was run, or --settings. Out: a `Project`, from which `wiring` makes everything else.
"""

from pathlib import Path

import msgspec

import engine
from trueup import errors, outlines
from trueup.settings import loading, options, secrecy

SETTINGS = outlines.SETTINGS


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
        return outlines.absolute_url(self.folder, self.settings.store.url)

    @property
    def rule_paths(self) -> tuple[Path, ...]:
        """The rule folders and files; those below the current folder relative to it, as people read them in reports."""
        return tuple(outlines.shown(self.folder / path) for path in self.settings.rules.paths)


def open_project(settings: Path | None = None) -> Project:
    """Read the project that `settings` names; else TRUEUP_SETTINGS; else the settings.toml here; else the environment.

    Raises ProjectError where none of these says anything: what is typed in the wrong folder must not leave a database
    there. Also raises SettingsError and SecretsError.
    """
    folder, file = outlines.find(settings)
    return Project(folder=folder, settings=loading.load(file), secrets=secrecy.load(folder), file=file)


def shipped_rules() -> Path:
    """The folder of the rule files that come with Trueup; it lies beside the packages, installed or not."""
    return Path(engine.__file__).parent.parent / "rules"
