"""Plan files: whatever stands in one, it is a plan that can be shown, or it is refused."""

import hashlib

import msgspec
from hypothesis import given
from support import fuzzing, story_plans

from reconciler import plan_files, plans
from reconciler.reports import building, rendering

PLAN = story_plans.story()
FILE = plan_files.encode(PLAN)
BODY = msgspec.json.encode(PLAN, order="deterministic")
WORDS = [
    *(
        b'"made_at":"2026-11-23T10:00:00"',
        b'"type":"set_inventory"',
        b'"type":"nothing"',
        b'"quantity":-1',
        b'"format":2',
    ),
    *(b'"kind":"order.new"', b'"lines":[["a",1]]', b'"breaches":[{}]', b'"scope":"x",', b"[[[]]]", b"1e5", b"1.0"),
]


def _sign(body: bytes) -> bytes:
    """A file whose hash is right for these bytes."""
    return b'{"sha256":"%s","plan":%s}' % (hashlib.sha256(body).hexdigest().encode(), body)


def _sign_anew(body: bytes) -> bytes:
    """A file whose hash is right for what the bytes come to, where they are a plan at all."""
    try:
        body = msgspec.json.encode(msgspec.json.decode(body, type=plans.Plan), order="deterministic")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError):
        return _sign(body)
    return _sign(body)


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_plan_file_breaks_reading_or_showing(throws: fuzzing.Throws, meter: fuzzing.Meter):
    """Also with a hash that is right: anybody can make one."""
    for dice in throws:
        signed = dice.random() < 0.5
        data = _sign_anew(fuzzing.spoil(dice, [BODY], WORDS)) if signed else fuzzing.spoil(dice, [FILE], WORDS)
        with meter.each(data):
            try:
                plan = plan_files.decode(data)
            except plan_files.PlanFileError:
                continue
            meter.taken += 1
            report = building.build(plan, ())
            rendering.render(report, rendering.FORMATS[meter.inputs % len(rendering.FORMATS)])
