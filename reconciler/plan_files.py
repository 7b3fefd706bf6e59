"""Plan files: a plan as JSON, for `trueup diff --out` and `trueup apply FILE`; a file that was edited is noticed."""

import msgspec

from reconciler import fingerprints, plans


def encode(plan: plans.Plan) -> bytes:
    """Write a plan as JSON, with a hash over its content so that an edited file is noticed."""
    body = msgspec.json.encode(plan, order="deterministic")
    digest = fingerprints.digest(body)
    return msgspec.json.format(msgspec.json.encode({"sha256": digest, "plan": msgspec.Raw(body)}), indent=2)


class PlanFileError(ValueError):
    """A plan file can't be used; the message says why and what to do."""


class _PlanFile(msgspec.Struct, frozen=True):
    sha256: str
    plan: msgspec.Raw


def decode(data: bytes) -> plans.Plan:
    """Read a plan written by `encode`.

    Raises PlanFileError when it is no plan file, was changed after it was written, or has another format.
    """
    again = "Make a new one with `trueup diff --out plan.json`."
    try:
        wrapper = msgspec.json.decode(data, type=_PlanFile)
        plan = msgspec.json.decode(wrapper.plan, type=plans.Plan)
        body = msgspec.json.encode(plan, order="deterministic")
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        # Nested too deeply, and numbers that no plan has, are told of by the two last.
        raise PlanFileError(f"This is not a plan file of this version of Trueup: {error}. {again}") from error
    if plan.format != plans.FORMAT:
        raise PlanFileError(f"The plan file has format {plan.format}, this Trueup reads {plans.FORMAT}. {again}")
    if fingerprints.digest(body) != wrapper.sha256:
        raise PlanFileError(f"The plan file was changed after it was written. {again}")
    return plan
