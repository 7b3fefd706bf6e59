"""Chooses the renderer of a format, and writes reports to files. Called by the command line and the panel."""

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

from reconciler.reports import as_csv, as_html, as_json, as_markdown, as_text, errors
from reconciler.reports.values import Report

RENDERERS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
    "csv": as_csv.render,
}

FORMATS = tuple(RENDERERS)
"""The formats by name, as `--format` takes them."""


def render(report: Report, format: str) -> str:  # noqa: A002 - the word that people use for it
    """Give the report in a format.

    Raises UnknownFormatError when there is no such format.
    """
    check(format)
    return RENDERERS[format](report)


def check(format: str) -> None:  # noqa: A002 - as in `render`
    """Raise UnknownFormatError when there is no such format: before anything is done that should be reported."""
    if format not in RENDERERS:
        near = difflib.get_close_matches(format, FORMATS, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise errors.UnknownFormatError(
            f"There is no report format {format!r}. {hint}The formats are {', '.join(FORMATS)}."
        )


def write(report: Report, format: str, path: Path) -> None:  # noqa: A002 - as in `render`
    """Write the report to a file in UTF-8; an existing file is replaced.

    CSV begins with a byte order mark, because Excel reads it in an old code page otherwise.
    Raises UnknownFormatError, or ReportNotWrittenError when the file can't be written.
    """
    text = render(report, format)
    encoding = "utf-8-sig" if format == "csv" else "utf-8"
    try:
        path.write_text(text, encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise errors.ReportNotWrittenError(
            f"The report can't be written to {path}: {error.strerror}. Give a file in a folder that exists."
        ) from error
