"""polars: facts become a data frame, each rule a column; a library for tables, no engine, but quick in bulk."""

from collections.abc import Sequence
from functools import reduce
from operator import and_

import polars as pl
from rivals import joins, rulebooks

_SCHEMA = {
    "country": pl.String,
    "channel": pl.String,
    "method": pl.String,
    "total": pl.Int64,
    "items": pl.Int64,
    "weight": pl.Int64,
    "labelled": pl.Boolean,
    "tags": pl.List(pl.String),
    "ship_from": pl.String,
    "postal_code": pl.String,
    "created": pl.Int64,
}


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Say the rules as expressions."""
    said = [reduce(and_, map(_said, rule)).alias(str(number)) for number, rule in enumerate(rules)]

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        frame = pl.DataFrame(facts, schema=_SCHEMA)
        held = frame.select(said)
        found: rulebooks.Answers = [[] for _ in facts]
        for number, column in enumerate(held.iter_columns()):
            for place in column.arg_true().to_list():
                found[place].append(number)
        return found

    return answer


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join data frames."""
    orders = pl.DataFrame(of.orders)
    mappings = pl.DataFrame([(w, place) for w, place in of.mappings.items()], ["warehouse", "wanted"], orient="row")
    levels = pl.DataFrame(
        [(sku, place, available) for (sku, place), available in of.levels.items()],
        ["sku", "wanted", "available"],
        orient="row",
    )
    both = orders.join(mappings, on="warehouse", how="left", maintain_order="left").join(
        levels, on=["sku", "wanted"], how="left", maintain_order="left"
    )
    wanted = pl.col("wanted")
    said = both.select(
        wanted.is_null().alias("0"),
        (wanted != pl.col("location")).fill_null(value=False).alias("1"),
        (pl.col("available") < pl.col("quantity")).fill_null(value=False).alias("2"),
    )
    found: rulebooks.Answers = [[] for _ in of.orders]
    for number, column in enumerate(said.iter_columns()):
        for place in column.arg_true().to_list():
            found[place].append(number)
    return found


def _said(test: rulebooks.Test) -> pl.Expr:  # noqa: PLR0911 - one return per operator
    field = pl.col(test.field)
    first = test.operands[0]
    match test.operator:
        case "in" if len(test.operands) > 1:
            return field.is_in(list(test.operands))
        case "in" | "is":
            return field == first
        case "not":
            return field != first
        case "at_least":
            return field >= first
        case "less_than" | "before":
            return field < first
        case "between":
            return field.is_between(first, test.operands[1])
        case "has":
            return field.list.contains(first)
        case _:
            return field.str.starts_with(first)
