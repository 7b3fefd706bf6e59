"""Plan files that no Trueup wrote are refused in a sentence, whatever stands in them."""

import hashlib

import pytest

from reconciler import plan_files

PLAN = (
    b'{"shop":"demo.myshopify.com","made_at":"2026-11-23T10:00:00%s","observed_at":"2026-11-23T10:00:00Z",'
    b'"rules_digest":"","engine":"plain","changes":[],"counts":{"orders":%s}}'
)


def signed(body: bytes) -> bytes:
    """A plan file with a hash that is right for its text."""
    return b'{"sha256":"%s","plan":%s}' % (hashlib.sha256(body).hexdigest().encode(), body)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"plan":' * 100_000,
        signed(b"[" * 100_000 + b"]" * 100_000),
        signed(PLAN % (b"Z", b'{"a":' * 50_000 + b"1" + b"}" * 50_000)),
    ],
    ids=["lists", "wrappers", "a plan of lists", "deep inside"],
)
def test_a_plan_that_is_nested_too_deeply_is_refused(data: bytes):
    """It would need more room than there is to read it."""
    with pytest.raises(plan_files.PlanFileError, match="not a plan file"):
        plan_files.decode(data)


def test_a_plan_whose_moment_tells_no_zone_is_refused():
    """It could not be compared with the moment at which it is applied."""
    with pytest.raises(plan_files.PlanFileError, match="timezone"):
        plan_files.decode(signed(PLAN % (b"", b"1")))


@pytest.mark.parametrize("number", [b"1e999999999", b"9" * 5_000, b"9" * 30, b"1.5", b"NaN"])
def test_numbers_that_no_plan_has_are_refused(number: bytes):
    """And cost neither time nor memory."""
    with pytest.raises(plan_files.PlanFileError):
        plan_files.decode(signed(PLAN % (b"Z", number)))
