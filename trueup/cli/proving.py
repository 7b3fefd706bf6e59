"""`trueup check --prove`: what can be told of rules that load, before they run. Called by `rules.check`."""

from datetime import UTC, datetime

import typer

from engine import ir
from engine.proving import proofs, reporting
from trueup.cli import printing, refusals

SHOWN = {"text": reporting.as_text, "json": reporting.as_json, "sarif": reporting.as_sarif}


def prove(ruleset: ir.RuleSet, form: str) -> None:
    """Prove the rules and show the proof in one of the forms; leaves with 1 if something should be mended."""
    proof = proofs.prove(ruleset, datetime.now(UTC))
    printing.say(SHOWN[form](proof).rstrip("\n"))
    if reporting.failed(proof):
        raise typer.Exit(refusals.FAILED)
