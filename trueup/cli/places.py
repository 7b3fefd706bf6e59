"""The place a command works at: the project, read when first asked for. Light, for commands that need nothing else.

`apps` puts a `Place` into the command line's context; `desks` adds the database and the shop.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trueup import hiding, outlines, redacting

if TYPE_CHECKING:
    from trueup import projects


class Place:
    """Where the command was typed. `settings` is the file named on the command line, if one was."""

    def __init__(self, settings: Path | None) -> None:
        self._settings = settings

    @cached_property
    def project(self) -> "projects.Project":
        """The project. Raises ProjectError, SettingsError, SecretsError."""
        from trueup import projects  # noqa: PLC0415 - slow to load, and an outline is often enough

        project = projects.open_project(self._settings)
        redacting.remember(hiding.secrets_of(project))
        return project

    @cached_property
    def outline(self) -> outlines.Outline:
        """Where the rules and the database are. Raises what `project` raises, where a glance is not enough."""
        outline = outlines.glance(self._settings)
        if outline is None:
            project = self.project
            return outlines.Outline(
                rule_paths=project.rule_paths,
                database_url=project.database_url,
                shop=project.settings.shop.domain.strip().lower(),
            )
        redacting.remember(hiding.passwords_in(outline.database_url))
        return outline


def of(context: typer.Context) -> Place:
    """The place of a running command."""
    return context.find_object(Place) or Place(None)
