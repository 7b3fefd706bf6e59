"""The report as one HTML file: no scripts, nothing from elsewhere, light and dark, made to be printed and mailed.

The page is a Jinja2 template with escaping always on; the style sheet stands inside it.
"""

from functools import cache
from pathlib import Path

import jinja2

from reconciler.reports import wording
from reconciler.reports.values import Report

TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report) -> str:
    """Give the page."""
    return _environment().get_template("report.html").render(report=report) + "\n"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_clean,
    )
    environment.filters["moment"] = lambda at: f"{at:%Y-%m-%d %H:%M} UTC"
    environment.globals.update(
        good=wording.GOOD_RESULTS,
        tell=wording.tell,
        style=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
    )
    return environment


def _clean(value: object) -> object:
    """Keep control characters of the shop's texts out of the page; the escaping comes after this.

    What the template made itself (it has `__html__`) stays as it is.
    """
    return wording.clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
