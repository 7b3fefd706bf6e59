"""`trueup rules fields`: everything that a rule may name, from the one catalogue that loading checks against."""

from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from engine import catalogues, suggesting, vocabulary
from trueup import errors
from trueup.cli import printing

app = typer.Typer(
    no_args_is_help=True, help="Look up what rules may name.", epilog="Example: trueup rules fields placement.elsewhere"
)


class Form(StrEnum):
    """How the catalogue is shown."""

    TEXT = "text"
    JSON = "json"


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="rules")


@app.callback()
def _group() -> None:
    """Look up what rules may name."""


@app.command("fields", epilog="Example: trueup rules fields placement.elsewhere")
def show_fields(
    kind: Annotated[
        str | None, typer.Argument(help="A kind of difference, or one field of it; none shows all kinds.")
    ] = None,
    *,
    format: Annotated[Form, typer.Option(help="How to show it.")] = Form.TEXT,  # noqa: A002 - the word people use
) -> None:
    """List the fields that rules may test: of one kind of difference, or the kinds and the fields of all.

    With a field's name it tells all about that one.
    """
    fields = [field.name for field in catalogues.every_field()]
    if kind in fields and format is Form.TEXT:
        printing.say("\n".join(catalogues.field_lines(kind)))
        return
    if kind is not None and kind not in vocabulary.KINDS:
        known = vocabulary.KINDS if format is Form.JSON else [*vocabulary.KINDS, *fields]
        hint = suggesting.did_you_mean(kind, known, "List them: trueup rules fields")
        what = "a kind of difference" if format is Form.JSON else "a kind of difference, nor a field"
        raise errors.TrueupError(f"`{kind}` is not {what}: {hint}")
    if format is Form.JSON:
        printing.say(msgspec.json.format(msgspec.json.encode(catalogues.as_values(kind))).decode())
        return
    _show_tables(kind)


def _show_tables(kind: str | None) -> None:
    if kind is None:
        printing.rows(catalogues.KIND_HEAD, catalogues.kind_rows(), nothing="")
    else:
        printing.say(f"{kind}: {vocabulary.KINDS[kind].meaning}")
    printing.rows(catalogues.FIELD_HEAD, _plain(catalogues.field_rows(kind)), nothing="")
    own = catalogues.every_field() if kind is None else list(vocabulary.fields(kind).values())
    if kind is None or vocabulary.KINDS[kind].has_lines:
        printing.say("Inside `any line`, `every line` and `no line`:")
        printing.rows(catalogues.FIELD_HEAD, _plain(catalogues.line_rows()), nothing="")
        own += vocabulary.LINE_FIELDS.values()
    printing.rows(catalogues.OPERATOR_HEAD, _plain(catalogues.operator_rows(own)), nothing="")
    if any(field.name in ("reason", "failure.reasons") for field in own):
        printing.rows(catalogues.REASON_HEAD, catalogues.reason_rows(), nothing="")
    if kind is not None:
        fitting = [row for row in catalogues.action_rows() if kind in vocabulary.ACTIONS[_name(row)].kinds]
        printing.rows(catalogues.ACTION_HEAD[:2], [row[:2] for row in _plain(fitting)], nothing="")


def _name(row: catalogues.Row) -> str:
    return row[0].strip("`").partition(":")[0]


def _plain(rows: list[catalogues.Row]) -> list[catalogues.Row]:
    """Rows without the marks of the Markdown guide."""
    return [tuple(cell.replace("`", "") for cell in row) for row in rows]
