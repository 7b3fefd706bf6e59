"""Stock feeds as the settings name them: a project in, what `reconciler.warehouse` reads out."""

import os
from datetime import timedelta

from reconciler.warehouse import bounds, downloads, files
from reconciler.warehouse import errors as feed_errors
from reconciler.warehouse.values import Document, Feed, Source
from trueup import projects
from trueup.settings import feed_options


def of(project: projects.Project) -> tuple[Feed, ...]:
    """Every feed of the settings. One whose authorization is not set says so when it is read, and stops no other."""
    return tuple(_feed(project, one) for one in project.settings.warehouse_feeds)


def limits(project: projects.Project) -> bounds.Limits:
    """What a feed may look like and still be taken."""
    chosen = project.settings.feeds
    return bounds.Limits(
        fewest_rows_share=chosen.fewest_rows_share,
        most_zeroed_share=chosen.most_zeroed_share,
        most_changed_factor=chosen.most_changed_factor,
        most_changed_share=chosen.most_changed_share,
        few=chosen.few,
        furthest_ahead=timedelta(seconds=chosen.furthest_ahead_seconds),
        oldest=timedelta(seconds=chosen.oldest_seconds),
    )


def _feed(project: projects.Project, one: feed_options.WarehouseFeed) -> Feed:
    return Feed(name=one.name, source=_source(project, one), warehouse=one.warehouse, needs_footer=one.footer)


def _source(project: projects.Project, one: feed_options.WarehouseFeed) -> Source:
    if one.path:
        return files.FileSource(project.folder / one.path)
    authorization = ""
    if one.authorization_variable:
        authorization = os.environ.get(one.authorization_variable, "").strip()
        if not authorization:
            return _Closed(one.url, one.authorization_variable)
    return downloads.WebSource(one.url, authorization)


class _Closed:
    """A feed that can't be asked for, because the variable with its authorization is not set."""

    can_read_again = True

    def __init__(self, url: str, variable: str) -> None:
        self.place = downloads.WebSource(url).place
        self._variable = variable

    async def read(self, known: str = "") -> Document | None:
        """Raise UnavailableError with what to do."""
        del known
        raise feed_errors.UnavailableError(f"{self.place} is asked for with {self._variable}, which is not set.")
