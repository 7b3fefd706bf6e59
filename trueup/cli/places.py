"""The place a command works at: the project, read when first asked for. Light, for commands that need nothing else.

`apps` puts a `Place` into the command line's context; `desks` adds the database and the shop.
"""

from functools import cached_property
from pathlib import Path

import typer

from trueup import hiding, projects, redacting


class Place:
    """Where the command was typed. `settings` is the file named on the command line, if one was."""

    def __init__(self, settings: Path | None) -> None:
        self._settings = settings

    @cached_property
    def project(self) -> projects.Project:
        """The project. Raises ProjectError, SettingsError, SecretsError."""
        project = projects.open_project(self._settings)
        redacting.remember(hiding.secrets_of(project))
        return project


def of(context: typer.Context) -> Place:
    """The place of a running command."""
    return context.find_object(Place) or Place(None)
