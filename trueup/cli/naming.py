"""The names of warehouses and locations in rules, held against the project's database. Called by `rules.check`."""

import typer

from engine import ir, naming, problems
from store import errors as store_errors
from store import glances
from trueup import errors
from trueup.cli import places


def check(context: typer.Context, ruleset: ir.RuleSet) -> tuple[tuple[problems.Problem, ...], str]:
    """Every name that does not exist, and, where names could not be checked, why (else an empty text)."""
    try:
        outline = places.of(context).outline
        found = glances.names(outline.database_url, outline.shop)
    except errors.ProjectError:
        return (), "no project is here"
    except (errors.TrueupError, store_errors.StoreError) as problem:
        return (), str(problem).rstrip(".")
    if found is None:
        return (), f"{outline.database_url.removeprefix('sqlite:///')} is not there yet"
    if not found.warehouses:
        return (), "no warehouse was added yet"
    known = naming.Known(warehouses=found.warehouses, locations=found.locations, has_default=found.default is not None)
    return naming.check(ruleset, known), ""
